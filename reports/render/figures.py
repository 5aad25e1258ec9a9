"""An Arrow result becomes a Plotly figure: plain dictionaries and typed arrays, no validation, no colours.

Colours and the template are put on in the browser (reports/embed/static), so that a figure suits light and dark alike
and the same value has the same colour in every visual of a page. Each trace says in `meta` which column it stands for,
and which value or how many folded ones: that is also what a click on it picks.
"""

import base64
from html import escape
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from reports.declare import Bar, Line
from reports.render.formats import FORMATS

EMPTY = "(empty)"
WEEK = 7 * 24 * 3600 * 1000  # milliseconds, as Plotly counts
MOST_TICKS = 8
OTHER = "Other"
Figure = dict[str, Any]
Chart = Line | Bar


def figure(visual: Chart, table: pa.Table) -> Figure:
    """The figure of a chart from its slice: columns as the visual declares them, then, where it folds, FOLDED."""
    traces = [_trace(visual, value, folded, part) for value, folded, part in _series(visual, table)]
    return {"data": traces, "layout": _layout(visual, table)}


def _series(visual: Chart, table: pa.Table) -> list[tuple[Any, int, pa.Table]]:
    """The table cut by its colours: value, how many values it folds if it is the rest, rows. The rest comes last."""
    if not visual.color:
        return [(..., 0, table)]
    rest = (
        table.column(3)
        if visual.folded is visual.dimensions[1]
        else pa.chunked_array([pa.nulls(len(table), pa.int64())])
    )
    keyed = pa.table(
        {"key": table.column(1), "rest": pc.fill_null(pc.cast(rest, pa.int64()), 0), "size": _floats(table.column(2))}
    )
    series = keyed.group_by(["key", "rest"]).aggregate([("size", "sum")]).to_pylist()
    series.sort(key=lambda each: (each["rest"] > 0, -(each["size_sum"] or 0)))
    return [(each["key"], each["rest"], table.filter(_is(keyed, each["key"], each["rest"]))) for each in series]


def _is(keyed: pa.Table, key: Any, rest: int) -> pa.ChunkedArray:
    column = keyed.column("key")
    same = pc.is_null(column) if key is None else pc.equal(column, pa.scalar(key, column.type))
    return pc.and_(pc.fill_null(same, False), pc.equal(keyed.column("rest"), rest))


def _trace(visual: Chart, value: Any, folded: int, part: pa.Table) -> dict[str, Any]:
    draw = _line if isinstance(visual, Line) else _bar
    named = visual.measures[0].label if value is ... else _name(value, folded)
    return {"name": named, "meta": _meta(visual, value, folded, part), **draw(visual, part)}


def _line(visual: Chart, part: pa.Table) -> dict[str, Any]:
    measure = visual.measures[0]
    return {
        "type": "scatter",
        "mode": "lines" if part.num_rows > 1 else "markers",
        "x": _places(part.column(0)),
        "y": _numbers(part.column(len(visual.dimensions))),
        "customdata": _plain(part.column(0)),
        "line": {"width": 2},
        "hovertemplate": f"%{{x}}: %{{y:{FORMATS[measure.format].d3}}}",
    }


def _bar(visual: Chart, part: pa.Table) -> dict[str, Any]:
    along = isinstance(visual, Bar) and visual.horizontal
    place, size = ("y", "x") if along else ("x", "y")
    pattern = FORMATS[visual.measures[0].format].d3
    return {
        "type": "bar",
        "orientation": "h" if along else "v",
        place: _places(part.column(0)),
        size: _numbers(part.column(len(visual.dimensions))),
        "customdata": _plain(part.column(0)),
        "hovertemplate": f"%{{{place}}}: %{{{size}:{pattern}}}<extra></extra>",
    }


def _meta(visual: Chart, value: Any, folded: int, part: pa.Table) -> dict[str, Any]:
    """What a mark of this trace stands for: the value of its colour or, without one, what customdata says."""
    dimension = visual.dimensions[-1]
    meta: dict[str, Any] = {"column": dimension.sql, "label": dimension.label, "source": visual.name}
    if value is not ...:
        return meta | {"value": value, "folded": folded}
    if visual.folded:
        return meta | {"rest": part.column(part.num_columns - 1).to_pylist()}
    return meta


def _layout(visual: Chart, table: pa.Table) -> dict[str, Any]:
    along = isinstance(visual, Bar) and visual.horizontal
    place = _dates(table.column(0)) if _is_date(table.column(0).type) else {"type": "category"}
    size: dict[str, Any] = {"tickformat": FORMATS[visual.measures[0].format].tick, "rangemode": "tozero"}
    if along:
        place |= {"autorange": "reversed", "automargin": True, "ticksuffix": "  ", "showgrid": False}
        size |= {"showgrid": True}
    axes = {"xaxis": size, "yaxis": place} if along else {"xaxis": place, "yaxis": size}
    # A click means the mark under it: "closest", not all marks at one x.
    return {
        **axes,
        "hovermode": "closest",
        "uirevision": visual.name,
        "barmode": "stack",
        "showlegend": bool(visual.color),
    }


def _dates(column: pa.ChunkedArray) -> dict[str, Any]:
    """A date axis. Where the dates are weeks, its ticks stand on them and not on the Sundays between."""
    days = sorted(set(pc.cast(column.drop_null(), pa.date32()).to_pylist()))
    steps = {(later - sooner).days for sooner, later in pairwise(days)}
    if not steps or any(step % 7 for step in steps):
        return {"type": "date"}
    every = -(-len(days) // MOST_TICKS)
    return {"type": "date", "tick0": str(days[0]), "dtick": every * WEEK}


def _name(value: Any, folded: int) -> str:
    """What a value is called in a chart. Plotly reads tags in texts: those of the data are to be seen, not obeyed."""
    return f"{OTHER} ({folded})" if folded else EMPTY if value is None else escape(str(value), quote=False)


def _places(column: pa.ChunkedArray) -> Any:
    """A column of dates or names as the positions of marks."""
    if _is_date(column.type):
        return pc.strftime(pc.cast(column, pa.timestamp("ms")), format="%Y-%m-%d").to_pylist()
    return [_name(value, 0) for value in column.to_pylist()]


def _plain(column: pa.ChunkedArray) -> list[Any]:
    """A column as JSON can hold it."""
    values = pc.cast(column, pa.float64()) if pa.types.is_decimal(column.type) else column
    return [
        str(each) if isinstance(each, object) and hasattr(each, "isoformat") else each for each in values.to_pylist()
    ]


def _numbers(column: pa.ChunkedArray) -> dict[str, str]:
    """A column of numbers as the typed array that Plotly reads without parsing; nulls are gaps."""
    values = _floats(column).combine_chunks().to_numpy(zero_copy_only=False)
    return {"dtype": "f8", "bdata": base64.b64encode(values.tobytes()).decode()}


def _floats(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.cast(column, pa.float64())


def _is_date(kind: pa.DataType) -> bool:
    return pa.types.is_date(kind) or pa.types.is_timestamp(kind)
