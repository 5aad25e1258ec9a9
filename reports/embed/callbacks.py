"""What a report's page asks of the server: Refresh runs the bases, everything else slices them."""

import logging
from typing import Any

from dash import Input, Output, State, no_update, set_props
from dash.exceptions import PreventUpdate

from querylog.errors import PorticoError
from reports.declare import Bar, Field, Filters, InputError, Kind, Line, Report, Table, Visual
from reports.embed.controls import all_states, fields_of, from_controls, ident, option, to_controls
from reports.embed.current import current_viewer
from reports.embed.dash import EmbeddedApp
from reports.embed.in_browser import wire_browser
from reports.embed.proof import proof
from reports.embed.shown import page_from, picks_from, rows_response, said_if_empty, shown, troubled
from reports.embed.standing import refused, run_of, standing
from reports.run.options import options
from reports.run.press import cancel, refresh
from reports.run.slices import answer

log = logging.getLogger(__name__)

REFUSALS = (InputError, PorticoError)
NO_ROWS: dict[str, Any] = {"rowData": [], "rowCount": 0}


def wire(app: EmbeddedApp, report: type[Report]) -> None:
    """Register every callback of this report's page."""
    _press(app, report)
    _watch(app, report)
    _reset(app, report)
    wire_browser(app, report)
    for part, field in fields_of(report):
        if field.kind == Kind.CHOICES:
            _offer(app, report, part, field)
    for visual in report.visuals.values():
        if isinstance(visual, Table):
            _rows(app, report, visual)
        else:
            _slice(app, report, visual)


def say_what_went_wrong(error: Exception) -> None:
    """What a person reads when a callback fails in a way that nobody foresaw: a sentence, never a stack trace."""
    if isinstance(error, REFUSALS):
        sentence = error.sentence
    else:
        log.error("A callback failed", exc_info=error)
        sentence = (
            "Something went wrong on our side, and it has been noted. Try again; the rest of the page still works."
        )
    set_props("trouble", {"children": sentence, "hidden": False})


def _press(app: EmbeddedApp, report: type[Report]) -> None:
    @app.callback(
        Output("run", "data"),
        Output("applied", "data"),
        Output("summary", "children"),
        Output("strip", "children"),
        Output("base", "children"),
        Output("watch", "disabled"),
        Input("refresh", "n_clicks"),
        *all_states(report),
        prevent_initial_call=True,
        running=[(Output("refresh", "disabled"), True, False), (Output("refresh", "children"), "Running …", "Refresh")],
    )
    def press(_clicks: int, *values: Any) -> tuple[Any, ...]:
        try:
            run = refresh(report, from_controls(report, list(values)), viewer=current_viewer())
            now = standing(report, run)
        except REFUSALS as error:
            return no_update, no_update, no_update, refused(error), no_update, True
        return now.handle, list(values), run.summary, now.strip, now.foot, now.over


def _watch(app: EmbeddedApp, report: type[Report]) -> None:
    outputs = [
        Output("run", "data", allow_duplicate=True),
        Output("strip", "children", allow_duplicate=True),
        Output("base", "children", allow_duplicate=True),
        Output("watch", "disabled", allow_duplicate=True),
    ]

    def look_again(handle: Any) -> tuple[Any, ...]:
        now = standing(report, run_of(handle, report=report, viewer=current_viewer()))
        unchanged = isinstance(handle, dict) and handle.get("state") == now.handle["state"]
        return no_update if unchanged else now.handle, now.strip, now.foot, now.over

    @app.callback(*outputs, Input("watch", "n_intervals"), State("run", "data"), prevent_initial_call=True)
    def look_every_second(_times: int, handle: Any) -> tuple[Any, ...]:
        return look_again(handle)

    @app.callback(*outputs, Input("cancel", "n_clicks"), State("run", "data"), prevent_initial_call=True)
    def end_it(clicks: int, handle: Any) -> tuple[Any, ...]:
        if not clicks:
            raise PreventUpdate
        cancel(run_of(handle, report=report, viewer=current_viewer()))
        return look_again(handle)


def _reset(app: EmbeddedApp, report: type[Report]) -> None:
    outputs = [Output(state.component_id, state.component_property) for state in all_states(report)]

    @app.callback(*outputs, Input("reset", "n_clicks"), prevent_initial_call=True)
    def back_to_the_defaults(_clicks: int) -> list[Any]:
        return to_controls(report, report.defaults())


def _offer(app: EmbeddedApp, report: type[Report], part: Filters, field: Field) -> None:
    @app.callback(
        Output(ident(part, field), "options"),
        Output(ident(part, field), "disabled"),
        Output(ident(part, field, "said"), "children"),
        Input(ident(part, field), "id"),
    )
    def offer(_id: str) -> tuple[Any, ...]:
        try:
            found = options(part, field, report=report, viewer=current_viewer())
        except REFUSALS as error:
            return no_update, True, error.sentence
        cut = f"The {len(found.values):,} most frequent are listed; there are more." if found.cut else ""
        return [option(each) for each in found.values], False, cut


def _slice(app: EmbeddedApp, report: type[Report], visual: Visual) -> None:
    @app.callback(
        Output(f"{visual.name}--figure", "data" if isinstance(visual, Line | Bar) else "children"),
        *_panel(visual),
        Input("run", "data"),
        Input("picks", "data"),
        prevent_initial_call=True,
    )
    def slice_it(handle: Any, picks: Any) -> tuple[Any, ...]:
        if not _ready(handle):
            raise PreventUpdate
        try:
            run = run_of(handle, report=report, viewer=current_viewer())
            found = answer(visual, run, report=report, picks=picks_from(picks), viewer=current_viewer())
        except REFUSALS as error:
            return no_update, troubled(error), None, ""
        panel = shown(visual, found)
        return panel.figure, panel.said, panel.proof, panel.note


def _rows(app: EmbeddedApp, report: type[Report], visual: Table) -> None:
    @app.callback(
        Output(f"{visual.name}--grid", "getRowsResponse"),
        *_panel(visual),
        Input(f"{visual.name}--grid", "getRowsRequest"),
        State("run", "data"),
        State("picks", "data"),
        prevent_initial_call=True,
    )
    def page(wanted: Any, handle: Any, picks: Any) -> tuple[Any, ...]:
        if not _ready(handle):
            return NO_ROWS, None, None, ""
        try:
            run = run_of(handle, report=report, viewer=current_viewer())
            found = answer(
                visual, run, report=report, picks=picks_from(picks), page=page_from(wanted), viewer=current_viewer()
            )
        except REFUSALS as error:
            return NO_ROWS, troubled(error), None, ""
        return rows_response(visual, found), said_if_empty(found), proof(found.statement), ""


def _panel(visual: Visual) -> list[Output]:
    return [Output(f"{visual.name}--{piece}", "children") for piece in ("said", "proof", "note")]


def _ready(handle: Any) -> bool:
    return isinstance(handle, dict) and handle.get("state") == "ready"
