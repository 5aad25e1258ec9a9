"""How values lie: Histogram, Box, Scatter."""

from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from reports.declare import Box, Column, Histogram, Scatter
from reports.render.figures.axes import hover, name_axis, size_axis, ticks, titled, written
from reports.render.figures.columns import (
    CLEAR,
    Figure,
    d3,
    equal_to,
    floats,
    in_order,
    is_date,
    is_number,
    meta_of,
    name,
    names_of,
    numbers,
    plain,
    raw,
    said,
    spelled,
)
from reports.render.figures.dispatch import figure

MANY_POINTS = 1_000  # beyond, the graphics card draws them
LARGEST_BUBBLE = 40  # pixels across
FENCES = ("lowerfence", "q1", "median", "q3", "upperfence")


# ---- Histogram: the lower edge of each bin, the measure, the width of all bins


@figure.register
def histogram(visual: Histogram, table: pa.Table) -> Figure:
    """Bars as wide as the bins. A bin is not a value of its column, so there is nothing to pick."""
    dimension, measure = _as_amount(visual.dimensions[0]), visual.measures[0]
    width = float(table.column(2)[0].as_py()) if len(table) else 1.0
    trace = _bins(table, width, dimension.format) | {
        "name": said(measure.label),
        "hovertemplate": hover("%{hovertext}", f"{said(measure.label)}: %{{y:{d3(measure)}}}"),
    }
    axes = {
        "xaxis": {**titled(dimension.label), **ticks(dimension, table.column(0))},
        "yaxis": size_axis(measure, table.column(1)),
    }
    return {"data": [trace], "layout": {**axes, "bargap": 0, "showlegend": False, "uirevision": visual.name}}


def _bins(table: pa.Table, width: float, style: str) -> Figure:
    lower = floats(table.column(0))
    return {
        **{"type": "bar", "x": numbers(lower), "y": numbers(table.column(1)), "offset": 0, "width": width},
        **{"hovertext": [_between(each, each + width, style) for each in lower.to_pylist()], "textposition": "none"},
        # The line in the colour of the ground is the gap between two bars.
        "marker": {"color": "@c1", "cornerradius": 0, "line": {"color": "@surface", "width": 1}},
    }


def _between(lower: float, upper: float, style: str) -> str:
    # Edges are products of floats: 3 * 0.1 is 0.30000000000000004.
    return f"{spelled(round(lower, 9), style)} to {spelled(round(upper, 9), style)}"


def _as_amount(dimension: Column) -> Column:
    """A number that is not a name: it is written as numbers are."""
    return dimension if dimension.format else replace(dimension, format="number")


# ---- Box: x if there is one, five percentiles, rows, ROWS_IN_ALL


@figure.register
def box(visual: Box, table: pa.Table) -> Figure:
    """A box per value of x from its percentiles; an unseen bar over each says what they are, and takes the click."""
    if visual.dimensions and (is_date(table.column(0).type) or is_number(table.column(0).type)):
        table = table.sort_by(table.column_names[0])
    table = in_order(visual, table)
    names, first = _names(visual, table), len(visual.dimensions)
    cuts = [floats(table.column(first + each)).to_pylist() for each in range(len(FENCES))]
    rows = list(zip(*cuts, strict=True))
    boxes = [_box(visual, table, row, names, cut) for row, cut in enumerate(rows)]
    size = {**titled(visual.label), **ticks(visual.measures[0], table.column(first + 4)), "showgrid": True}
    if visual.dimensions:
        axes = {"xaxis": {**titled(visual.dimensions[0].label), **name_axis(names)}, "yaxis": size}
    else:
        axes = {"xaxis": size, "yaxis": {"visible": False, "type": "category"}}
    layout = {**axes, "boxmode": "overlay", "showlegend": False, "hovermode": "closest", "uirevision": visual.name}
    return {"data": [*boxes, _unseen(visual, table, names, rows)], "layout": layout}


def _names(visual: Box, table: pa.Table) -> list[str]:
    """What the boxes are called."""
    if not visual.dimensions:
        return [name(visual.label, 0)] * len(table)
    return names_of(table.column(0), written(visual.dimensions[0], table.column(0)))


def _box(visual: Box, table: pa.Table, row: int, names: list[str], cut: tuple[Any, ...]) -> Figure:
    at = "x" if visual.dimensions else "y"
    drawn = {
        **{"type": "box", "name": names[row], at: [names[row]], "orientation": "v" if visual.dimensions else "h"},
        **{fence: [value] for fence, value in zip(FENCES, cut, strict=True)},
        **{"hoverinfo": "skip", "line": {"color": "@own", "width": 1.5}, "fillcolor": "@own/20", "width": 0.5},
    }
    if not visual.dimensions:
        return drawn | {"line": {"color": "@c1", "width": 1.5}, "fillcolor": "@c1/20"}
    value = plain(table.column(0).slice(row, 1))[0]
    return drawn | {"meta": meta_of(visual, visual.dimensions[0], value=value, paint=None)}


