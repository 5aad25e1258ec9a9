"""Heatmap: a measure where two dimensions meet, as a matrix of colours."""

from typing import Any

import numpy as np
import pyarrow as pa

from reports.declare import Column, Heatmap
from reports.render.figures.axes import dates, hover, name_axis, ticks, titled, written
from reports.render.figures.columns import (
    WRITTEN,
    Figure,
    d3,
    floats,
    is_date,
    is_number,
    iso,
    meta_of,
    name,
    rank,
    raw,
    said,
    typed,
)
from reports.render.figures.dispatch import figure
from reports.render.formats import write

MANY_CELLS = 60  # across; beyond, gaps between the cells would be half of what is seen
MOST_FILLED = 1_000
MOST_WRITTEN = 81  # cells that say their number themselves; more would be too narrow for it
_UNITS = {"day": "D", "month": "M", "year": "Y"}
Row = tuple[Any, int]  # a value, and of how many it is the rest


@figure.register
def heatmap(visual: Heatmap, table: pa.Table) -> Figure:
    """A matrix with the largest row on top and the rest below; where the dimensions don't meet, there is a gap."""
    across, down = visual.dimensions
    columns, rows = _columns(across, table.column(0), written(across, table.column(0))), _rows(visual, table)
    columns = _in_line(columns, rows)
    matrix = _matrix(visual, table, columns, rows)
    grain = written(down, table.column(1))
    names = [name(value, folded, grain) for value, folded in rows]
    xaxis, x, pattern = _across(across, table.column(0), columns)
    measure = visual.measures[0]
    trace = {
        **{"type": "heatmap", "name": said(measure.label), "x": x, "y": names, "z": typed(matrix)},
        **{"hoverongaps": False, "xgap": _gap(len(columns)), "ygap": _gap(len(rows))},
        **_scale(matrix),
        **(_numbers(measure, matrix) if matrix.size <= MOST_WRITTEN else {}),
        "colorbar": {**titled(measure.label), **ticks(measure, table.column(2))},
        "hovertemplate": hover("%{y}", pattern, f"{said(measure.label)}: %{{z:{d3(measure)}}}"),
        "meta": _meaning(visual, columns, rows),
    }
    yaxis = {**titled(down.label), **name_axis(names), "autorange": "reversed", "showgrid": False}
    layout = {"xaxis": xaxis, "yaxis": yaxis, "hovermode": "closest", "uirevision": visual.name}
    return {"data": [trace], "layout": layout}


def _columns(dimension: Column, column: pa.ChunkedArray, grain: str) -> list[Any]:
    """The values of x in order, those without one last; between dates no step is left out, or cells would stretch."""
    values = sorted({*column.to_pylist()} - {None}, key=lambda each: (rank(dimension, each), each))
    if is_date(column.type):
        return _every_step(values, grain)
    return [*values, *([None] if column.null_count else [])]


def _every_step(days: list[Any], grain: str) -> list[Any]:
    """All days, weeks, months or years from the first to the last."""
    if len(days) < 2 or grain not in (*_UNITS, "week"):
        return days
    bare = [each.date() if hasattr(each, "date") else each for each in days]
    unit = _UNITS.get(grain, "D")
    first, last = (np.datetime64(each).astype(f"datetime64[{unit}]") for each in (bare[0], bare[-1]))
    steps = np.arange(first, last + 1, 7 if grain == "week" else 1).astype("datetime64[D]").tolist()
    # Dates that their grain does not fit stay as they are.
    return steps if len(steps) <= MOST_FILLED and set(bare) <= set(steps) else bare


def _rows(visual: Heatmap, table: pa.Table) -> list[Row]:
    """The values of y from top to bottom: numbers and dates in order, names as ordered or by size, the rest last."""
    totals: dict[Row, float] = {}
    for row, value in zip(_row_of_each(visual, table), floats(table.column(2)).to_pylist(), strict=True):
        totals[row] = totals.get(row, 0.0) + (value or 0.0)
    if is_date(table.column(1).type) or is_number(table.column(1).type):
        return sorted(totals, key=lambda row: (row[1] > 0, row[0] is None, row[0] if row[0] is not None else 0))
    return sorted(totals, key=lambda row: (row[1] > 0, rank(visual.dimensions[1], row[0]), -totals[row]))


def _row_of_each(visual: Heatmap, table: pa.Table) -> list[Row]:
    folded = table.column(3).to_pylist() if visual.folded else [0] * len(table)
    return list(zip(table.column(1).to_pylist(), folded, strict=True))


def _in_line(columns: list[Any], rows: list[Row]) -> list[Any]:
    """What is set against itself stands in one order on both axes, or nobody would find where it meets itself."""
    values = [value for value, _ in rows]
    return values if set(values) == set(columns) else columns


def _matrix(visual: Heatmap, table: pa.Table, columns: list[Any], rows: list[Row]) -> np.ndarray:
    matrix = np.full((len(rows), len(columns)), np.nan)
    across = {_day(value): place for place, value in enumerate(columns)}
    down = {row: place for place, row in enumerate(rows)}
    values = floats(table.column(2)).to_numpy(zero_copy_only=False)
    for x, row, value in zip(table.column(0).to_pylist(), _row_of_each(visual, table), values, strict=True):
        if _day(x) in across:
            matrix[down[row], across[_day(x)]] = value
    return matrix


def _day(value: Any) -> Any:
    """A midnight is its day, so that what was filled in meets what was found."""
    return iso(value) if hasattr(value, "isoformat") else value


def _across(dimension: Column, column: pa.ChunkedArray, columns: list[Any]) -> tuple[Figure, list[Any], str]:
    """The x axis, the places on it, and how a tooltip writes one."""
    if is_date(column.type):
        grain = written(dimension, column)
        return dates(column, grain), [iso(each) for each in columns], f"%{{x|{WRITTEN[grain]}}}"
    names = [name(each, 0) for each in columns]
    axis = {**titled(dimension.label), **name_axis(names)}
    return axis, names, f"{said(dimension.label)}: %{{x}}"


def _scale(matrix: np.ndarray) -> Figure:
    """From quiet to strong; with values below zero, from one colour to another with quiet in the middle."""
    known = matrix[~np.isnan(matrix)]
    if known.size and known.min() < 0:
        return {"colorscale": [[0, "@c2"], [0.5, "@surface-2"], [1, "@c1"]], "zmid": 0}
    # Plotly heeds the lower end only beside an upper one.
    return {"colorscale": [[0, "@surface-2"], [1, "@c1"]], "zmin": 0, "zmax": float(known.max(initial=0)) or 1}


def _numbers(measure: Column, matrix: np.ndarray) -> Figure:
    """What the cells say themselves, as short as a headline does."""
    words = [["" if np.isnan(each) else write(each, measure.format) for each in row] for row in matrix.tolist()]
    return {"text": words, "texttemplate": "%{text}"}


def _gap(count: int) -> int:
    return 2 if count <= MANY_CELLS else 0


def _meaning(visual: Heatmap, columns: list[Any], rows: list[Row]) -> Figure:
    """What the cells stand for: a value of each dimension, so a click picks both."""
    across, down = visual.dimensions
    stands_for = {
        "values": [raw(value) for value, _ in rows],
        "rest": [folded for _, folded in rows],
        "across": {"column": across.key, "label": across.label, "values": [raw(value) for value in columns]},
    }
    return meta_of(visual, down, **stands_for)
