"""A pivot's cells with its subtotals, each measured over its own rows: a count of distinct can't be added up."""

from sqlglot import exp

from reports.compile.picks import BASE, over_base
from reports.compile.slices.folds import FOLDED, RANKED, kept_or_other, others, ranked, ranks
from reports.compile.slices.order import positions
from reports.declare import Pivot

LEVEL = "LEVEL"  # a column after the measures: how many of the row dimensions this cell is a subtotal over
ACROSS = "IN_ALL_COLUMNS"  # the next: 1 in the cells of the total column


def pivoted(visual: Pivot, base: exp.Select) -> exp.Select:
    """One row per cell: dimensions, measures, LEVEL, ACROSS; with columns across, FOLDED."""
    down = [over_base(each.sql) for each in visual.dimensions[: len(visual.down)]]
    key = over_base(visual.dimensions[-1].sql)
    # "Other" and a value that is really called so are two columns: the number of its values tells them apart.
    across = [kept_or_other(visual.top, key), others(visual.top)] if visual.across else []
    dimensions = [*down, *across[:1]]
    selected = [exp.alias_(tree.copy(), each.alias) for tree, each in zip(dimensions, visual.dimensions, strict=True)]
    selected += [exp.alias_(over_base(each.sql), each.alias) for each in visual.measures]
    whole = _grouping(across[0]) if across else exp.Literal.number(1)
    selected += [exp.alias_(_sum_of([_grouping(each) for each in down]), LEVEL), exp.alias_(whole, ACROSS)]
    tree = exp.select(*selected).from_(exp.to_table(BASE))
    tree.set("group", exp.Group(grouping_sets=[exp.GroupingSets(expressions=_sets(visual, down, across))]))
    tree.order_by(*positions(len(down)), copy=False)
    tree.with_(BASE, as_=base, copy=False)
    if across:
        tree.select(exp.alias_(across[1].copy(), FOLDED), copy=False)
        tree.join(exp.to_table(RANKED), on=ranked(key), copy=False)
        tree.with_(RANKED, as_=ranks(visual, key), copy=False)
    return tree


def _sets(visual: Pivot, down: list[exp.Expr], across: list[exp.Expr]) -> list[exp.Expr]:
    """Every row, each subtotal over the last of its dimensions, and the whole; each with and without the columns."""
    lengths = range(len(down), -1, -1) if visual.subtotals else (len(down), 0)
    sets: list[exp.Expr] = []
    for length in dict.fromkeys(lengths):
        for group in ([*down[:length]], [*down[:length], *across]) if across else ([*down[:length]],):
            sets.append(exp.Tuple(expressions=[each.copy() for each in group]))
    return sets


def _grouping(tree: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="GROUPING", expressions=[tree.copy()])


def _sum_of(trees: list[exp.Expr]) -> exp.Expr:
    total = trees[0]
    for each in trees[1:]:
        total = exp.Add(this=total, expression=each)
    return total