def _unseen(visual: Box, table: pa.Table, names: list[str], rows: list[tuple[Any, ...]]) -> Figure:
    """Bars from whisker to whisker in no colour: Plotly's own tooltip of a box is seven boxes."""
    at, size = ("x", "y") if visual.dimensions else ("y", "x")
    margin = _margin(rows)
    bars = {
        **{"type": "bar", at: names, "orientation": "v" if visual.dimensions else "h", "width": 0.5},
        "base": [None if row[0] is None else row[0] - margin for row in rows],
        size: [None if row[0] is None else row[4] - row[0] + 2 * margin for row in rows],
        **{"marker": {"color": CLEAR, "line": {"width": 0}}, "textposition": "none"},
        "hovertext": _percentiles(visual, table, names, rows),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    if not visual.dimensions:
        return bars
    meta = meta_of(visual, visual.dimensions[0], paint=None, unseen=True)
    return bars | {"customdata": plain(table.column(0)), "meta": meta}


def _margin(rows: list[tuple[Any, ...]]) -> float:
    """So much beyond the whiskers counts as the box: where all its values are one, there is still a place to point."""
    known = [each for row in rows for each in row if each is not None]
    return (max(known) - min(known)) / 50 if known else 0.0


def _percentiles(visual: Box, table: pa.Table, names: list[str], rows: list[tuple[Any, ...]]) -> list[str]:
    """The whole tooltip of each box, from its upper whisker down, as it is drawn."""
    style, counts = visual.measures[0].format, table.column(len(visual.dimensions) + len(FENCES)).to_pylist()
    found = []
    for named, cut, count in zip(names, rows, counts, strict=True):
        values = ["–" if each is None else spelled(each, style) for each in cut]
        lines = [f"{measure.label}: {value}" for measure, value in zip(visual.measures, values, strict=False)]
        found.append("<br>".join([f"<b>{named}</b>", *reversed(lines), "1 row" if count == 1 else f"{count:,} rows"]))
    return found


# ---- Scatter: points, color if there is one, x, y, size if there is one, ROWS_IN_ALL


@figure.register
def scatter(visual: Scatter, table: pa.Table) -> Figure:
    """A trace of points per colour; a click picks the point."""
    x, y = (table.column(len(visual.dimensions) + each) for each in (0, 1))
    colours: list[Any] = pc.unique(table.column(1)).to_pylist() if visual.color else [...]
    parts = [(each, table if each is ... else table.filter(equal_to(table.column(1), each))) for each in colours]
    largest = pc.max(floats(table.column(len(visual.dimensions) + 2))).as_py() if visual.size else None
    kind = "scattergl" if len(table) > MANY_POINTS else "scatter"
    traces = [{"type": kind, **_points(visual, part, each, largest)} for each, part in parts]
    xaxis = {**titled(visual.measures[0].label), **ticks(visual.measures[0], x), "showgrid": True}
    yaxis = {**titled(visual.measures[1].label), **ticks(visual.measures[1], y)}
    layout = {"xaxis": xaxis, "yaxis": yaxis, "hovermode": "closest", "uirevision": visual.name}
    return {"data": traces, "layout": layout | {"showlegend": bool(visual.color)}}


def _points(visual: Scatter, part: pa.Table, colour: Any, largest: float | None) -> Figure:
    points, first = visual.dimensions[0], len(visual.dimensions)
    grain = written(points, part.column(0))
    paint = None if colour is ... else {"column": visual.dimensions[1].key, "value": raw(colour)}
    return {
        "name": said(points.label) if colour is ... else name(colour, 0, visual.dimensions[1].format),
        "mode": "markers",
        "x": numbers(part.column(first)),
        "y": numbers(part.column(first + 1)),
        "hovertext": names_of(part.column(0), grain),
        "hovertemplate": _point_tooltip(visual),
        "customdata": plain(part.column(0)),
        "marker": _markers(part.column(first + 2) if visual.size else None, largest),
        "meta": meta_of(visual, points, paint=paint),
    }


def _markers(size: pa.ChunkedArray | None, largest: float | None) -> Figure:
    """Dots with a rim in the colour of the ground, so that two on each other are two; bubbles by area."""
    rim = {"line": {"color": "@surface", "width": 1}}
    if size is None or not largest:
        return {"size": 8, **rim}
    return {"size": numbers(size), "sizemode": "area", "sizeref": 2 * largest / LARGEST_BUBBLE**2, "sizemin": 2, **rim}


def _point_tooltip(visual: Scatter) -> str:
    at = ("x", "y", "marker.size")
    amounts = [f"{said(each.label)}: %{{{key}:{d3(each)}}}" for each, key in zip(visual.measures, at, strict=False)]
    colour = f"{said(visual.dimensions[1].label)}: %{{fullData.name}}" if visual.color else ""
    return hover("%{hovertext}", colour, *amounts)
