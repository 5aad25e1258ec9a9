"""How many keys does each exclusion remove, and how many remain? Counted where the query reads them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from sqlglot import exp

from reports.compile.bases import tree_of
from reports.compile.conditions import column, condition
from reports.compile.fragments import named_table
from reports.compile.policies import finish
from reports.compile.sources import owner_of
from reports.compile.statement import Binds, Compiled
from reports.compile.written import markers, parts_used
from reports.declare import Exclude, Inputs, Keyed, Query
from reports.policy import Policy
from reports.schema import schema_for

NOT_COUNTED = ("group", "having", "qualify", "order", "limit", "offset", "distinct")


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A statement that counts keys: first all, then what each of `parts` takes away, then what remains.

    It is the `place`-th one of the query in which the parts stand. Rows without a key are none of the keys.
    """

    query: Query
    place: int
    parts: tuple[Keyed, ...]
    key: str
    compiled: Compiled


def keys(queries: Iterable[Query], inputs: Inputs, *, policy: Policy) -> list[Counted]:
    """A count for each query, of these and those that they read, and each key of it that exclusions are at work on."""
    return [each for query in _with_those_they_read(queries, inputs) for each in _counts(query, inputs, policy)]


def _with_those_they_read(queries: Iterable[Query], inputs: Inputs) -> list[Query]:
    used = {name for query in queries for name in (query.name, *parts_used(query, inputs))}
    return [query for name, query in inputs.report.queries.items() if name in used]


def _counts(query: Query, inputs: Inputs, policy: Policy) -> Iterator[Counted]:
    """Parts that work on the same key of the same SELECT are counted together."""
    parts = [inputs.report.parts.get(name) for name in markers(query, inputs)]
    active = [each for each in parts if isinstance(each, Keyed) and inputs.of(each)]
    tree = _without(query, inputs, active, Binds())
    together: dict[tuple[int, str], list[Keyed]] = {}
    for each in active:
        together.setdefault((id(_select_of(each, tree)), (each.on or each.key).upper()), []).append(each)
    for place, ((_, key), some) in enumerate(together.items()):
        compiled = _count(query, inputs, key, some, policy)
        yield Counted(query=query, place=place, parts=tuple(some), key=key, compiled=compiled)


def _count(query: Query, inputs: Inputs, key: str, parts: list[Keyed], policy: Policy) -> Compiled:
    """The SELECT in which the markers stand, without its columns and groups, with each part's keys beside its rows."""
    binds = Binds()
    tree = _without(query, inputs, parts, binds)
    select = _select_of(parts[0], tree)
    before = _ctes_before(select, tree)
    outer = column(key, owner_of(_place_of(parts[0], tree), key, schema_for(query.place.file)))
    for part in parts:
        _beside(select, part, outer, binds, inputs)
    kept = [_keeps(part) for part in parts]
    figures = [_distinct(outer), *(_distinct(outer, exp.Not(this=each.copy())) for each in kept)]
    figures.append(_distinct(outer, *kept))
    names = ["ALL_KEYS", *(f"TAKEN_BY_{part.name.upper()}" for part in parts), "REMAINING"]
    select.set("expressions", [exp.alias_(each, name) for each, name in zip(figures, names, strict=True)])
    for part_of_select in NOT_COUNTED:
        select.set(part_of_select, None)
    if before:
        select.set("with_", exp.With(expressions=[*before, *select.ctes]))
    return finish(select, policy, binds)


def _without(query: Query, inputs: Inputs, parts: Iterable[Keyed], binds: Binds) -> exp.Query:
    """The filled query with TRUE in the places of these parts."""
    names = {part.name for part in parts}
    chosen = tuple(each for each in inputs.chosen if each.part not in names)
    return tree_of(query, replace(inputs, chosen=chosen), binds, stored={})


def _place_of(part: Keyed, tree: exp.Query) -> exp.Expr:
    return next(node for node in tree.find_all(exp.Boolean) if node.meta.get("part") == part.name)


def _select_of(part: Keyed, tree: exp.Query) -> exp.Select:
    select = _place_of(part, tree).find_ancestor(exp.Select)
    assert select is not None  # noqa: S101 - a marker stands in a SELECT
    return select


def _ctes_before(select: exp.Select, tree: exp.Query) -> list[exp.Expr]:
    """Copies of the CTEs that this SELECT can read and are not its own."""
    own = select.find_ancestor(exp.CTE)
    return [each.copy() for each in takewhile(lambda each: each is not own, tree.ctes)] if select is not tree else []


def _beside(select: exp.Select, part: Keyed, outer: exp.Expr, binds: Binds, inputs: Inputs) -> None:
    """Join the distinct keys that match this part: a subquery inside of a count is not for every warehouse."""
    inside, name = f"{part.name}_rows".upper(), part.name.upper()
    found = (
        exp.select(exp.alias_(column(part.key, inside), "KEY"))
        .from_(named_table(part.table, inside))
        .where(condition(inputs.of(part), inside, binds), copy=False)
        .distinct(copy=False)
    )
    same = exp.EQ(this=exp.column("KEY", table=name), expression=outer.copy())
    select.join(found.subquery(name, copy=False), on=same, join_type="left", copy=False)


def _keeps(part: Keyed) -> exp.Expr:
    missing = exp.Is(this=exp.column("KEY", table=part.name.upper()), expression=exp.null())
    return missing if isinstance(part, Exclude) else exp.Not(this=missing)


def _distinct(key: exp.Expr, *conditions: exp.Expr) -> exp.Expr:
    """How many different keys fulfil all conditions."""
    counted: exp.Expr = key.copy()
    for each in conditions:
        counted = exp.If(this=each.copy(), true=counted, false=exp.null())
    return exp.Count(this=exp.Distinct(expressions=[counted]))
