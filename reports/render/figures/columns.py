"""Columns of a result as Plotly reads them: plain values, typed arrays, names; and what its marks stand for."""

import base64
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reports.declare import Column, Visual
from reports.render.formats import FORMATS

EMPTY = "(empty)"
OTHER = "Other"
CLEAR = "rgba(0,0,0,0)"
DAY = 24 * 3600 * 1000  # milliseconds, as Plotly counts
Figure = dict[str, Any]
Array = dict[str, Any]  # {"dtype", "bdata"}: numbers as bytes, which Plotly reads without parsing

# How a date of each grain is written; in the browser by d3, which knows quarters, and here by Python, which does not.
WRITTEN = {
    "": "%-d %b %Y, %H:%M",
    "day": "%-d %b %Y",
    "week": "week of %-d %b %Y",
    "month": "%b %Y",
    "quarter": "Q%q %Y",
    "year": "%Y",
}
_EXACT = {"money": "{:,.2f}", "percent": "{:.1%}", "count": "{:,.0f}"}


def name(value: Any, folded: int, grain: str = "") -> str:
    """What a value is called in a chart. Plotly reads tags in texts: those of the data are to be seen, not obeyed."""
    if folded:
        return f"{OTHER} ({folded:,})"
    if value is None:
        return EMPTY
    return escape(dated(value, grain) if isinstance(value, date) else str(value), quote=False)


def dated(value: date, grain: str) -> str:
    """A date as a person reads it: "Nov 2026" where it stands for a month."""
    midnight = not isinstance(value, datetime) or value.time() == datetime.min.time()
    pattern = WRITTEN.get(grain) or WRITTEN["day"]
    pattern = pattern if midnight else WRITTEN[""]
    return value.strftime(pattern.replace("%q", str((value.month + 2) // 3)))


def spelled(value: Any, style: str) -> str:
    """A number to the last digit that counts, as tooltips have it; headlines are shorter."""
    number = float(value)
    text = _EXACT.get(style, "{:,.4f}").format(abs(number))
    text = text if style in _EXACT else text.rstrip("0").rstrip(".")
    return f"{'−' if number < 0 else ''}{'$' if style == 'money' else ''}{text}"


def said(text: str) -> str:
    """An author's words inside a template of Plotly's: neither a tag nor a variable."""
    return escape(text, quote=False).replace("%{", "%&#123;")


def places(column: pa.ChunkedArray, grain: str = "", rest: list[int] | None = None) -> list[Any]:
    """A column of dates or names as the positions of marks; `rest` says which of the names stand for several."""
    if is_date(column.type):
        return [each if each is None else iso(each) for each in column.to_pylist()]
    return names_of(column, grain, rest)


def names_of(column: pa.ChunkedArray, grain: str = "", rest: list[int] | None = None) -> list[str]:
    """What the values of a column are called; `rest` says which of them stand for several."""
    folded = rest or [0] * len(column)
    return [name(value, many, grain) for value, many in zip(column.to_pylist(), folded, strict=True)]


def apart(names: list[str]) -> list[str]:
    """The names, those that look alike told apart by what nobody sees: Plotly makes one mark of two of one name."""
    seen: Counter[str] = Counter()
    found = []
    for each in names:
        found.append(each + "\u200b" * seen[each])
        seen[each] += 1
    return found


def moments(column: pa.ChunkedArray) -> Array:
    """Dates as a typed array, for thousands of them: days or milliseconds since 1970, which the browser makes dates."""
    if pa.types.is_date(column.type) and not column.null_count:
        days = pc.cast(pc.cast(column, pa.date32()), pa.int32())
        return _array(days, "i4") | {"unit": DAY}
    milliseconds = pc.cast(pc.cast(column, pa.timestamp("ms"), safe=False), pa.int64())
    return _array(pc.cast(milliseconds, pa.float64()), "f8") | {"unit": 1}


def in_order(visual: Visual, table: pa.Table) -> pa.Table:
    """The rows of a chart with its dimensions' values as their author ordered them; the rest keep their order."""
    ordered = [(place, each) for place, each in enumerate(visual.dimensions) if each.order]
    if not ordered:
        return table
    keys = [[rank(each, value) for value in table.column(place).to_pylist()] for place, each in ordered]
    rows = sorted(range(len(table)), key=lambda row: [each[row] for each in keys])
    return table.take(pa.array(rows, pa.int64()))


def rank(dimension: Column, value: Any) -> int:
    """The place of a value in the order that its author gave; those that are not in it stand behind."""
    return dimension.order.index(value) if value in dimension.order else len(dimension.order)


def plain(column: pa.ChunkedArray) -> list[Any]:
    """A column as JSON can hold it."""
    return [raw(each) for each in column.to_pylist()]


def raw(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return iso(value)
    return None if isinstance(value, float) and value != value else value


def iso(value: date) -> str:
    """A day as "2026-11-02"; with the time of day only where there is one."""
    if not isinstance(value, datetime):
        return value.isoformat()
    bare = value.replace(tzinfo=None)
    return bare.date().isoformat() if bare.time() == datetime.min.time() else bare.isoformat(" ")


def numbers(column: pa.ChunkedArray) -> Array:
    """A column of numbers as the typed array that Plotly reads without parsing; nulls are gaps."""
    return _array(floats(column), "f8")


def _array(column: pa.ChunkedArray, kind: str) -> Array:
    return typed(column.combine_chunks().to_numpy(zero_copy_only=False), kind)


def typed(values: np.ndarray, kind: str = "f8") -> Array:
    """The bytes of an array of one or two dimensions, and how to read them."""
    raw = np.ascontiguousarray(values, dtype=f"<{kind}")
    shape = {"shape": ", ".join(map(str, raw.shape))} if raw.ndim > 1 else {}
    return {"dtype": kind, "bdata": base64.b64encode(raw.tobytes()).decode(), **shape}


def floats(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.cast(column, pa.float64())


def equal_to(column: pa.ChunkedArray, value: Any) -> pa.ChunkedArray:
    """Which rows have this value; None is a value too."""
    if value is None:
        return pc.is_null(column)
    return pc.fill_null(pc.equal(column, pa.scalar(value, column.type)), False)


def is_date(kind: pa.DataType) -> bool:
    return pa.types.is_date(kind) or pa.types.is_timestamp(kind)


def is_number(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)


def d3(column: Column) -> str:
    """How d3 writes this column's numbers in tooltips; those of a dimension may be years, and have no commas."""
    return FORMATS[column.format].d3 if column.format in FORMATS else ".12~g"


def meta_of(visual: Visual, dimension: Column, **more: Any) -> dict[str, Any]:
    """What a mark stands for, so that a click on it picks it and the same value has the same colour everywhere."""
    return {"column": dimension.key, "label": dimension.label, "source": visual.name, **more}
