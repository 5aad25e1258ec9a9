"""Brand switching: where the households of a category went between two periods."""

from reports import Bar, Choice, Dimension, Field, Filters, Given, Heatmap, Kpi, Measure, Pivot, Query, Report, Row, Sql
from reports.library._measures import HOUSEHOLDS
from reports.library._periods import days_before

BEFORE = Dimension("side_before", label="Before")
NOW = Dimension("side_now", label="Now")
FLOW = Dimension("flow", label="Flow", order=["Won from others", "New buyers", "Lost to others", "Stopped buying"])
STAYED = Measure("count_if(side_before = side_now) / nullif(count_if(bought_in_both), 0)", format="percent")
SHARE_BEFORE = Measure("count(*) / max(households_before)", label="Share of those before", format="percent")
MOVED = Measure("sum(moved)", label="Households", format="count")
CATEGORY = Field("product_category", required=True, default=["CHEESE"])


def moved(given: Given) -> Sql:
    """Each household with the side that most of its money went to, before and now."""
    return Sql(
        """
        with bought as (
            select iff({when}, 1, 0) as is_now, household_id, {side} as side, sum(sales_value) as sales
            from LOYALTY.BASKETS where ({when} or {before}) and {filters} and {side} is not null group by all
        ), largest as (
            select side from bought group by side order by sum(sales) desc, side limit 7
        ), spent as (
            select b.is_now, b.household_id, coalesce(l.side, 'All others') as main, sum(b.sales) as sales
            from bought as b left join largest as l on l.side = b.side
            group by all having sum(b.sales) > 0
        ), mains as (
            select is_now, household_id, main from spent
            qualify row_number() over (partition by is_now, household_id order by sales desc, main) = 1
        ), sides as (
            select household_id, coalesce(max(iff(is_now = 0, main, null)), 'Did not buy') as side_before,
                   coalesce(max(iff(is_now = 1, main, null)), 'Did not buy') as side_now
            from mains group by household_id
        )
        select *, 'Did not buy' not in (side_before, side_now) as bought_in_both,
               count(*) over (partition by side_before) as households_before
        from sides
        """,
        before=days_before(given.when.purchased_on),
    )


class BrandSwitching(Report):
    """In this category, who keeps its buyers, and to whom do the others go?

    The chosen days are set against as many just before. Choose the category, and whether brands or makers compete.
    """

    owner = "Shopper insights"
    area = "Shopper insights"
    tags = ["brands", "switching", "loyalty"]

    when = Filters("LOYALTY.BASKETS", ["purchased_on"])
    filters = Filters("LOYALTY.BASKETS", [CATEGORY, "product_type", "income", "age"])
    side = Choice("Between", {"National and private": "brand", "Makers": "'Maker ' || manufacturer_id"})

    moves = Query(moved)
    flows = Query(
        """
        select side_now as side, iff(bought_in_both, 'Won from others', 'New buyers') as flow, household_id, 1 as moved
        from {moves} where side_now not in (side_before, 'Did not buy')
        union all
        select side_before, iff(bought_in_both, 'Lost to others', 'Stopped buying'), household_id, -1
        from {moves} where side_before not in (side_now, 'Did not buy')
        """
    )

    headline = Row(
        Kpi("Bought in both periods", moves, "count_if(bought_in_both)", format="count"),
        Kpi("Of them, stayed with their main side", moves, STAYED),
        Kpi("New buyers", moves, "count_if(side_before = 'Did not buy')", format="count"),
        Kpi("Stopped buying", moves, "count_if(side_now = 'Did not buy')", format="count", good="down"),
    )
    matrix = Heatmap("Where they went", moves, x=NOW, y=BEFORE, value=SHARE_BEFORE)
    won_and_lost = Bar("Won and lost", flows, x=Dimension("side", label="Main side"), y=MOVED, color=FLOW)
    table = Pivot("Households, from before to now", moves, rows=[BEFORE], across=NOW, values=[HOUSEHOLDS])
