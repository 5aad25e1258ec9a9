"""What a report's page does without the server: colours and theme, clicks, chips, what waits for Refresh.

The functions are in static/embed/report.js; here stands which of them listens to what.
"""

from dash import ALL, ClientsideFunction, Input, Output, State

from reports.declare import Bar, Kind, Line, Report, Table
from reports.embed.controls import all_states, fields_of, ident
from reports.embed.dash import EmbeddedApp


def wire_browser(app: EmbeddedApp, report: type[Report]) -> None:
    """Register every callback of this page that runs in the browser."""
    charts = [visual for visual in report.visuals.values() if isinstance(visual, Line | Bar)]
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
    app.clientside_callback(_script("chips"), Output("chips", "children"), Input("picks", "data"))
    app.clientside_callback(
        _script("pending"),
        Output("pending", "children"),
        Output("pending", "className"),
        [Input(state.component_id, state.component_property) for state in all_states(report)],
        Input("run", "data"),
        Input("applied", "data"),
    )
    for part, field in fields_of(report):
        if field.kind == Kind.DATES:
            shown_range = Output(ident(part, field, "range"), "className")
            app.clientside_callback(_script("custom"), shown_range, Input(ident(part, field, "preset"), "value"))
    for visual in report.visuals.values():
        if isinstance(visual, Table):
            app.clientside_callback(
                _script("again"),
                Output("unheard", "data"),
                Input("run", "data"),
                Input("picks", "data"),
                State(f"{visual.name}--grid", "id"),
                prevent_initial_call=True,
            )


def _script(name: str) -> ClientsideFunction:
    return ClientsideFunction("portico", name)
