"""What each chart looks like: its slice as a Plotly figure, in plain dictionaries."""

from reports.render.figures import (
    along,
    custom,
    forecast,
    funnel,
    gauge,
    heatmap,
    map,
    pie,
    prediction,
    spread,
    treemap,
    waterfall,
)
from reports.render.figures.cant import NOTHING, NOTHING_OF_YOURS, ChartError
from reports.render.figures.columns import EMPTY, OTHER, Figure
from reports.render.figures.dispatch import figure

# Each of the modules registers what it draws.
__all__ = [
    "EMPTY",
    "NOTHING",
    "NOTHING_OF_YOURS",
    "OTHER",
    "ChartError",
    "Figure",
    "along",
    "custom",
    "figure",
    "forecast",
    "funnel",
    "gauge",
    "heatmap",
    "map",
    "pie",
    "prediction",
    "spread",
    "treemap",
    "waterfall",
]
