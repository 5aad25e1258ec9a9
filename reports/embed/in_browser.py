"""What a report's page does without the server: colours and theme, clicks, chips, controls, what waits for Refresh.

The functions are in static/embed/*.js; here stands which of them listens to what.
"""

from dash import ALL, ClientsideFunction, Input, Output, State

from reports.declare import Chart, Report, Table
from reports.embed.controls import all_states, stores_of
from reports.embed.dash import EmbeddedApp


def wire_browser(app: EmbeddedApp, report: type[Report]) -> None:
    """Register every callback of this page that runs in the browser."""
    charts = [visual for visual in report.visuals.values() if isinstance(visual, Chart)]
    for chart in charts:
        app.clientside_callback(
            _script("draw"),
            Output(f"{chart.name}--graph", "figure"),
            Input(f"{chart.name}--figure", "data"),
            Input("theme", "data"),
            State("picks", "data"),
        )
    app.clientside_callback(
        _script("pick"),
        Output("picks", "data"),
        [Input(f"{chart.name}--graph", "clickData") for chart in charts],
        Input({"type": "unpick", "index": ALL}, "n_clicks"),
        State("picks", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        _script("chips"), Output("chips", "children"), Input("picks", "data"), Input("counts", "data")
    )
    app.clientside_callback(
        _script("pending"),
        Output("pending", "children"),
        Output("pending", "className"),
        [Input(state.component_id, "data") for state in all_states(report)],
        Input("run", "data"),
        Input("applied", "data"),
    )
    for store, _, _ in stores_of(report):
        control = store.removesuffix("--value") + "--control"
        app.clientside_callback(
            _script("show"), Output(control, "data-shown"), Input(store, "data"), State(store, "id")
        )
    remembered = [Input(name, "data") for name in ("run", "picks", "applied")]
    app.clientside_callback(_script("remember"), Output("unheard", "data"), *remembered)
    for visual in report.visuals.values():
        if isinstance(visual, Table):
            _read_again(app, f"{visual.name}--grid", Input("run", "data"), Input("picks", "data"))
    _read_again(app, "rows--grid", Input("rows--grid", "columnDefs"))


def _read_again(app: EmbeddedApp, grid: str, *when: Input) -> None:
    """Let a grid forget the pages that it has when any of these changes."""
    unheard = Output("unheard", "data", allow_duplicate=True)
    app.clientside_callback(_script("again"), unheard, *when, State(grid, "id"), prevent_initial_call=True)


def _script(name: str) -> ClientsideFunction:
    return ClientsideFunction("portico", name)
