"""A forecast on its page: drawn without what is to come while a worker fits that, and again when it is there."""

from typing import Any

from dash import Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from reports.declare import Forecast, Report
from reports.embed.answered import answered
from reports.embed.current import current_viewer
from reports.embed.dash import EmbeddedApp
from reports.embed.standing import run_of
from reports.run.fitting import is_over
from reports.run.models import RunNotYours

LOOK_EVERY = 1_000  # milliseconds


def told_place(visual: Forecast) -> Component:
    """Where the model and its error stand, below the chart; and what the page remembers while it waits."""
    return html.Div(
        [
            html.P(id=f"{visual.name}--told", className="visual__told", role="status"),
            dcc.Store(id=f"{visual.name}--waits"),
            dcc.Store(id=f"{visual.name}--fitted"),
            dcc.Interval(id=f"{visual.name}--again", interval=LOOK_EVERY, disabled=True),
        ]
    )


def wire_forecast(app: EmbeddedApp, report: type[Report], visual: Forecast) -> None:
    """Its slice, and the look whether what is waited for is there: that one asks Snowflake nothing."""

    @app.callback(
        Output(f"{visual.name}--figure", "data"),
        *[Output(f"{visual.name}--{piece}", "children") for piece in ("said", "proof", "note", "told")],
        Output(f"{visual.name}--waits", "data"),
        Output(f"{visual.name}--again", "disabled"),
        Input("run", "data"),
        Input("picks", "data"),
        Input(f"{visual.name}--fitted", "data"),
        prevent_initial_call=True,
    )
    def slice_it(handle: Any, picks: Any, _fitted: Any) -> tuple[Any, ...]:
        panel = answered(report, visual, handle, picks)
        told = panel.told
        return panel.figure, panel.said, panel.proof, panel.note, told.words, told.waits_for, not told.waits_for

    @app.callback(
        Output(f"{visual.name}--fitted", "data"),
        Output(f"{visual.name}--again", "disabled", allow_duplicate=True),
        Input(f"{visual.name}--again", "n_intervals"),
        State(f"{visual.name}--waits", "data"),
        State("run", "data"),
        prevent_initial_call=True,
    )
    def look_again(times: Any, key: Any, handle: Any) -> tuple[Any, ...]:
        try:
            run_of(handle, report=report, viewer=current_viewer())
        except RunNotYours:
            return no_update, True
        if not is_over(key):
            raise PreventUpdate
        return times, True
