"""The visuals: each names a query and says, in SQL, what it shows of that query's result."""

from reports.declare.visuals.along import MODES, MOST_COLORS, Along, Area, Bar, Line
from reports.declare.visuals.audience import Audience
from reports.declare.visuals.base import Chart, Placed, Visual
from reports.declare.visuals.free import Custom, Markdown
from reports.declare.visuals.headline import Gauge, Kpi
from reports.declare.visuals.layout import Group, Row, Section, Tabs
from reports.declare.visuals.models import ENDS, WHAT, Forecast, Prediction
from reports.declare.visuals.spread import Box, Heatmap, Histogram, Scatter
from reports.declare.visuals.tables import InRows, Pivot, Table
from reports.declare.visuals.whole import OUTLINES, Funnel, Map, PerValue, Pie, Treemap, Waterfall

__all__ = [
    "ENDS",
    "MODES",
    "MOST_COLORS",
    "OUTLINES",
    "WHAT",
    "Along",
    "Area",
    "Audience",
    "Bar",
    "Box",
    "Chart",
    "Custom",
    "Forecast",
    "Funnel",
    "Gauge",
    "Group",
    "Heatmap",
    "Histogram",
    "InRows",
    "Kpi",
    "Line",
    "Map",
    "Markdown",
    "PerValue",
    "Pie",
    "Pivot",
    "Placed",
    "Prediction",
    "Row",
    "Scatter",
    "Section",
    "Table",
    "Tabs",
    "Treemap",
    "Visual",
    "Waterfall",
]
