"""Line, Area and Bar: traces along an x, one per colour."""

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reports.declare import Along, Area, Bar
from reports.render.figures.axes import hover, size_axis, titled
from reports.render.figures.columns import (
    WRITTEN,
    Figure,
    d3,
    equal_to,
    floats,
    in_order,
    is_date,
    is_number,
    meta_of,
    name,
    numbers,
    plain,
    rank,
    raw,
    said,
)
from reports.render.figures.dispatch import figure
from reports.render.figures.intervals import bounded, ends_in_words, whiskers
from reports.render.figures.place import Place, lies, place_of, rest_of, stand, wholes_of, words_of

Chart = Along
_SHARE_AXIS = {"range": [0, 100], "ticksuffix": "%", "dtick": 25, "ticklabeloverflow": "allow"}
_LYING = {"showgrid": True, "tickangle": 0, "nticks": 4}


class Series(NamedTuple):
    """The rows of one colour; `value` is ... where there are no colours, and `folded` how many it is the rest of."""

    value: Any
    folded: int
    rows: pa.Table


@figure.register
def along(visual: Along, table: pa.Table) -> Figure:
    """The figure of a chart from its slice: columns as the visual declares them, then, where it folds, FOLDED."""
    table = in_order(visual, table)
    place = place_of(visual, table)
    shares = wholes_of(visual, table)
    traces = [_trace(visual, each, place, shares) for each in _series(visual, table)]
    return {"data": traces, "layout": _layout(visual, table, place)}


def _series(visual: Chart, table: pa.Table) -> list[Series]:
    """The table cut by its colours: as ordered, or else the largest first; the rest last."""
    if not visual.color:
        return [Series(..., 0, table)]
    folds = visual.folded is visual.dimensions[1]
    rest = table.column(len(visual.columns)) if folds else pa.chunked_array([pa.nulls(len(table), pa.int64())])
    keyed = pa.table(
        {"key": table.column(1), "rest": pc.fill_null(pc.cast(rest, pa.int64()), 0), "size": floats(table.column(2))}
    )
    series = keyed.group_by(["key", "rest"]).aggregate([("size", "sum")]).to_pylist()
    dimension = visual.dimensions[1]
    series.sort(key=lambda each: (each["rest"] > 0, rank(dimension, each["key"]), -(each["size_sum"] or 0)))
    return [Series(each["key"], each["rest"], table.filter(_is(keyed, each["key"], each["rest"]))) for each in series]


def _is(keyed: pa.Table, key: Any, rest: int) -> pa.ChunkedArray:
    return pc.and_(equal_to(keyed.column("key"), key), pc.equal(keyed.column("rest"), rest))


def _trace(visual: Chart, series: Series, place: Place, shares: dict[Any, float]) -> Figure:
    named = visual.measures[0].label if series.value is ... else name(series.value, series.folded, _grain(visual))
    draw = _bar if isinstance(visual, Bar) else _line
    trace = {"name": said(named) if series.value is ... else named, **draw(visual, series.rows, place)}
    trace["hovertemplate"] = _tooltip(visual, place, shared=bool(shares))
    trace |= words_of(visual, series.rows, place, shares) | ends_in_words(visual, series.rows)
    return trace | _meaning(visual, series)


def _line(visual: Chart, rows: pa.Table, place: Place) -> Figure:
    y = rows.column(len(visual.dimensions))
    filled = _filled(visual) if isinstance(visual, Area) else {"line": {"width": 2}}
    return {"type": "scatter", "mode": _mode(y), "x": stand(visual, rows, place), "y": numbers(y), **filled}


def _mode(y: pa.ChunkedArray) -> str:
    """A line needs two points beside each other; one by itself is a dot, or nobody would see it."""
    there = pc.is_valid(y).combine_chunks().to_numpy(zero_copy_only=False)
    if there.sum() == 1:
        return "markers"
    beside = np.zeros(len(there) + 2, dtype=bool)
    beside[1:-1] = there
    alone = there & ~beside[:-2] & ~beside[2:]
    return "lines+markers" if alone.any() else "lines"


