"""What a filter offers: the values of a field in the data, most frequent first, and the bounds of its numbers."""

from collections.abc import Sequence

from sqlglot import exp

from reports.compile.conditions import column, condition, contains
from reports.compile.policies import finish
from reports.compile.statement import Binds, Compiled
from reports.declare import Field, Filtered
from reports.declare.inputs import Chosen, InputError
from reports.declare.reading import Refused, sound_text
from reports.declare.values import Choices
from reports.policy import Policy

TOTAL = "VALUES_IN_ALL"  # the last column: how many different values match


def options(
    filters: Filtered,
    field: Field,
    *,
    policy: Policy,
    search: str = "",
    limit: int = 1000,
    beside: Sequence[Chosen] = (),
) -> Compiled:
    """A value and its number of rows, per value that holds `search`; rows without a value count as one.

    The value that is `search` itself comes first, or it could not be reached where many hold it.
    `beside` is what was chosen in the other fields: only values that go with it are offered.
    """
    binds = Binds()
    col = column(field.name, None)
    rows = exp.alias_(exp.Count(this=exp.Star()), "N")
    total = exp.alias_(exp.Window(this=exp.Count(this=exp.Star()), over="OVER"), TOTAL)
    tree = exp.select(exp.alias_(col, "VALUE"), rows, total).from_(_table(filters))
    tree = _where(tree, beside, binds)
    order = [exp.Ordered(this=exp.Literal.number(2), desc=True), exp.Ordered(this=exp.Literal.number(1))]
    if search:
        text = _sound(filters, field, search)
        hiding = binds.of(sensitive=field.sensitive)
        tree = tree.where(contains(col, text, hiding), copy=False)
        itself = exp.If(this=contains(col, text, hiding, start=True, end=True), true="1", false="0")
        order.insert(0, exp.Ordered(this=exp.Max(this=itself), desc=True))
    tree = tree.group_by("1", copy=False).order_by(*order, copy=False)
    return finish(tree.limit(int(limit), copy=False), policy, binds)


def still_there(
    filters: Filtered, field: Field, values: Choices, *, policy: Policy, beside: Sequence[Chosen] = ()
) -> Compiled:
    """Those of the chosen values that the data has, beside what was chosen in the other fields."""
    binds = Binds()
    chosen = [*beside, Chosen(filters.name, field, values)]
    tree = exp.select(exp.alias_(column(field.name, None), "VALUE")).from_(_table(filters)).distinct(copy=False)
    return finish(_where(tree, chosen, binds), policy, binds)


def bounds(filters: Filtered, field: Field, *, policy: Policy) -> Compiled:
    """The smallest and the largest number, or day, that the data has in a field."""
    col = column(field.name, None)
    ends = [exp.alias_(each(this=col.copy()), name) for each, name in ((exp.Min, "LOW"), (exp.Max, "HIGH"))]
    return finish(exp.select(*ends).from_(_table(filters)), policy, Binds())


def _where(tree: exp.Select, chosen: Sequence[Chosen], binds: Binds) -> exp.Select:
    return tree.where(condition(chosen, None, binds), copy=False) if chosen else tree


def _table(filters: Filtered) -> exp.Table:
    return exp.to_table(filters.table.upper(), dialect="snowflake")


def _sound(filters: Filtered, field: Field, search: object) -> str:
    try:
        return sound_text(search if isinstance(search, str) else str(search))
    except Refused as refused:
        raise InputError([f"{filters.report.slug}.{field.name}: {refused}"]) from None
