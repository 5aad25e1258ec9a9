"""A declared report as components: the rail of what can be set, and its visuals in the order of the code."""

from dash import dcc, html
from dash.development.base_component import Component

from reports.declare import Report
from reports.embed.attributes import attributes
from reports.embed.controls import rail_of
from reports.embed.panels import placed
from reports.render.grid import rows_grid

LOOK_EVERY = 1_000  # milliseconds between two looks at a statement that runs


def layout(report: type[Report]) -> Component:
    """The page of a report below its title. Everything has its place and size before there is anything to show."""
    return html.Div([_rail(report), _results(report), _rows(), *_memory()], className=_class_of(report))


def _class_of(report: type[Report]) -> str:
    return "report report--one-sheet" if report.one_sheet else "report"


def _memory() -> list[Component]:
    """What the page remembers: the handle of its run, what was applied, what was clicked, which rows are looked at."""
    stores = [dcc.Store(id=name) for name in ("run", "applied", "theme", "unheard", "looked", "counts")]
    return [*stores, dcc.Store(id="picks", data=[]), dcc.Interval(id="watch", interval=LOOK_EVERY, disabled=True)]


def _rail(report: type[Report]) -> Component:
    close = html.Button("Done", className="button button--small sheet-close", type="button")
    return html.Aside(
        [
            html.H2(["Filters", close], className="rail__title"),
            html.Div(rail_of(report), className="rail__fields"),
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
            html.Div([placed(item) for item in report.layout], className="visuals"),
            *_method(report),
            html.Div(id="base", className="base"),
        ],
        className="results",
    )


def _method(report: type[Report]) -> list[Component]:
    """How the figures are made, for whoever wants to know."""
    if not report.method:
        return []
    words = dcc.Markdown(report.method, className="words", link_target="_blank")
    return [html.Details([html.Summary("How this is measured"), words], className="method", id="method")]


def _rows() -> Component:
    """The rows of one visual, over the page: opened from its menu (static/embed/report.js)."""
    close = html.Button("Close", className="button button--small", type="button", **attributes(data_act="close-rows"))
    return html.Dialog(
        [
            html.Div([html.H2(id="rows--title", className="visual__title"), close], className="rows__head"),
            html.Div(rows_grid("rows--grid"), className="rows__body"),
            html.Div([html.P(id="rows--said", className="muted"), html.Div(id="rows--proof")], className="rows__foot"),
        ],
        id="rows",
        className="rows",
        **attributes(aria_labelledby="rows--title"),
    )
