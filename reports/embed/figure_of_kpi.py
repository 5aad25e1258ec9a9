"""A single figure on the page: how large, how it changed, and how it went along."""

from dash import html
from dash.development.base_component import Component

from reports.embed.attributes import attributes
from reports.render.kpi import KpiShown

HEIGHT = 24


def kpi_panel(shown: KpiShown) -> list[Component]:
    """The figure, what changed, and a small line."""
    pieces: list[Component] = [html.Span(shown.figure, className="kpi__figure")]
    if shown.change:
        tone = f"kpi__change kpi__change--{shown.tone}" if shown.tone else "kpi__change"
        words = [html.Span(shown.change, className=tone), html.Span(f" against the {shown.against}", className="muted")]
        pieces.append(html.Span(words, className="kpi__against"))
    if len(shown.points) > 1:
        pieces.append(_spark(shown.points, shown.spoken))
    return pieces


def _spark(points: list[tuple[float, float]], spoken: str) -> Component:
    """The course as an area; a clip of a coloured box, because Dash draws no SVG and a chart would be too much."""
    corners = [(points[0][0], HEIGHT), *points, (points[-1][0], HEIGHT)]
    shape = ", ".join(f"{x:.1f}% {100 * y / HEIGHT:.1f}%" for x, y in corners)
    told = attributes(aria_label=spoken)
    return html.Span(className="spark", role="img", style={"clipPath": f"polygon({shape})"}, title=spoken, **told)