def _filled(visual: Area) -> Figure:
    """How an area stands. Plotly takes a missing point as 0 where another colour has one."""
    if not visual.color and visual.mode != "share":
        return {"fill": "tozeroy", "fillcolor": "@own/18", "line": {"width": 2}}
    share = {"groupnorm": "percent"} if visual.mode == "share" else {}
    return {"stackgroup": "all", **share, "fillcolor": "@own/72", "line": {"width": 1}}


def _bar(visual: Chart, rows: pa.Table, place: Place) -> Figure:
    at, size = ("y", "x") if lies(visual) else ("x", "y")
    return {
        "type": "bar",
        "orientation": "h" if lies(visual) else "v",
        at: stand(visual, rows, place),
        size: numbers(rows.column(len(visual.dimensions))),
        "textposition": "none",
        **whiskers(visual, rows, size),
    }


def _meaning(visual: Chart, series: Series) -> Figure:
    """What a mark of this trace stands for: the value of its colour or, without one, of x."""
    meta = meta_of(visual, visual.dimensions[-1])
    if series.value is not ...:
        return {"meta": meta | {"value": raw(series.value), "folded": series.folded}}
    column = series.rows.column(0)
    if not isinstance(visual, Bar) and (is_date(column.type) or is_number(column.type)):
        return {"meta": meta | {"along": "x"}}  # the browser reads them off x: thousands need not travel twice
    rest = rest_of(visual, series.rows)
    return {"meta": meta | ({"rest": rest} if rest else {}), "customdata": plain(column)}


# ---- what a tooltip says


def _tooltip(visual: Chart, place: Place, *, shared: bool) -> str:
    measure = visual.measures[0]
    size = "%{text}" if shared else f"%{{{'x' if lies(visual) else 'y'}:{d3(measure)}}}"
    colour = f"{said(visual.dimensions[1].label)}: %{{fullData.name}}" if visual.color else ""
    return hover(place.pattern, colour, f"{said(measure.label)}: {size}", "%{text}" if bounded(visual) else "")


def _grain(visual: Chart) -> str:
    return visual.dimensions[1].format if visual.color and visual.dimensions[1].format in WRITTEN else ""


# ---- the layout


def _layout(visual: Chart, table: pa.Table, place: Place) -> Figure:
    size = size_axis(visual.measures[0], _amounts(visual, table))
    mode = getattr(visual, "mode", "")
    if mode == "share":
        size = titled(f"Share of {visual.measures[0].label.lower()}") | _SHARE_AXIS
    if lies(visual):
        upright = {**place.axis, "autorange": "reversed", "showgrid": False, "title": None}
        axes = {"xaxis": size | _LYING, "yaxis": upright}
    else:
        axes = {"xaxis": place.axis, "yaxis": size}
    # A click means the mark under it: "closest", not all marks at one x.
    layout = {**axes, "hovermode": "closest", "uirevision": visual.name, "showlegend": bool(visual.color)}
    return layout | (_standing(mode) if isinstance(visual, Bar) else {})


def _amounts(visual: Chart, table: pa.Table) -> pa.ChunkedArray:
    """All that is drawn along the axis of the measure: ends of intervals, too."""
    first = len(visual.dimensions)
    drawn = [floats(table.column(first + each)) for each in range(len(visual.measures))]
    return pa.chunked_array([chunk for each in drawn for chunk in each.chunks], pa.float64())


def _standing(mode: str) -> Figure:
    """How the bars of different colours stand: "relative" stacks what is below zero downwards."""
    if mode == "grouped":
        return {"barmode": "group", "bargroupgap": 0.06}
    return {"barmode": "relative", **({"barnorm": "percent"} if mode == "share" else {})}
