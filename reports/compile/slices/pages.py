"""Which rows of a table: its page, its order, and what its column heads filter to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from reports.compile.conditions import all_of, any_of, compare, contains
from reports.compile.slices.order import largest_first, positions
from reports.compile.statement import Binds
from reports.declare.inputs import InputError
from reports.declare.reading import Refused, shown, sound_number, sound_text
from reports.declare.words import either

TOTAL_ROWS = "TOTAL_ROWS"  # a table's last column: how many rows it has in all
MOST_ROWS = 1_000_000_000
_SHOWN = "SHOWN"


@dataclass(frozen=True, kw_only=True)
class TablePage:
    """Which rows of a table: what a grid asks for. `limit=None` is all of them, for a download."""

    offset: Any = 0
    limit: Any = 100
    sort: Any = ""  # the alias of a column; without one, the first measure
    descending: bool = True
    filters: Mapping[str, Any] = field(default_factory=dict)  # as AG Grid's filterModel has them, by alias


def turned(
    tree: exp.Select, names: Sequence[str], page: TablePage, binds: Binds, *, where: str, first: int, whole: int
) -> exp.Select:
    """The rows of this page, with TOTAL_ROWS as their last column.

    `first` is the position to sort by without a wish: the largest first, or the smallest when it is negative. The first
    `whole` columns tell rows apart. A limit is a literal because Snowflake wants a constant there.
    """
    total = exp.alias_(exp.Window(this=exp.Count(this=exp.Star()), over="OVER"), TOTAL_ROWS)
    if page.filters or tree.args.get("order"):
        # Around the whole: a measure is there only once its rows are grouped.
        tree = exp.select(*(exp.column(name) for name in names), total).from_(tree.subquery(_SHOWN, copy=False))
    else:
        tree.select(total, copy=False)
    if page.filters:
        tree.where(all_of(_conditions(page.filters, names, binds, where)), copy=False)
    position = _sorted_by(names, page.sort, where) if page.sort else abs(first)
    descending = bool(page.descending) if page.sort else first > 0
    order = [largest_first(position) if descending else exp.Ordered(this=exp.Literal.number(position))]
    # The rest of the order makes it whole, so that no row is on two pages or on none.
    order += [exp.Ordered(this=each) for each in positions(whole) if each.name != str(position)]
    tree.order_by(*order, copy=False)
    if page.limit is not None:
        tree.limit(_whole("limit", page.limit, where), copy=False)
        tree.offset(_whole("offset", page.offset, where), copy=False)
    return tree


def _sorted_by(names: Sequence[str], sort: Any, where: str) -> int:
    """The position of the column to sort by; InputError for one that the table doesn't have."""
    if sort not in names:
        raise InputError([f"{where}: can't sort by {shown(sort)}. Use {either(list(names))}."])
    return list(names).index(sort) + 1


def _whole(name: str, given: Any, where: str) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given <= MOST_ROWS:
        raise InputError([f"{where}: {name} is {shown(given)}. Use a whole number from 0 to {MOST_ROWS:,}."])
    return given


def _conditions(filters: Mapping[str, Any], names: Sequence[str], binds: Binds, where: str) -> list[exp.Expr]:
    found = []
    for name, wanted in filters.items():
        if name not in names:
            raise InputError([f"{where}: can't filter by {shown(name)}. Use {either(list(names))}."])
        try:
            found.append(_condition(exp.column(name, table=None), wanted, binds))
        except Refused as refused:
            raise InputError([f"{where}.{name}: {refused}"]) from None
    return found


def _condition(col: exp.Expr, wanted: Any, binds: Binds) -> exp.Expr:
    """One filter of a column head: `{"type": "contains", "filter": "yog"}` and its like."""
    if not isinstance(wanted, dict) or wanted.get("type") not in _KINDS:
        raise Refused(f"{shown(wanted)} is not a filter that we know. Clear it and set it again.")
    return _KINDS[wanted["type"]](col, wanted, binds)


def _text(wanted: dict[str, Any]) -> str:
    if not isinstance(wanted.get("filter"), str):
        raise Refused(f"{shown(wanted.get('filter'))} is not text. Type some letters.")
    return sound_text(wanted["filter"])


def _comparing(operator: type[exp.Binary]) -> Any:
    return lambda col, wanted, binds: _compare(col, operator, wanted, "filter", binds)


def _compare(col: exp.Expr, operator: type[exp.Binary], wanted: dict[str, Any], end: str, binds: Binds) -> exp.Expr:
    """As a number where the column head takes numbers; else as text, which days and numbers have too."""
    if wanted.get("filterType") == "number":
        return compare(col, operator, sound_number(wanted.get(end)), binds)
    return compare(exp.cast(col.copy(), "TEXT"), operator, _text({"filter": wanted.get(end)}), binds)


def _between(col: exp.Expr, wanted: dict[str, Any], binds: Binds) -> exp.Expr:
    ends = ((exp.GTE, "filter"), (exp.LTE, "filterTo"))
    return exp.Paren(this=all_of([_compare(col, operator, wanted, end, binds) for operator, end in ends]))


def _other(condition: exp.Expr, col: exp.Expr) -> exp.Expr:
    """Not that. A cell without a value is other than it, so its row stays."""
    return any_of([exp.Not(this=condition), exp.Is(this=col.copy(), expression=exp.null())])


def _null(col: exp.Expr, wanted: dict[str, Any], binds: Binds) -> exp.Expr:
    return exp.Is(this=col.copy(), expression=exp.null())


_KINDS: dict[Any, Any] = {
    "contains": lambda col, wanted, binds: contains(col, _text(wanted), binds),
    "notContains": lambda col, wanted, binds: _other(contains(col, _text(wanted), binds), col),
    "startsWith": lambda col, wanted, binds: contains(col, _text(wanted), binds, start=True),
    "endsWith": lambda col, wanted, binds: contains(col, _text(wanted), binds, end=True),
    "equals": _comparing(exp.EQ),
    "notEqual": lambda col, wanted, binds: _other(_comparing(exp.EQ)(col, wanted, binds), col),
    "greaterThan": _comparing(exp.GT),
    "greaterThanOrEqual": _comparing(exp.GTE),
    "lessThan": _comparing(exp.LT),
    "lessThanOrEqual": _comparing(exp.LTE),
    "inRange": _between,
    "blank": _null,
    "notBlank": lambda col, wanted, binds: exp.Not(this=_null(col, wanted, binds)),
}
