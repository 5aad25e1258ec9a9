"""Brand switching: where the households of a category went between two periods."""

from reports import Bar, Choice, Dimension, Field, Filters, Given, Heatmap, Kpi, Measure, Pivot, Query, Report, Row, Sql
from reports.library._measures import HOUSEHOLDS
from reports.library._periods import days_before

BEFORE = Dimension("side_before", label="Before")
NOW = Dimension("side_now", label="Now")
FLOWS = ["Won from others", "New buyers", "Lost to others", "Stopped buying"]


def moved(given: Given) -> Sql:
    """Each household with the side that most of its money went to, before and now."""
    return Sql(
        """
        with bought as (
            select iff({when}, 1, 0) as is_now, household_id, {side} as side, sum(sales_value) as sales
            from LOYALTY.BASKETS
            where ({when} or {before}) and {filters}
            group by all
        ), sides as (
            select side, row_number() over (order by sum(sales) desc, side) as place
            from bought
            where side is not null
            group by side
        ), spent as (
            select b.is_now, b.household_id, iff(s.place <= 7, b.side, 'All others') as side, sum(b.sales) as sales
            from bought as b
            join sides as s on s.side = b.side
            group by all
            having sum(b.sales) > 0
        ), main as (
            select is_now, household_id, side
            from spent
            qualify row_number() over (partition by is_now, household_id order by sales desc, side) = 1
        ), sides_of_each as (
            select household_id, coalesce(max(iff(is_now = 0, side, null)), 'Did not buy') as side_before,
                   coalesce(max(iff(is_now = 1, side, null)), 'Did not buy') as side_now
            from main
            group by household_id
        )
        select *, side_before <> 'Did not buy' and side_now <> 'Did not buy' as bought_in_both,
               count(*) over (partition by side_before) as households_before
        from sides_of_each
        """,
        before=days_before(given.when.purchased_on),
    )


class BrandSwitching(Report):
    """In this category, who keeps its buyers, and to whom do the others go?

    The chosen days are set against as many days just before them. Choose the category, and whether the store's own
    brand meets the national ones, or the makers meet each other.
    """

    owner = "Shopper insights"
    area = "Shopper insights"
    tags = ["brands", "switching", "loyalty"]

    when = Filters("LOYALTY.BASKETS", ["purchased_on"])
    filters = Filters(
        "LOYALTY.BASKETS",
        [Field("product_category", required=True, default=["CHEESE"]), "product_type", "income", "age"],
    )
    side = Choice(
        "Between", {"National and private": "brand", "Makers": "'Maker ' || cast(manufacturer_id as varchar)"}
    )

    moves = Query(moved)
    flows = Query(
        """
        select side_now as side, iff(bought_in_both, 'Won from others', 'New buyers') as flow, household_id, 1 as moved
        from {moves}
        where side_now not in (side_before, 'Did not buy')
        union all
        select side_before, iff(bought_in_both, 'Lost to others', 'Stopped buying'), household_id, -1
        from {moves}
        where side_before not in (side_now, 'Did not buy')
        """
    )

    headline = Row(
        Kpi("Bought in both periods", moves, "count_if(bought_in_both)", format="count"),
        Kpi(
            "Of them, stayed with their main side",
            moves,
            "count_if(bought_in_both and side_before = side_now) / nullif(count_if(bought_in_both), 0)",
            format="percent",
        ),
        Kpi("New buyers", moves, "count_if(side_before = 'Did not buy')", format="count"),
        Kpi("Stopped buying", moves, "count_if(side_now = 'Did not buy')", format="count", good="down"),
    )
    matrix = Heatmap(
        "Where they went",
        moves,
        x=NOW,
        y=BEFORE,
        value=Measure("count(*) / max(households_before)", label="Share of those before", format="percent"),
    )
    won_and_lost = Bar(
        "Won and lost",
        flows,
        x=Dimension("side", label="Main side"),
        y=Measure("sum(moved)", label="Households", format="count"),
        color=Dimension("flow", label="Households", order=FLOWS),
    )
    table = Pivot("Households, from before to now", moves, rows=[BEFORE], across=NOW, values=[HOUSEHOLDS])
