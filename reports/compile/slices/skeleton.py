"""The slice of each visual before it is known of which result, under which picks and which page."""

from functools import lru_cache, singledispatch

from sqlglot import exp

from reports.compile.picks import over_base
from reports.compile.slices.bins import binned
from reports.compile.slices.folds import folded_select
from reports.compile.slices.order import largest_first, positions
from reports.compile.slices.pivots import pivoted
from reports.compile.slices.scans import EARLIER, scan
from reports.compile.types import has_an_order, type_of
from reports.declare import (
    Bar,
    Box,
    Custom,
    Histogram,
    Kpi,
    Pivot,
    Prediction,
    Scatter,
    Table,
    Treemap,
    Visual,
)

ROWS_IN_ALL = "ROWS_IN_ALL"  # the last column of a visual that draws only its largest: how many there are
IN_TOTAL = "IN_TOTAL"  # a Kpi's column after its trend: 1 in the row of the whole
BEFORE = "BEFORE"  # a Kpi's last column: the figure of the earlier period


@lru_cache(maxsize=4096)
def skeleton(visual: Visual) -> exp.Select:
    """The slice of this visual. Copy before use."""
    return folded_select(visual, scan("*")) if visual.folded else _select(visual)


@singledispatch
def _select(visual: Visual) -> exp.Select:
    """Measures by dimensions, in the order of the dimensions."""
    select = _grouped(visual)
    if visual.dimensions:
        select.order_by(*positions(len(visual.dimensions)), copy=False)
    return select


@_select.register
def _(visual: Table) -> exp.Select:
    return _grouped(visual)


@_select.register
def _(visual: Bar) -> exp.Select:
    select = _grouped(visual)
    if visual.color or has_an_order(type_of(visual.query, visual.dimensions[0].sql)):
        return select.order_by(*positions(len(visual.dimensions)), copy=False)
    return select.order_by(largest_first(2), exp.Literal.number(1), copy=False)


@_select.register
def _(visual: Histogram) -> exp.Select:
    return binned(visual, scan("*"))


@_select.register
def _(visual: Pivot) -> exp.Select:
    return pivoted(visual, scan("*"))


@_select.register
def _(visual: Kpi) -> exp.Select:
    """The figure; with a trend, a row per step beside that of the whole; with a comparison, what it was before."""
    select = _grouped(visual, grouped=False)
    if visual.trend:
        step = over_base(visual.dimensions[0].sql)
        whole = exp.Anonymous(this="GROUPING", expressions=[step.copy()])
        select.select(exp.alias_(whole, IN_TOTAL), copy=False)
        sets = exp.GroupingSets(expressions=[exp.Tuple(expressions=[step]), exp.Tuple(expressions=[])])
        select.set("group", exp.Group(grouping_sets=[sets]))
        select.order_by(largest_first(3), exp.Literal.number(1), copy=False)
    if visual.compare:
        before = scan(over_base(visual.measures[0].sql), which=EARLIER)
        select.select(exp.alias_(exp.Subquery(this=before), BEFORE), copy=False)
    return select


def without_before(tree: exp.Select) -> None:
    """Where there is no earlier period, a Kpi's figure before is empty: not the one of now."""
    for each in tree.expressions:
        if each.alias == BEFORE and isinstance(each, exp.Subquery):
            each.replace(exp.alias_(exp.null(), BEFORE))


@_select.register(Scatter)
@_select.register(Prediction)
@_select.register(Treemap)
@_select.register(Box)
def _(visual: Scatter | Prediction | Treemap | Box) -> exp.Select:
    """The largest, as many as are drawn, with how many there are."""
    select = _grouped(visual)
    total = exp.Window(this=exp.Count(this=exp.Star()), over="OVER")
    select.select(exp.alias_(total, ROWS_IN_ALL), copy=False)
    last_measure = len(visual.columns)
    order = [largest_first(last_measure), *positions(len(visual.dimensions))]
    return select.order_by(*order, copy=False).limit(visual.most, copy=False)


@_select.register
def _(visual: Custom) -> exp.Select:
    select = _grouped(visual) if visual.columns else scan("*")
    if visual.dimensions:
        select.order_by(*positions(len(visual.dimensions)), copy=False)
    return select.limit(visual.most, copy=False)


def _grouped(visual: Visual, *, grouped: bool = True) -> exp.Select:
    select = scan(*(exp.alias_(over_base(each.sql), each.alias) for each in visual.columns))
    by = positions(len(visual.dimensions))
    return select.group_by(*by, copy=False) if by and grouped else select
