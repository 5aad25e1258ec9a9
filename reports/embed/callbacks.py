"""What a report's page asks of the server: Refresh runs the bases, everything else slices them."""

import logging
from typing import Any

from dash import Input, Output, State, no_update, set_props
from dash.exceptions import PreventUpdate

from reports.declare import Chart, Forecast, Pivot, Report, Table, Visual
from reports.embed.answered import REFUSALS, answered, ready
from reports.embed.controls import all_states, from_controls, to_controls
from reports.embed.current import current_viewer
from reports.embed.dash import EmbeddedApp
from reports.embed.forecasts import wire_forecast
from reports.embed.in_browser import wire_browser
from reports.embed.looked_at import columns_looked_at, names_looked_at, rows_looked_at
from reports.embed.proof import proof
from reports.embed.shown import Shown, page_from, picks_from, rows_response, said_if_empty, troubled
from reports.embed.standing import lost, refused, run_of, standing
from reports.render.grid import column_defs
from reports.run.models import RunNotYours
from reports.run.press import cancel, refresh
from reports.run.slices import answer

log = logging.getLogger(__name__)

NO_ROWS: dict[str, Any] = {"rowData": [], "rowCount": 0}


def wire(app: EmbeddedApp, report: type[Report]) -> None:
    """Register every callback of this report's page."""
    _press(app, report)
    _watch(app, report)
    _reset(app, report)
    wire_browser(app, report)
    _look_at_rows(app, report)
    for visual in report.visuals.values():
        if isinstance(visual, Table):
            _rows(app, report, visual)
        elif isinstance(visual, Pivot):
            _pivot(app, report, visual)
        elif isinstance(visual, Forecast):
            wire_forecast(app, report, visual)
        else:
            _slice(app, report, visual)


def say_what_went_wrong(error: Exception) -> None:
    """What a person reads when a callback fails in a way that nobody foresaw: a sentence, never a stack trace."""
    if isinstance(error, REFUSALS):
        sentence = current_viewer().reads(error)
    else:
        log.error("A callback failed", exc_info=error)
        sentence = (
            "Something went wrong on our side, and it has been noted. Try again; the rest of the page still works."
        )
    set_props("trouble", {"children": sentence, "hidden": False})


def _press(app: EmbeddedApp, report: type[Report]) -> None:
    changed = [
        ("run", "data"),
        ("applied", "data"),
        ("summary", "children"),
        ("strip", "children"),
        ("base", "children"),
        ("watch", "disabled"),
        ("counts", "data"),
    ]
    meanwhile = [
        (Output("refresh", "disabled"), True, False),
        (Output("refresh", "children"), "Running …", "Refresh"),
    ]

    @app.callback(
        *[Output(*each) for each in changed],
        Input("refresh", "n_clicks"),
        *all_states(report),
        prevent_initial_call=True,
        running=meanwhile,
    )
    def press(_clicks: int, *values: Any) -> tuple[Any, ...]:
        return pressed(values, anew=False)

    @app.callback(
        *[Output(*each, allow_duplicate=True) for each in changed],
        Input("anew", "n_clicks"),
        *all_states(report),
        prevent_initial_call=True,
        running=meanwhile,
    )
    def press_again(clicks: int, *values: Any) -> tuple[Any, ...]:
        if not clicks:
            raise PreventUpdate
        return pressed(values, anew=True)

    def pressed(values: tuple[Any, ...], *, anew: bool) -> tuple[Any, ...]:
        try:
            run = refresh(report, from_controls(report, list(values)), viewer=current_viewer(), anew=anew)
            now = standing(report, run, viewer=current_viewer())
        except REFUSALS as error:
            return no_update, no_update, no_update, refused(error, current_viewer()), no_update, True, no_update
        return now.handle, list(values), run.summary, now.strip, now.foot, now.over, now.counts


def _watch(app: EmbeddedApp, report: type[Report]) -> None:
    outputs = [
        Output("run", "data", allow_duplicate=True),
        Output("strip", "children", allow_duplicate=True),
        Output("base", "children", allow_duplicate=True),
        Output("watch", "disabled", allow_duplicate=True),
        Output("counts", "data", allow_duplicate=True),
    ]

    def look_again(handle: Any) -> tuple[Any, ...]:
        viewer = current_viewer()
        try:
            run = run_of(handle, report=report, viewer=viewer)
        except RunNotYours as error:
            return lost(handle), refused(error, viewer), [], True, no_update
        now = standing(report, run, viewer=viewer)
        unchanged = isinstance(handle, dict) and handle.get("state") == now.handle["state"]
        return no_update if unchanged else now.handle, now.strip, now.foot, now.over, now.counts

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


