"""What was clicked in one visual, as a filter on the others. A pick comes from the browser: it may name anything."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlglot import exp

from reports.compile.conditions import any_of, compare
from reports.compile.outputs import columns
from reports.compile.statement import Bind, Binds
from reports.compile.template import expression
from reports.compile.types import read_as, type_of
from reports.declare import Visual
from reports.declare.columns import Column
from reports.declare.inputs import InputError
from reports.declare.reading import Refused, shown
from reports.declare.words import did_you_mean

MOST_PICKS = 50
BASE = "BASE"  # what a stored result is called in a slice


@dataclass(frozen=True)
class Pick:
    """A value of a dimension that was clicked. `column` is the dimension's key, or its alias in that visual."""

    column: Any
    value: Any
    source: str = ""  # the visual that was clicked, which goes on showing what is beside the pick


class Narrowed(NamedTuple):
    """A pick that concerns a visual: the dimension as it is declared, and the value as it is bound."""

    sql: str
    value: Bind | None


def concerning(visual: Visual, picks: Iterable[Pick]) -> list[Narrowed]:
    """The picks that concern this visual. Raises InputError for one that no visual offers."""
    picked: list[Pick] = list(picks)
    found: list[Narrowed] = []
    if len(picked) > MOST_PICKS:
        problem = f"{len(picked):,} picks are too many. Take some away; at most {MOST_PICKS} filter at once."
        raise InputError([f"{visual.report.slug}: {problem}"])
    for pick in picked:
        owner, dimension = _declared(visual, pick)
        value = _sound(owner, dimension, pick)
        if pick.source != visual.name and _concerns(visual, owner, dimension.sql):
            found.append(Narrowed(dimension.sql, value))
    return found


def conditions(narrowed: Iterable[Narrowed], binds: Binds) -> list[exp.Expr]:
    """One condition for each column, which any of its picks fulfils."""
    by_column: dict[str, list[exp.Expr]] = {}
    for sql, value in narrowed:
        column = over_base(sql)
        by_column.setdefault(column.sql(), []).append(_equals(column, value, binds))
    return [any_of(each) for each in by_column.values()]


def _concerns(visual: Visual, owner: Visual, sql: str) -> bool:
    """True when the visual's own query has what was clicked, if only under the same name."""
    known = columns(visual.query)
    return owner.query is visual.query or all(each.name in known for each in expression(sql).find_all(exp.Column))


def over_base(sql: str) -> exp.Expr:
    """A measure or dimension over the stored result: a tree of one's own, its columns qualified."""
    tree = expression(sql).copy()
    for each in tree.find_all(exp.Column):
        each.set("table", exp.to_identifier(BASE))
    return tree


def _declared(visual: Visual, pick: Pick) -> tuple[Visual, Column]:
    """The dimension that the pick means and a visual that has it; one with the same query where there is one."""
    offered = [(each, dim) for each in visual.report.visuals.values() for dim in each.dimensions]
    meant = [(each, dim) for each, dim in offered if pick.column in (dim.key, dim.alias)]
    if not meant:
        known = [dim.key for _, dim in offered]
        hint = did_you_mean(pick.column[:100], known) if isinstance(pick.column, str) else ""
        raise InputError([f"{visual.report.slug} has no dimension {shown(pick.column)}.{hint} Click on a mark again."])
    return next((each for each in meant if each[0].query is visual.query), meant[0])


def _sound(owner: Visual, dimension: Column, pick: Pick) -> Bind | None:
    """The clicked value as one that can be bound; None stands for rows without a value."""
    try:
        return read_as(type_of(owner.query, dimension.sql), pick.value)
    except Refused as refused:
        raise InputError([f"{owner.report.slug}.{dimension.key}: {refused}"]) from None


def _equals(left: exp.Expr, value: Bind | None, binds: Binds) -> exp.Expr:
    return exp.Is(this=left, expression=exp.null()) if value is None else compare(left, exp.EQ, value, binds)
