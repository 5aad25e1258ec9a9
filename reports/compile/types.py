"""The types of dimensions over a query's result, and clicked values read as those types."""

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlglot import exp
from sqlglot.optimizer.annotate_types import annotate_types

from reports.compile.outputs import columns
from reports.compile.statement import DIALECT, Bind
from reports.compile.template import expression
from reports.declare import Query
from reports.declare.reading import Refused, shown, sound_number, sound_text

UNKNOWN = exp.DataType.build("UNKNOWN")


@lru_cache(maxsize=4096)
def type_of(query: Query, sql: str) -> exp.DataType:
    """The type of an expression over the query's output columns; UNKNOWN where sqlglot can't tell."""
    known = columns(query)
    if sql.upper() in known:
        return known[sql.upper()]
    tree = expression(sql).copy()
    for each in tree.find_all(exp.Column):
        each.type = known.get(each.name)
    return annotate_types(tree, dialect=DIALECT, overwrite_types=False).type or UNKNOWN


def has_an_order(kind: exp.DataType) -> bool:
    """True for dates and numbers, whose own order says more than the size of what is measured."""
    return kind.this in exp.DataType.TEMPORAL_TYPES or kind.this in exp.DataType.NUMERIC_TYPES


def read_as(kind: exp.DataType, given: Any) -> Bind | None:
    """A clicked value as a value of this type, None for rows that have none; Refused when it isn't one."""
    if given is None:
        return None
    if kind.this in exp.DataType.TEMPORAL_TYPES:
        return _moment(given)
    if kind.this in exp.DataType.NUMERIC_TYPES:
        return sound_number(given)
    if isinstance(given, bool) and kind.this in (exp.DType.BOOLEAN, exp.DType.UNKNOWN):
        return given
    if isinstance(given, int | float | Decimal) and kind.this == exp.DType.UNKNOWN:
        return sound_number(given)
    if not isinstance(given, str):
        raise Refused(f"{shown(given)} is not a value of this column. Click on a mark again.")
    return sound_text(given)


def _moment(given: Any) -> date | datetime:
    """A day, or a moment within one; Plotly writes both as text."""
    if isinstance(given, date):
        return given
    with suppress(ValueError):
        moment = datetime.fromisoformat(given if isinstance(given, str) else "")
        bare = moment.replace(tzinfo=None)
        return bare.date() if bare == datetime.combine(bare.date(), datetime.min.time()) else bare
    raise Refused(f"{shown(given)} is not a date. Click on a mark again.")
