"""What was chosen in a field, as a condition on its column, with every value bound."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlglot import exp

from reports.compile.statement import Bind, Binds
from reports.declare.inputs import Chosen
from reports.declare.values import Choices, DateRange, Emptiness, Match, Number, NumberRange, Value, YesNo

ESCAPE = "^"  # not a backslash, which Snowflake would want doubled
MOST_MARKS = 100  # a longer list goes as one bound array: Snowflake slows down with thousands of marks


def condition(chosen: Sequence[Chosen], table: str | None, binds: Binds) -> exp.Expr:
    """All choices at once, or TRUE when there are none. `table` is what their table is called where they stand."""
    found = [
        each
        for one in chosen
        for each in _conditions(one, column(one.field.name, table), binds.of(sensitive=one.field.sensitive))
    ]
    return all_of(found) if found else exp.true()


def column(name: str, table: str | None) -> exp.Column:
    """A reference to a column that a declaration names."""
    return exp.Column(this=identifier(name), table=exp.to_identifier(table) if table else None)


def identifier(name: str) -> exp.Identifier:
    """The name as Snowflake keeps it: in capitals, unless it could only have been made with quotes."""
    simple = name.replace("_", "a").isalnum() and name.isascii() and not name[0].isdigit()
    return exp.to_identifier(name.upper(), quoted=False) if simple else exp.to_identifier(name, quoted=True)


def all_of(conditions: list[exp.Expr]) -> exp.Expr:
    """The conditions joined by AND, in their order."""
    joined = conditions[0]
    for each in conditions[1:]:
        joined = exp.And(this=joined, expression=each)
    return joined


def any_of(conditions: list[exp.Expr]) -> exp.Expr:
    """The conditions joined by OR, in brackets."""
    joined = conditions[0]
    for each in conditions[1:]:
        joined = exp.Or(this=joined, expression=each)
    return exp.Paren(this=joined) if len(conditions) > 1 else joined


def contains(col: exp.Expr, text: str, binds: Binds, *, start: bool = False, end: bool = False) -> exp.Expr:
    """That a column's text holds these letters, starts or ends with them, whatever their case; none is special."""
    said = (text,)
    for special in (ESCAPE, "%", "_"):
        text = text.replace(special, ESCAPE + special)
    pattern = binds.mark(f"{'' if start else '%'}{text}{'' if end else '%'}", said=said)
    like = exp.ILike(this=exp.cast(col.copy(), "TEXT"), expression=pattern)
    return exp.Escape(this=like, expression=exp.Literal.string(ESCAPE))


def _conditions(chosen: Chosen, col: exp.Column, binds: Binds) -> list[exp.Expr]:
    value: Value = chosen.value
    match value:
        case DateRange():
            return _days(col, value, binds, by_the_second=chosen.field.column_type.upper() != "DATE")
        case Choices():
            return [_matching(col, value, binds)]
        case NumberRange():
            ends = ((exp.GTE, value.low), (exp.LTE, value.high))
            return [compare(col, op, end, binds) for op, end in ends if end is not None]
        case YesNo():
            return [compare(col, exp.EQ, value.yes, binds)]
        case Emptiness():
            empty = _is_null(col)
            return [empty if value.empty else exp.Not(this=empty)]


def _days(col: exp.Column, days: DateRange, binds: Binds, *, by_the_second: bool) -> list[exp.Expr]:
    """From the first day to the end of the last: a timestamp of that last afternoon belongs to it."""
    found: list[exp.Expr] = []
    if days.first:
        found.append(compare(col, exp.GTE, days.first, binds))
    if days.last and by_the_second:
        found.append(compare(col, exp.LT, days.last + timedelta(days=1), binds))
    elif days.last:
        found.append(compare(col, exp.LTE, days.last, binds))
    return found


def _matching(col: exp.Column, chosen: Choices, binds: Binds) -> exp.Expr:
    if chosen.match == Match.IS:
        return _one_of(col, chosen, binds)
    if chosen.match == Match.IS_NOT:
        return _none_of(col, chosen, binds)
    start = chosen.match == Match.STARTS
    return any_of([contains(col, str(each), binds, start=start) for each in chosen.values])


def _one_of(col: exp.Column, chosen: Choices, binds: Binds) -> exp.Expr:
    if not chosen.values:
        return _is_null(col)
    listed = among(col, chosen.values, binds)
    return any_of([listed, _is_null(col)]) if chosen.empty else listed


def _none_of(col: exp.Column, chosen: Choices, binds: Binds) -> exp.Expr:
    """Not those values. Rows without a value are other than them, so they stay unless they were named, too."""
    if not chosen.values:
        return exp.Not(this=_is_null(col))
    other = exp.Not(this=among(col, chosen.values, binds))
    return other if chosen.empty else any_of([other, _is_null(col)])


def _is_null(col: exp.Expr) -> exp.Expr:
    return exp.Is(this=col.copy(), expression=exp.null())


def among(col: exp.Column, values: Sequence[str] | Sequence[Number] | Sequence[date], binds: Binds) -> exp.Expr:
    """That the column has one of these values, which are all of one type."""
    if len(values) <= MOST_MARKS:
        return exp.In(this=col.copy(), expressions=[binds.mark(value) for value in values])
    # Written by hand, because a bound list would run the statement once per element.
    array = exp.func("PARSE_JSON", binds.mark(_as_json(values), said=tuple(values)), dialect="snowflake")
    flat = exp.Anonymous(this="FLATTEN", expressions=[exp.Kwarg(this=exp.var("input"), expression=array)])
    kind = "TEXT" if isinstance(values[0], str) else "DATE" if isinstance(values[0], date) else "DECIMAL(38, 10)"
    value = exp.Cast(this=exp.column("VALUE"), to=exp.DataType.build(kind, dialect="snowflake"))
    return exp.In(this=col.copy(), query=exp.Subquery(this=exp.select(value).from_(exp.TableFromRows(this=flat))))


def _as_json(values: Sequence[str] | Sequence[Number] | Sequence[date]) -> str:
    """The values as a JSON array; numbers with all their digits, which no float would keep."""
    written = (
        f"{each:f}" if isinstance(each, Decimal) else json.dumps(each, ensure_ascii=False, default=str)
        for each in values
    )
    return f"[{','.join(written)}]"


def compare(left: exp.Expr, operator: type[exp.Binary], value: Bind, binds: Binds) -> exp.Expr:
    """A comparison with a bound value."""
    return operator(this=left.copy(), expression=binds.mark(value))
