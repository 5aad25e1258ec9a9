"""A histogram's bins, with round edges: worked out by the warehouse from the smallest and the largest value."""

from sqlglot import exp, parse_one

from reports.compile.picks import BASE, over_base
from reports.compile.slices.order import positions
from reports.compile.statement import DIALECT
from reports.declare import Histogram

WIDTH, EDGES = "WIDTH", "EDGES"  # WIDTH is the last column of the slice: how wide each bin is

# The raw width, rounded up to 1, 2 or 5 times a power of ten (Heckbert, "Nice numbers for graph labels", Graphics Gems
# 1990). One value alone, or none, makes one bin of width 1.
# The edges are multiples of the width, so the values reach into one bin more than fit between the smallest and the
# largest.
_ROUND = """
    SELECT CASE WHEN RAW / TENS <= 1 THEN 1 WHEN RAW / TENS <= 2 THEN 2 WHEN RAW / TENS <= 5 THEN 5 ELSE 10 END * TENS
        AS WIDTH
    FROM (SELECT RAW, POWER(10, FLOOR(LOG(10, RAW))) AS TENS
        FROM (SELECT COALESCE(NULLIF((MAX(V) - MIN(V)) / {steps}, 0), 1) AS RAW FROM (SELECT 1 AS V)))
"""


def binned(visual: Histogram, base: exp.Select) -> exp.Select:
    """The lower edge of each bin, its measure, and the width of all."""
    value = exp.cast(over_base(visual.dimensions[0].sql), "DOUBLE")
    width = exp.column(WIDTH, table=EDGES)
    lower = exp.Mul(this=exp.Floor(this=exp.Div(this=value.copy(), expression=width.copy())), expression=width.copy())
    measure = over_base(visual.measures[0].sql)
    return (
        exp.select(
            exp.alias_(lower, visual.dimensions[0].alias),
            exp.alias_(measure, visual.measures[0].alias),
            exp.alias_(exp.Max(this=width.copy()), WIDTH),
        )
        .from_(exp.to_table(BASE))
        .join(exp.to_table(EDGES), join_type="cross", copy=False)
        .where(exp.Not(this=exp.Is(this=value.copy(), expression=exp.null())), copy=False)
        .group_by(*positions(1), copy=False)
        .order_by(*positions(1), copy=False)
        .with_(BASE, as_=base, copy=False)
        .with_(EDGES, as_=_edges(visual, value), copy=False)
    )


def _edges(visual: Histogram, value: exp.Expr) -> exp.Expr:
    tree = parse_one(_ROUND.format(steps=visual.bins - 1), dialect=DIALECT)
    innermost = next(each for each in tree.find_all(exp.Select) if each.expressions[0].alias == "V")
    innermost.replace(exp.select(exp.alias_(value.copy(), "V")).from_(exp.to_table(BASE)))
    return tree
