"""A declared report as components: the rail of its filters, and its visuals in the order of the code."""

from dash import dcc, html
from dash.development.base_component import Component

from reports.declare import Bar, Kpi, Line, Report, Row, Table, Visual
from reports.embed.attributes import attributes
from reports.embed.controls import control, fields_of
from reports.render.grid import grid

CLEAR = {"paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)"}
# A chart before its first rows: nothing at all, in the size that it will have.
BLANK = {"data": [], "layout": {"xaxis": {"visible": False}, "yaxis": {"visible": False}, **CLEAR}}
LOOK_EVERY = 1_000  # milliseconds between two looks at a statement that runs


def layout(report: type[Report]) -> Component:
    """The page of a report below its title. Everything has its place and size before there is anything to show."""
    return html.Div([_rail(report), _results(report), *_memory()], className="report")


def _memory() -> list[Component]:
    """What the page remembers: the handle of its run, what was applied, what was clicked."""
    stores = [dcc.Store(id=name) for name in ("run", "applied", "theme", "unheard")]
    return [*stores, dcc.Store(id="picks", data=[]), dcc.Interval(id="watch", interval=LOOK_EVERY, disabled=True)]


def _rail(report: type[Report]) -> Component:
    close = html.Button("Done", className="button button--small sheet-close", type="button")
    return html.Aside(
        [
            html.H2(["Filters", close], className="rail__title"),
            html.Div([control(part, field) for part, field in fields_of(report)], className="rail__fields"),
            html.Div(
                [
                    html.P("Press Refresh to run.", id="pending", className="pending", role="status"),
                    html.Button("Filters", id="open-filters", className="button", type="button"),
                    html.Button(
                        "Refresh", id="refresh", className="button button--primary", title="Ctrl+Enter", n_clicks=0
                    ),
                    html.Button("Reset", id="reset", className="button", title="Back to the defaults", n_clicks=0),
                ],
                className="rail__foot",
            ),
        ],
        className="rail",
        id="rail",
        **attributes(aria_label="Filters"),
    )


def _results(report: type[Report]) -> Component:
    return html.Div(
        [
            html.Div(
                [
                    html.P("Nothing has been asked yet. Set the filters and press Refresh.", id="summary"),
                    html.Div(id="chips", className="chips"),
                ],
                className="said",
            ),
            html.Div(id="trouble", className="notice notice--error", role="alert", hidden=True),
            html.Div(id="strip", className="strip-place", **attributes(aria_live="polite")),
            html.Div([_placed(item) for item in report.layout], className="visuals"),
            html.Div(id="base", className="base"),
        ],
        className="results",
    )


def _placed(item: Row | Visual) -> Component:
    if isinstance(item, Row):
        return html.Div([_panel(visual) for visual in item.parts], className="row")
    return _panel(item)


def _panel(visual: Visual) -> Component:
    """The frame of a visual: title, body, what there is to say of it, and the chip that tells where it comes from."""
    kind, body = _body(visual)
    return html.Section(
        [
            html.Div(
                [
                    html.H2(visual.title, className="visual__title", title=visual.help),
                    html.P(id=f"{visual.name}--note", className="visual__note"),
                ],
                className="visual__head",
            ),
            html.Div([body, html.Div(_outline(kind), id=f"{visual.name}--said")], className="visual__body"),
            html.Div(id=f"{visual.name}--proof", className="visual__foot"),
        ],
        className=f"visual visual--{kind}",
        id=visual.name,
        **attributes(aria_label=visual.title),
    )


def _outline(kind: str) -> Component | None:
    """A quiet shape where the visual will be; a figure has its own."""
    return None if kind == "kpi" else html.Div(className="visual__outline outline")


def _body(visual: Visual) -> tuple[str, Component]:
    if isinstance(visual, Kpi):
        outline = html.Div(className="outline outline--kpi")
        return "kpi", html.Div(outline, id=f"{visual.name}--figure", className="kpi")
    if isinstance(visual, Line | Bar):
        figure = dcc.Store(id=f"{visual.name}--figure")
        graph = dcc.Graph(
            figure=BLANK,
            id=f"{visual.name}--graph",
            responsive=True,
            config={"displayModeBar": False},
            className="graph",
        )
        return "chart", html.Div([figure, graph], className="graph-place")
    if isinstance(visual, Table):
        return "table", grid(visual)
    raise TypeError(f"{type(visual).__name__} has no place on a page yet.")