def _slice(app: EmbeddedApp, report: type[Report], visual: Visual) -> None:
    @app.callback(
        Output(f"{visual.name}--figure", "data" if isinstance(visual, Chart) else "children"),
        *_panel(visual),
        Input("run", "data"),
        Input("picks", "data"),
        prevent_initial_call=True,
    )
    def slice_it(handle: Any, picks: Any) -> tuple[Any, ...]:
        return _pieces(answered(report, visual, handle, picks))


def _pivot(app: EmbeddedApp, report: type[Report], visual: Pivot) -> None:
    @app.callback(
        Output(f"{visual.name}--grid", "columnDefs"),
        Output(f"{visual.name}--grid", "rowData"),
        *_panel(visual),
        Input("run", "data"),
        Input("picks", "data"),
        prevent_initial_call=True,
    )
    def slice_it(handle: Any, picks: Any) -> tuple[Any, ...]:
        figure, *panel = _pieces(answered(report, visual, handle, picks))
        if figure is None or figure is no_update:
            return (no_update, no_update if figure is no_update else [], *panel)
        return (figure.columns, figure.rows, *panel)


def _pieces(panel: Shown) -> tuple[Any, ...]:
    """Its figure, what is said in its place, where it comes from, a note."""
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
        if not ready(handle):
            return NO_ROWS, None, None, ""
        try:
            run = run_of(handle, report=report, viewer=current_viewer())
            found = answer(
                visual, run, report=report, picks=picks_from(picks), page=page_from(wanted), viewer=current_viewer()
            )
        except REFUSALS as error:
            return NO_ROWS, troubled(error, current_viewer()), None, ""
        names = [column.alias for column in visual.columns]
        told = proof(found.statement, viewer=current_viewer(), summary=run.summary)
        return rows_response(names, found), said_if_empty(found, report, current_viewer()), told, ""

    if visual.picks_its_rows():

        @app.callback(Output(f"{visual.name}--grid", "columnDefs"), Input("run", "data"), prevent_initial_call=True)
        def columns(handle: Any) -> Any:
            if not ready(handle):
                raise PreventUpdate
            run = run_of(handle, report=report, viewer=current_viewer())
            return column_defs(visual.columns, hidden=run.unpicked(visual))


def _look_at_rows(app: EmbeddedApp, report: type[Report]) -> None:
    """The rows of one visual over the page: those that it shows, or those behind it."""

    @app.callback(
        Output("rows--grid", "columnDefs"),
        Output("rows--title", "children"),
        Input("looked", "data"),
        prevent_initial_call=True,
    )
    def columns(looked: Any) -> tuple[Any, ...]:
        return columns_looked_at(report, looked)

    @app.callback(
        Output("rows--grid", "getRowsResponse"),
        Output("rows--said", "children"),
        Output("rows--proof", "children"),
        Input("rows--grid", "getRowsRequest"),
        State("looked", "data"),
        State("run", "data"),
        State("picks", "data"),
        prevent_initial_call=True,
    )
    def page(wanted: Any, looked: Any, handle: Any, picks: Any) -> tuple[Any, ...]:
        if not ready(handle) or not isinstance(looked, dict):
            return NO_ROWS, "Press Refresh first: there are no rows yet.", None
        try:
            run = run_of(handle, report=report, viewer=current_viewer())
            found = rows_looked_at(report, looked, run, picks_from(picks), page_from(wanted), current_viewer())
        except REFUSALS as error:
            return NO_ROWS, current_viewer().reads(error), None
        response = rows_response(names_looked_at(report, looked), found)
        told = proof(found.statement, viewer=current_viewer(), summary=run.summary)
        return response, f"{response['rowCount']:,} rows", told


def _panel(visual: Visual) -> list[Output]:
    return [Output(f"{visual.name}--{piece}", "children") for piece in ("said", "proof", "note")]
