"""Do the types go together: is what is added up a number, and what is cut into weeks a date?"""

from collections.abc import Iterator

from sqlglot import exp

from reports.compile.template import NotSql, expression
from reports.compile.types import type_of
from reports.declare import Query

_SUMS = (exp.Sum, exp.Avg, exp.Stddev, exp.StddevPop, exp.StddevSamp, exp.Variance, exp.Median)
_SUMS_WITH = (exp.Mul, exp.Div, exp.Sub, exp.Add)
_CUTS = (exp.TimestampTrunc, exp.DateTrunc)
_NO_NUMBER = {*exp.DataType.TEXT_TYPES, *exp.DataType.TEMPORAL_TYPES, exp.DType.BOOLEAN, exp.DType.VARIANT}
_NO_DATE = {*exp.DataType.TEXT_TYPES, *exp.DataType.NUMERIC_TYPES, exp.DType.BOOLEAN}


def mistyped(query: Query, sql: str) -> Iterator[str]:
    """A sentence for each column of the query's result that stands where its type can't; what is unknown may stand."""
    try:
        tree = expression(sql)
    except NotSql:
        return
    for column in dict.fromkeys(tree.find_all(exp.Column)):
        kind, name = _type_of(query, column.name), column.name.lower()
        if isinstance(column.parent, _SUMS) and kind in _NO_NUMBER - {exp.DType.VARIANT}:
            yield f" adds up {name}, which is {kind.value}. Count it instead: count({name})."
        elif isinstance(column.parent, _SUMS_WITH) and kind in exp.DataType.TEXT_TYPES:
            yield f" reckons with {name}, which is {kind.value}. Use a number."
        elif isinstance(column.parent, _CUTS) and column.arg_key == "this" and kind in _NO_DATE:
            yield f" takes {name} for a date, and it is {kind.value}. Use a date."


def _type_of(query: Query, column: str) -> exp.DType:
    """The type of a column; unknown in a query that can't be read, of which another check complains."""
    try:
        return type_of(query, column).this
    except NotSql:
        return exp.DType.UNKNOWN
