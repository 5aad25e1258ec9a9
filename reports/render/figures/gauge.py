"""Gauge: a figure on a dial, against a target."""

import re

import pyarrow as pa

from reports.declare import Column, Gauge
from reports.render.figures.cant import NOTHING, ChartError
from reports.render.figures.columns import Figure, floats
from reports.render.figures.dispatch import figure
from reports.render.formats import write

_DIGITS = re.compile(r"[\d,]+(\.\d+)?")
ROOM_ABOVE = 1.2  # without `most`, the dial ends a fifth above what it shows


@figure.register
def gauge(visual: Gauge, table: pa.Table) -> Figure:
    """A dial from its slice: the figure and, where there is one, the target. Raises ChartError without a figure."""
    value, *aims = [floats(table.column(place))[0].as_py() for place in range(len(visual.columns))]
    if value is None:
        raise ChartError(NOTHING)
    target = aims[0] if aims else None
    low, high = _ends(visual, value, target)
    measure = visual.measures[0]
    number, scale = _number(value, measure)
    axis = {"range": [low / scale, high / scale], "visible": False}
    dial = {"axis": axis, "bar": {"color": "@c1", "thickness": 1}, "bgcolor": "@surface-2", "borderwidth": 0}
    trace = {"type": "indicator", "mode": "gauge+number", "value": value / scale, "number": number, "gauge": dial}
    if target is not None:
        mark = {"color": "@ink", "width": 3}
        dial["threshold"] = {"value": target / scale, "thickness": 1, "line": mark}
    caption = _against(value, target, measure) if target is not None else _between(low, high, measure)
    return {"data": [trace], "layout": _layout(visual, caption)}


def _ends(visual: Gauge, value: float, target: float | None) -> tuple[float, float]:
    """Where the dial begins and ends: from zero, unless there is something below it."""
    known = [value, *([] if target is None else [target])]
    high = visual.most if visual.most is not None else max(known) * ROOM_ABOVE
    low = min(0.0, *known)
    return low, high if high > low else low + 1


def _number(value: float, measure: Column) -> tuple[Figure, float]:
    """How Plotly is to write the figure, so that it reads as headlines do, and by what the dial is divided for that."""
    text = write(abs(value), measure.format)
    digits = _DIGITS.search(text)
    assert digits is not None  # noqa: S101 - every format has digits
    decimals = len(digits[1] or ".") - 1
    shown = float(digits[0].replace(",", ""))
    look = {"prefix": text[: digits.start()], "suffix": text[digits.end() :], "valueformat": f",.{decimals}f"}
    return look | {"font": {"color": "@ink", "size": 26}}, abs(value) / shown if shown else 1.0


def _against(value: float, target: float, measure: Column) -> str:
    aim = f"target {write(target, measure.format)}"
    return f"{value / target:.0%} of {aim}" if target > 0 else aim


def _between(low: float, high: float, measure: Column) -> str:
    return f"{write(low, measure.format)} to {write(high, measure.format)}"


def _layout(visual: Gauge, caption: str) -> Figure:
    """Room for the dial, and below it what it is to be read against: beside the dial, a phone would have no room."""
    below = {"x": 0.5, "y": 0, "xref": "paper", "yref": "paper", "yanchor": "top", "yshift": -2, "showarrow": False}
    margin = {"l": 16, "r": 16, "t": 8, "b": 24}
    return {"margin": margin, "annotations": [{**below, "text": caption}], "uirevision": visual.name}
