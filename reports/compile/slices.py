"""A slice: what one visual shows of a stored result, with no second scan of the tables."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlglot import exp

from reports.compile import picks as clicked
from reports.compile.conditions import all_of
from reports.compile.folds import folded_select
from reports.compile.picks import BASE, Pick, over_base
from reports.compile.statement import Binds, Compiled
from reports.compile.types import has_an_order, type_of
from reports.declare import Bar, Line, Table, Visual
from reports.declare.inputs import InputError
from reports.declare.reading import shown
from reports.declare.words import either

TOTAL_ROWS = "TOTAL_ROWS"  # a table's last column: how many rows it has in all
MOST_ROWS = 1_000_000_000
_QUERY_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class TablePage:
    """Which rows of a table: what a grid asks for. `limit=None` is all of them, for a download."""

    offset: Any = 0
    limit: Any = 100
    sort: Any = ""  # an alias of one of the table's columns; without one, the first measure
    descending: bool = True


def slice(visual: Visual, query_id: str, picks: Iterable[Pick] = (), *, page: TablePage | None = None) -> Compiled:
    """What this visual shows of the result of that base run, under these picks.

    `query_id` comes from our own log. It has to be a literal, so it is checked all the same.
    """
    if not _QUERY_ID.fullmatch(query_id):
        raise ValueError(f"{query_id!r} is not the id of a query.")
    binds = Binds()
    tree = _skeleton(visual).copy()
    scan = _point_at(tree, query_id)
    if conditions := clicked.conditions(visual, picks, binds):
        scan.set("where", exp.Where(this=all_of(conditions)))
    if isinstance(visual, Table):
        _turn_to(tree, visual, page or TablePage())
    return binds.finish(tree)


@lru_cache(maxsize=4096)
def _skeleton(visual: Visual) -> exp.Select:
    """The slice before it is known of which result, under which picks and which page."""
    if isinstance(visual, Line | Bar) and visual.folded:
        return folded_select(visual, _scan("*"))
    select = _scan(*(exp.alias_(over_base(each.sql), each.alias) for each in visual.columns))
    positions = _positions(len(visual.dimensions))
    if positions:
        select.group_by(*positions, copy=False)
    if isinstance(visual, Table):
        total = exp.Window(this=exp.Count(this=exp.Star()), over="OVER")
        select.select(exp.alias_(total, TOTAL_ROWS), copy=False)
    elif isinstance(visual, Bar) and not visual.color and not has_an_order(type_of(visual.query, visual.x)):
        select.order_by(_largest_first(2), exp.Literal.number(1), copy=False)
    elif positions:
        select.order_by(*positions, copy=False)
    return select


def _scan(*selected: exp.Expr | str) -> exp.Select:
    """A SELECT from a stored result that is not named yet."""
    result = exp.Anonymous(this="RESULT_SCAN", expressions=[exp.Literal.string("")])
    alias = exp.TableAlias(this=exp.to_identifier(BASE))
    return exp.select(*selected).from_(exp.TableFromRows(this=result, alias=alias))


def _point_at(tree: exp.Select, query_id: str) -> exp.Select:
    """Name the stored result, and return the SELECT that reads it."""
    result = tree.find(exp.TableFromRows)
    assert result is not None and result.parent_select is not None  # noqa: S101 - every skeleton has one
    result.this.set("expressions", [exp.Literal.string(query_id.lower())])
    return result.parent_select


def _turn_to(tree: exp.Select, table: Table, page: TablePage) -> None:
    """Sort the table and cut out the page. Limits are literals because Snowflake wants constants there."""
    dimensions = len(table.dimensions)
    first = _sorted_by(table, page.sort) if page.sort else dimensions + 1 if table.measures else 1
    descending = bool(page.descending) if page.sort else bool(table.measures)
    order = [_largest_first(first) if descending else exp.Ordered(this=exp.Literal.number(first))]
    # The rest of the order makes it whole, so that no row is on two pages or on none.
    order += [exp.Ordered(this=each) for each in _positions(dimensions) if each.name != str(first)]
    tree.order_by(*order, copy=False)
    if page.limit is not None:
        tree.limit(_whole(table, "limit", page.limit), copy=False)
        tree.offset(_whole(table, "offset", page.offset), copy=False)


def _sorted_by(table: Table, sort: Any) -> int:
    """The position of the column to sort by; InputError for one that the table doesn't have."""
    aliases = [each.alias for each in table.columns]
    if sort not in aliases:
        raise InputError([f"{table.report.slug}.{table.name}: can't sort by {shown(sort)}. Use {either(aliases)}."])
    return aliases.index(sort) + 1


def _whole(table: Table, name: str, given: Any) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given <= MOST_ROWS:
        where = f"{table.report.slug}.{table.name}"
        raise InputError([f"{where}: {name} is {shown(given)}. Use a whole number from 0 to {MOST_ROWS:,}."])
    return given


def _positions(count: int) -> list[exp.Expr]:
    return [exp.Literal.number(each + 1) for each in range(count)]


def _largest_first(position: int) -> exp.Ordered:
    return exp.Ordered(this=exp.Literal.number(position), desc=True, nulls_first=False)
