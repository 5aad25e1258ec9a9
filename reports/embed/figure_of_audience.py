"""An audience on the page: how many there are, and the button that leads to its export."""

import pyarrow as pa
from dash import html
from dash.development.base_component import Component

from reports.declare import Audience
from reports.embed.attributes import attributes
from reports.render.formats import write


def audience_panel(visual: Audience, table: pa.Table) -> list[Component]:
    """The number with its word, and the button (static/embed/report.js)."""
    column = visual.columns[0]
    count = table.column(column.alias)[0].as_py() if table.num_rows else 0
    button = html.Button(
        "Export audience",
        className="button button--primary may-download",
        type="button",
        disabled=not count,
        **attributes(data_act="audience", data_visual=visual.name),
    )
    words = html.Span(f" {column.label.lower()}", className="muted audience__word")
    return [html.Span([write(count, column.format), words], className="kpi__figure"), button]
