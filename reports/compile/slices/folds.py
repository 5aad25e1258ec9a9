"""`top=12`: the largest values of a dimension by name, the others as one. Measures are taken anew over the folded rows,
because a count of distinct households can't be added up.
"""

from sqlglot import exp

from reports.compile.picks import BASE, over_base
from reports.declare import Area, Forecast, Line, Visual

OTHER = "Other"
FOLDED = "FOLDED"  # the last column: how many values this row stands for when it is the rest, 0 when it is one value
RANKED = "RANKED"  # what the places of the values are called
_VALUE, _RANK, _ALL = "VALUE", "PLACE", "ALL_VALUES"


def folded_select(visual: Visual, scan: exp.Select) -> exp.Select:
    """The visual's columns and FOLDED, over the stored result that `scan` reads."""
    folded = visual.folded
    assert folded is not None and visual.top is not None  # noqa: S101 - asked before
    key = over_base(folded.sql)
    selected = [exp.alias_(over_base(each.sql), each.alias) for each in visual.columns]
    selected[visual.columns.index(folded)] = exp.alias_(kept_or_other(visual.top, key), folded.alias)
    all_but_the_measures = [*range(1, len(visual.dimensions) + 1), len(selected) + 1]
    groups = [exp.Literal.number(each) for each in all_but_the_measures]
    return (
        exp.select(*selected, exp.alias_(others(visual.top), FOLDED))
        .from_(exp.to_table(BASE))
        .join(exp.to_table(RANKED), on=ranked(key), copy=False)
        .group_by(*groups, copy=False)
        .order_by(*_order(visual), copy=False)
        .with_(BASE, as_=scan, copy=False)
        .with_(RANKED, as_=ranks(visual, key), copy=False)
    )


def ranked(key: exp.Expr) -> exp.Expr:
    """What joins a row with the place of its value."""
    return exp.NullSafeEQ(this=key.copy(), expression=exp.column(_VALUE, table=RANKED))


def ranks(visual: Visual, key: exp.Expr) -> exp.Select:
    """Every value of the folded dimension, with its place by the measure and the number of all of them."""
    largest_first = exp.Ordered(this=over_base(visual.measures[0].sql), desc=True, nulls_first=False)
    order = exp.Order(expressions=[largest_first, exp.Ordered(this=key.copy())])
    rank = exp.Window(this=exp.RowNumber(), order=order, over="OVER")
    count = exp.Window(this=exp.Count(this=exp.Star()), over="OVER")
    return (
        exp.select(exp.alias_(key.copy(), _VALUE), exp.alias_(rank, _RANK), exp.alias_(count, _ALL))
        .from_(exp.to_table(BASE))
        .group_by(exp.Literal.number(1), copy=False)
    )


def kept_or_other(top: int, key: exp.Expr) -> exp.Expr:
    """The value's own name, or "Other". A value that is really called so stays apart by its FOLDED."""
    return exp.Case(
        ifs=[exp.If(this=_beyond(top, exp.LTE), true=exp.cast(key.copy(), "TEXT"))], default=exp.Literal.string(OTHER)
    )


def others(top: int) -> exp.Expr:
    """How many values "Other" stands for; 0 for a value by its own name."""
    rest = exp.Sub(this=exp.column(_ALL, table=RANKED), expression=exp.Literal.number(top))
    return exp.If(this=_beyond(top, exp.GT), true=rest, false=exp.Literal.number(0))


def _beyond(top: int, operator: type[exp.Binary]) -> exp.Expr:
    return operator(this=exp.column(_RANK, table=RANKED), expression=exp.Literal.number(top))


def _order(visual: Visual) -> list[exp.Expr]:
    """Bars by size with the rest at the end; lines along x, the largest first at each."""
    by_size = exp.Min(this=exp.column(_RANK, table=RANKED))
    if isinstance(visual, Line | Area | Forecast):
        return [exp.Literal.number(1), by_size]
    return [by_size, exp.Literal.number(2)] if len(visual.dimensions) > 1 else [by_size]
