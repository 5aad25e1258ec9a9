"""The visuals' places on the page, in the order of the code. Each has its size before there is anything to show."""

from functools import singledispatch

from dash import dcc, html
from dash.development.base_component import Component

from reports.declare import (
    Audience,
    Chart,
    Forecast,
    Gauge,
    Group,
    Kpi,
    Markdown,
    Pivot,
    Placed,
    Section,
    Table,
    Tabs,
    Visual,
)
from reports.embed.attributes import attributes
from reports.embed.forecasts import told_place
from reports.render.grid import grid, whole_grid

CLEAR = {"paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)"}
# A chart before its first rows: nothing at all, in the size that it will have.
BLANK = {"data": [], "layout": {"xaxis": {"visible": False}, "yaxis": {"visible": False}, **CLEAR}}
FILES = {"csv": "CSV", "xlsx": "Excel", "parquet": "Parquet"}


@singledispatch
def placed(item: Placed) -> Component:
    """Something in its place."""
    raise TypeError(f"{type(item).__name__} has no place on a page yet.")


@placed.register
def _(item: Group) -> Component:
    return html.Div([placed(each) for each in item.parts], className="row")


@placed.register
def _(item: Section) -> Component:
    heading = html.H2(item.title, className="section__title")
    return html.Div([heading, *(placed(each) for each in item.parts)], className="section", id=item.name)


@placed.register
def _(item: Tabs) -> Component:
    """A tab per section; all are in the page, and the browser shows one (static/embed/report.js)."""
    sections = [each for each in item.parts if isinstance(each, Section)]
    tabs = [_tab(each, chosen=place == 0) for place, each in enumerate(sections)]
    panels = [_tab_panel(each, shown=place == 0) for place, each in enumerate(sections)]
    return html.Div([html.Div(tabs, className="tabs__list", role="tablist"), *panels], className="tabs", id=item.name)


@placed.register
def _(item: Markdown) -> Component:
    return dcc.Markdown(item.text, className="words", link_target="_blank")


@placed.register
def _(visual: Visual) -> Component:
    """The frame of a visual: title, tools, body, what there is to say of it, and where it comes from."""
    kind, body = _body(visual)
    head = [
        html.H2(visual.title, className="visual__title"),
        *_help(visual),
        html.P(id=f"{visual.name}--note", className="visual__note"),
        _tools(visual),
    ]
    return html.Section(
        [
            html.Div(head, className="visual__head"),
            html.Div([body, html.Div(_outline(kind), id=f"{visual.name}--said")], className="visual__body"),
            *([told_place(visual)] if isinstance(visual, Forecast) else []),
            html.Div(id=f"{visual.name}--proof", className="visual__foot"),
        ],
        className=f"visual visual--{kind}",
        id=visual.name,
        **attributes(aria_label=visual.title),
    )


def _tab(section: Section, *, chosen: bool) -> Component:
    told = attributes(aria_selected=str(chosen).lower(), aria_controls=section.name)
    return html.Button(
        section.title,
        id=f"{section.name}--tab",
        className="tab",
        role="tab",
        tabIndex=0 if chosen else -1,
        type="button",
        **told,
    )


def _tab_panel(section: Section, *, shown: bool) -> Component:
    inside = [placed(each) for each in section.parts]
    labelled = attributes(aria_labelledby=f"{section.name}--tab")
    return html.Div(inside, className="section", id=section.name, role="tabpanel", hidden=not shown, **labelled)


def _help(visual: Visual) -> list[Component]:
    """What the author has to say of the visual, behind a question mark."""
    if not visual.help:
        return []
    mark = html.Summary("?", className="help__mark", **attributes(aria_label=f"What {visual.title} shows"))
    return [html.Details([mark, html.Div(visual.help, className="help__text")], className="help")]


def _tools(visual: Visual) -> Component:
    """Rows as a table, rows behind, downloads: one menu, which the browser works (static/embed/report.js)."""
    own = attributes(data_visual=visual.name)
    items: list[Component] = []
    if not isinstance(visual, Table):
        items.append(_item("Show as a table", "rows", own))
    items.append(_item("Show the rows behind it", "behind", own))
    if visual.download:
        if isinstance(visual, Chart):
            items.append(_item("Picture (PNG)", "png", own))
        files = own | {"className": "menu__item may-download"}
        items += [_item(f"Download {name}", kind, files) for kind, name in FILES.items()]
    mark = html.Summary("⋯", className="menu__mark", **attributes(aria_label=f"More of {visual.title}"))
    return html.Details([mark, html.Div(items, className="menu__items")], className="menu")


def _item(words: str, act: str, own: dict[str, str]) -> Component:
    return html.Button(words, **({"className": "menu__item", "type": "button"} | attributes(data_act=act) | own))


def _outline(kind: str) -> Component | None:
    """A quiet shape where the visual will be; a figure has its own."""
    return None if kind == "kpi" else html.Div(className="visual__outline outline")


@singledispatch
def _body(visual: Visual) -> tuple[str, Component]:
    raise TypeError(f"{type(visual).__name__} has no place on a page yet.")


@_body.register
def _(visual: Kpi) -> tuple[str, Component]:
    outline = html.Div(className="outline outline--kpi")
    return "kpi", html.Div(outline, id=f"{visual.name}--figure", className="kpi")


@_body.register
def _(visual: Audience) -> tuple[str, Component]:
    outline = html.Div(className="outline outline--kpi")
    return "kpi", html.Div(outline, id=f"{visual.name}--figure", className="kpi kpi--audience")


@_body.register
def _(visual: Gauge) -> tuple[str, Component]:
    return "gauge", _graph(visual)


@_body.register
def _(visual: Chart) -> tuple[str, Component]:
    return "chart", _graph(visual)


def _graph(visual: Chart) -> Component:
    figure = dcc.Store(id=f"{visual.name}--figure")
    graph = dcc.Graph(
        figure=BLANK,
        id=f"{visual.name}--graph",
        responsive=True,
        config={"displayModeBar": False},
        className="graph",
    )
    return html.Div([figure, graph], className="graph-place")


@_body.register
def _(visual: Table) -> tuple[str, Component]:
    return "table", grid(visual)


@_body.register
def _(visual: Pivot) -> tuple[str, Component]:
    return "table", whole_grid(f"{visual.name}--grid")
