"""An audience on the page: how many there are, and the button that leads to its export."""

from dash import html
from dash.development.base_component import Component

from reports.embed.attributes import attributes
from reports.render.audience import AudienceShown


def audience_panel(name: str, shown: AudienceShown) -> list[Component]:
    """The number with its word, and the button (static/embed/report.js)."""
    button = html.Button(
        "Export audience",
        className="button button--primary may-download",
        type="button",
        disabled=shown.none,
        **attributes(data_act="audience", data_visual=name),
    )
    words = html.Span(f" {shown.noun}", className="muted audience__word")
    return [html.Span([shown.figure, words], className="kpi__figure"), button]
