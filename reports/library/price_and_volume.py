"""Price and volume: why sales changed between two periods: prices, units, their mix, new and gone products."""

from datetime import timedelta

from reports import Choice, Dimension, Field, Filters, Given, Kpi, Measure, Query, Report, Row, Sql, Table, Waterfall

CHANGED = Dimension("place_of_change", label="Department")
EFFECT = Measure("sum(effect)", label="Change in sales", format="money")


def both_periods(given: Given) -> Sql:
    """Sales and units of the chosen days, and of as many days right before them."""
    days = given.period.purchased_on
    earlier = Sql("false")
    if days and days.first and days.last:
        first = days.first - (days.last - days.first) - timedelta(days=1)
        earlier = Sql("purchased_on between {first} and {last}", first=first, last=days.first - timedelta(days=1))
    return Sql(
        """
        select department, product_category, {product} as product, sum(sales_value) as now, sum(quantity) as units_now,
               0 as before, 0 as units_before
        from LOYALTY.BASKETS where {filters} and {period} group by all
        union all
        select department, product_category, {product}, 0, 0, sum(sales_value), sum(quantity)
        from LOYALTY.BASKETS where {filters} and {earlier} group by all
        """,
        earlier=earlier,
    )


class PriceAndVolume(Report):
    """Did sales change because of prices, because of units, or because people bought other things?

    The chosen days are set against as many days right before them. The parts add up to the change exactly.
    """

    owner = "Finance"
    area = "Finance"
    tags = ["sales", "price", "volume", "mix"]

    period = Filters("LOYALTY.BASKETS", [Field("purchased_on", required=True)])
    filters = Filters("LOYALTY.BASKETS", ["department", "product_category", "brand"])
    product = Choice("A product is", {"An item": "cast(product_id as text)", "A type of product": "product_type"})

    both = Query(both_periods)
    products = Query(
        """
        select department, product_category, product, sum(now) as now, sum(before) as before,
               sum(units_now) as units_now, sum(units_before) as units_before,
               iff(sum(units_now) > 0 and sum(units_before) > 0, 1, 0) as stays
        from {both}
        group by all
        """
    )
    grown = Query(
        """
        select department, product_category, sum(units_now) / sum(units_before) - 1 as growth
        from {products}
        where stays = 1
        group by all
        """
    )
    compared = Query(
        """
        select p.department, p.product_category, p.product, p.before, p.now,
               iff(p.stays = 1, p.now - p.before / nullif(p.units_before, 0) * p.units_now, 0) as price,
               iff(p.stays = 1, p.before * g.growth, 0) as volume,
               iff(p.stays = 1, 0, p.now - p.before) as came_and_went
        from {products} as p
        left join {grown} as g on equal_null(g.department, p.department)
          and equal_null(g.product_category, p.product_category)
        """
    )
    split = Query("select *, now - before - price - volume - came_and_went as mix from {compared}")
    effects = Query(
        """
        select department, product_category, 'Price' as part, sum(price) as effect from {split} group by all
        union all
        select department, product_category, 'Volume', sum(volume) from {split} group by all
        union all
        select department, product_category, 'Mix', sum(mix) from {split} group by all
        union all
        select department, product_category, 'New and gone', sum(came_and_went) from {split} group by all
        """
    )

    # The largest changes up and down: a chart's own "Other" would take in the departments that lost most.
    by_size = Query(
        "select department, sum(effect) as effect, abs(sum(effect)) as size from {effects} group by department"
    )
    ranked = Query("select department, effect, row_number() over (order by size desc) as place from {by_size}")
    moved = Query(
        "select iff(place <= 8, coalesce(department, '(empty)'), 'All others') as place_of_change, effect from {ranked}"
    )

    headline = Row(
        Kpi("Sales before", split, "sum(before)", format="money"),
        Kpi("Sales now", split, "sum(now)", format="money"),
        Kpi("Change", split, "sum(now) - sum(before)", format="money"),
        Kpi("Change in percent", split, "sum(now) / nullif(sum(before), 0) - 1", format="percent"),
    )
    why = Waterfall("Why sales changed", effects, by="part", value=EFFECT, total="Change")
    where = Waterfall("Where sales changed most", moved, by=CHANGED, value=EFFECT, total="Change")
    departments = Table(
        "Departments",
        split,
        rows=["department"],
        values=[
            Measure("sum(before)", label="Before", format="money"),
            Measure("sum(now)", label="Now", format="money"),
            Measure("sum(now) - sum(before)", label="Change", format="money"),
            Measure("sum(price)", label="Price", format="money"),
            Measure("sum(volume)", label="Volume", format="money"),
            Measure("sum(mix)", label="Mix", format="money"),
            Measure("sum(came_and_went)", label="New, gone", format="money"),
        ],
    )
