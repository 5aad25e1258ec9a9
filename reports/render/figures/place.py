"""Where the marks of a chart stand along x, and what its tooltips say of it."""

from collections import defaultdict
from typing import Any, NamedTuple

import pyarrow as pa

from reports.declare import Along, Bar
from reports.render.figures.axes import dates, is_long, name_axis, ticks, titled, written
from reports.render.figures.columns import (
    WRITTEN,
    Figure,
    d3,
    floats,
    is_date,
    is_number,
    moments,
    numbers,
    places,
    said,
    spelled,
)


class Place(NamedTuple):
    """The dimension along which the marks stand: its axis, and how a tooltip writes a place on it."""

    axis: Figure
    pattern: str
    grain: str


def place_of(visual: Along, table: pa.Table) -> Place:
    """The x of a chart: dates, numbers or names."""
    dimension, column = visual.dimensions[0], table.column(0)
    at = "y" if lies(visual) else "x"
    grain = written(dimension, column)
    if is_date(column.type):
        return Place(dates(column, grain), f"%{{{at}|{WRITTEN[grain]}}}", grain)
    label = titled(dimension.label)
    if _along_numbers(visual, column):
        return Place({**label, **ticks(dimension, column)}, f"{said(dimension.label)}: %{{x:{d3(dimension)}}}", "")
    names = places(column, grain, rest_of(visual, table))
    cut = any(is_long(each) for each in names)
    return Place({**label, **name_axis(names)}, "%{hovertext}" if cut else f"%{{{at}}}", grain)


def _along_numbers(visual: Along, column: pa.ChunkedArray) -> bool:
    """True for a line along a number; a bar stands for each number by itself."""
    return is_number(column.type) and not isinstance(visual, Bar)


def stand(visual: Along, rows: pa.Table, place: Place) -> Any:
    """Where the marks of these rows stand."""
    column = rows.column(0)
    if isinstance(visual, Bar):
        return places(column, place.grain, rest_of(visual, rows))
    if is_date(column.type):
        return moments(column)
    return numbers(column) if is_number(column.type) else places(column, place.grain)


def rest_of(visual: Along, rows: pa.Table) -> list[int] | None:
    """Of how many values each row is the rest, where it is x that folds."""
    return rows.column(rows.num_columns - 1).to_pylist() if visual.folded is visual.dimensions[0] else None


def lies(visual: Along) -> bool:
    """True for bars that lie, along y."""
    return isinstance(visual, Bar) and visual.horizontal


def words_of(visual: Along, rows: pa.Table, place: Place, shares: dict[Any, float]) -> Figure:
    """What a tooltip can't read off the axes: a name that its tick cuts; an amount beside its share."""
    words: Figure = {}
    if "hovertext" in place.pattern:
        words["hovertext"] = places(rows.column(0), place.grain, rest_of(visual, rows))
    if shares:
        style = visual.measures[0].format
        pairs = zip(_keys(visual, rows), floats(rows.column(len(visual.dimensions))).to_pylist(), strict=True)
        words["text"] = [_amount_and_share(value, shares[key], style) for key, value in pairs]
    return words


def _amount_and_share(value: float | None, total: float, style: str) -> str:
    if value is None:
        return "–"
    return f"{spelled(value, style)} ({value / total:.1%})" if total else spelled(value, style)


def wholes_of(visual: Along, table: pa.Table) -> dict[Any, float]:
    """The whole at each place on x, where colours are drawn as shares of it."""
    wholes: dict[Any, float] = defaultdict(float)
    if getattr(visual, "mode", "") == "share":
        values = floats(table.column(len(visual.dimensions))).to_pylist()
        for key, value in zip(_keys(visual, table), values, strict=True):
            wholes[key] += value or 0
    return wholes


def _keys(visual: Along, rows: pa.Table) -> list[tuple[Any, int]]:
    """Each row's place on x. "Other" may be a value, or the rest."""
    rest = rest_of(visual, rows) or [0] * len(rows)
    return list(zip(rows.column(0).to_pylist(), rest, strict=True))
