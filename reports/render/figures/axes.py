"""Axes: what they are called, where their ticks stand and how these are written."""

from datetime import date
from html import escape, unescape
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from reports.declare import GRAINS, Column
from reports.render.figures.columns import DAY, WRITTEN, Figure, floats, is_date, said
from reports.render.formats import FORMATS

MOST_TICKS = 8
LONGEST_NAME = 26  # characters of a tick; a tooltip says the whole
WEEK = 7 * DAY
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_ROUND_STEPS = {"month": (1, 2, 3, 6, 12, 24, 60), "quarter": (1, 2, 4, 8, 20), "year": (1, 2, 5, 10, 20, 50)}
_SHORT = {"exponentformat": "B", "separatethousands": True}
_TICKS = {"": "%H:%M\n%-d %b %Y", "month": "%b\n%Y", "quarter": "Q%q\n%Y", "year": "%Y"}
_DAY_TICKS = "%-d %b\n%Y"  # also of weeks: their first day; the year stands once, below
_BY_ZOOM = [
    {"dtickrange": [None, DAY - 1], "value": _TICKS[""]},
    {"dtickrange": [DAY, "M1"], "value": _DAY_TICKS},
    {"dtickrange": ["M1", "M11"], "value": _TICKS["month"]},
    {"dtickrange": ["M12", None], "value": "%Y"},
]


def titled(label: str) -> Figure:
    """The part of an axis that says what it is of."""
    return {"title": {"text": said(label)}}


def size_axis(measure: Column, values: pa.ChunkedArray) -> Figure:
    """The axis of a measure, with ticks as short as its numbers allow."""
    return {**titled(measure.label), **ticks(measure, values), "rangemode": "tozero"}


def ticks(column: Column, values: pa.ChunkedArray) -> Figure:
    """How the ticks of numbers are written. Plotly's own short form says B for billions, where d3 would say G."""
    if column.format not in FORMATS:
        return {}  # a number to group by, such as a year: "2,026" would be wrong
    extremes = pc.min_max(floats(values)).as_py()
    low, high = extremes["min"] or 0, extremes["max"] or 0
    if column.format == "percent":
        return {"tickformat": ",.4~%"}
    if column.format == "money":
        return {"tickformat": "$~s"} if low < 0 else {"tickprefix": "$", **_SHORT}
    # A tenth of a household is no place for a tick.
    whole = {"dtick": 1} if column.format == "count" and low >= 0 and 0 < high <= MOST_TICKS / 2 else {}
    return {**_SHORT, **whole}


def name_axis(names: list[str], longest: int = LONGEST_NAME) -> Figure:
    """An axis of names in the order given, the long ones cut."""
    ordered = list(dict.fromkeys(names))
    axis: Figure = {"type": "category", "categoryorder": "array", "categoryarray": ordered}
    long = {each: shortened(each, longest) for each in ordered if is_long(each, longest)}
    return axis | ({"labelalias": long} if long else {})


def is_long(name: str, longest: int = LONGEST_NAME) -> bool:
    return len(unescape(name)) > longest


def shortened(name: str, longest: int = LONGEST_NAME) -> str:
    """A name, or the beginning of a long one; its tags were made text, and are cut as the text that they are."""
    text = unescape(name)
    return name if len(text) <= longest else escape(text[: longest - 1].rstrip(), quote=False) + "…"


def dates(column: pa.ChunkedArray, grain: str = "") -> Figure:
    """A date axis: a few dates are ticks themselves, so that no tick stands on a Sunday between two weeks."""
    grain = grain if grain in GRAINS else grain_of(column)
    ends = pc.min_max(pc.cast(column, pa.date32(), safe=False)).as_py()
    found = _steps(ends["min"], ends["max"], grain) if ends["min"] else None
    return {"type": "date", "hoverformat": WRITTEN[grain]} | (found or {"tickformatstops": _BY_ZOOM})


def _steps(first: date, last: date, grain: str) -> Figure | None:
    """Ticks on the dates themselves, or nothing where they are too many to be counted by days."""
    if grain in _MONTHS:
        return _steps_of_months(first, last, grain)
    step = {"day": 1, "week": 7}.get(grain)
    span = (last - first).days // step + 1 if step else 0
    if step is None or span > 2 * MOST_TICKS:
        return None
    return {"tick0": str(first), "dtick": -(-span // MOST_TICKS) * step * DAY, "tickformat": _DAY_TICKS}


def _steps_of_months(first: date, last: date, grain: str) -> Figure:
    """Ticks on months, quarters or years; where it is not each of them, they start with a year."""
    length = _MONTHS[grain]
    span = ((last.year - first.year) * 12 + last.month - first.month) // length + 1
    every = next((step for step in _ROUND_STEPS[grain] if span <= step * MOST_TICKS), _ROUND_STEPS[grain][-1])
    start = first if every == 1 else date(first.year, 1, 1)
    return {"tick0": str(start), "dtick": f"M{length * every}", "tickformat": _TICKS[grain]}


def grain_of(column: pa.ChunkedArray) -> str:
    """What the dates look like: days, weeks, months, quarters, years; nothing where they have a time of day."""
    if _has_times(column):
        return ""
    whole = pc.cast(pc.cast(column.drop_null(), pa.date32(), safe=False), pa.int32())
    days = whole.combine_chunks().to_numpy().astype("datetime64[D]")
    if not len(days) or days.min() == days.max():
        return "day"
    months = days.astype("datetime64[M]")
    if (months.astype("datetime64[D]") == days).all():
        apart = (months - months.min()).astype(int)
        return next(grain for grain in ("year", "quarter", "month") if not (apart % _MONTHS[grain]).any())
    return "day" if ((days - days.min()).astype(int) % 7).any() else "week"


def _has_times(column: pa.ChunkedArray) -> bool:
    if not pa.types.is_timestamp(column.type):
        return False
    bare = pc.cast(column, pa.timestamp("us"), safe=False)
    return bool(pc.any(pc.not_equal(bare, pc.floor_temporal(bare, unit="day"))).as_py())


def written(dimension: Column, column: pa.ChunkedArray) -> str:
    """The grain by which the values of a dimension are written: the declared one, or what its dates look like."""
    if dimension.format in GRAINS:
        return dimension.format
    return grain_of(column) if is_date(column.type) else ""


def hover(*lines: Any) -> str:
    """A tooltip of these lines, the first in bold, without Plotly's box beside it."""
    first, *others = [line for line in lines if line]
    return "<br>".join([f"<b>{first}</b>", *others]) + "<extra></extra>"
