"""Trips and spend: how often households come, what they leave, and which of the two moved sales."""

from reports import Dimension, Filters, Given, Histogram, Kpi, Line, Measure, Query, Report, Row, Sql, Table, Waterfall
from reports.library._measures import HOUSEHOLDS, SALES, SALES_PER_TRIP, TRIPS_PER_HOUSEHOLD
from reports.library._periods import days_before

DAYS = "(datediff('day', min(purchased_on), max(purchased_on)) + 1)"
PER_WEEK = Measure(f"round(7 * {TRIPS_PER_HOUSEHOLD.sql} / {DAYS}, 2)")
EFFECT = Measure("sum(effect)", label="Change in sales", format="money")
BEFORE = Measure("round(sum(amount_before), 2)", label="Before")
NOW = Measure("round(sum(amount_now), 2)", label="Now")
CHANGE = Measure("sum(amount_now) / sum(amount_before) - 1", label="Change", format="percent")
TRIPS = Dimension("least(trips, 60)", label="Trips, up to 60")
DRIVER = Dimension("driver", label="Driver", order=["Households", "Trips per household", "Sales per trip"])


def decomposed(given: Given) -> Sql:
    """What each of the three drivers was before, what it is now, and what it added to sales: together, the change."""
    return Sql(
        """
        with periods as (
            select iff({when}, 1, 0) as is_now, cast(count(distinct household_id) as double) as households,
                   cast(count(distinct basket_id) as double) as trips, cast(sum(sales_value) as double) as sales
            from LOYALTY.BASKETS where ({when} or {before}) and {filters}
            group by 1
        ), pair as (
            select b.households as h0, b.trips as t0, b.sales as s0, n.households as h1, n.trips as t1, n.sales as s1,
                   iff(n.sales = b.sales, n.sales, (n.sales - b.sales) / ln(n.sales / b.sales)) as weight
            from periods as n join periods as b on n.is_now = 1 and b.is_now = 0 and n.sales > 0 and b.sales > 0
        )
        select 'Households' as driver, h0 as amount_before, h1 as amount_now, weight * ln(h1 / h0) as effect from pair
        union all select 'Trips per household', t0 / h0, t1 / h1, weight * ln((t1 / h1) / (t0 / h0)) from pair
        union all select 'Sales per trip', s0 / t0, s1 / t1, weight * ln((s1 / t1) / (s0 / t0)) from pair
        """,
        before=days_before(given.when.purchased_on),
    )


class TripsAndSpend(Report):
    """Did sales move because more households came, because they came more often, or because they spent more?

    The chosen days are set against as many days just before them. Without a first day there is nothing to compare.
    """

    owner = "Shopper insights"
    area = "Shopper insights"
    tags = ["trips", "spend", "growth"]

    when = Filters("LOYALTY.BASKETS", ["purchased_on"])
    filters = Filters("LOYALTY.BASKETS", ["department", "product_category", "brand", "income", "age", "household_size"])

    trips = Query(
        """
        select date_trunc('week', purchased_on) as week, purchased_on, household_id, basket_id,
               sum(sales_value) as sales
        from LOYALTY.BASKETS
        where {when} and {filters}
        group by all
        """
    )
    change = Query(decomposed)
    shoppers = Query("select household_id, count(distinct basket_id) as trips from {trips} group by all")

    headline = Row(
        Kpi("Sales", trips, SALES, compare="previous period"),
        Kpi("Households", trips, HOUSEHOLDS, compare="previous period"),
        Kpi("Trips per household and week", trips, PER_WEEK, compare="previous period"),
        Kpi("Sales per trip", trips, SALES_PER_TRIP, compare="previous period"),
    )
    moved = Row(
        Waterfall("What moved sales", change, by=DRIVER, value=EFFECT, total="Change"),
        Histogram("How often households came", shoppers, x=TRIPS, y=HOUSEHOLDS),
    )
    by_week = Row(
        Line("Households by week", trips, x="week", y=HOUSEHOLDS),
        Line("Trips per household by week", trips, x="week", y=TRIPS_PER_HOUSEHOLD),
        Line("Sales per trip by week", trips, x="week", y=SALES_PER_TRIP),
    )
    table = Table("Before and now", change, rows=["driver"], values=[EFFECT, BEFORE, NOW, CHANGE])
