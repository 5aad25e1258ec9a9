"""Margin of discounts: what is given away by price cuts and coupons, where, and who pays for it."""

from reports import Area, Bar, Choice, Field, Filters, Kpi, Line, Markdown, Measure, Query, Report, Row, Table

MAKER = Field("manufacturer_id", label="Manufacturer", kind="multi-select")
FULL_PRICE = Measure("sum(full_price)", label="At full price", format="money")
GIVEN = Measure("sum(card + coupon + matched)", label="Given away", format="money")
RATE = Measure("sum(card + coupon + matched) / nullif(sum(full_price), 0)", label="Share given away", format="percent")
BY_STORE = Measure("sum(card + matched)", label="Store pays", format="money")
BY_MAKER = Measure("sum(coupon)", label="Manufacturer pays", format="money")
AMOUNT = Measure("sum(amount)", label="Given away", format="money")


class MarginOfDiscounts(Report):
    """What do discounts cost, where are they given, and who pays for them?

    "Margin" here is revenue that is given away, not profit: the data has no cost of goods. Choose days, departments or
    brands.
    """

    owner = "Finance"
    area = "Finance"
    tags = ["discounts", "coupons", "revenue"]

    filters = Filters("LOYALTY.BASKETS", ["purchased_on", "department", "product_category", "brand", MAKER])
    grain = Choice("Period", {"Week": "date_trunc('week', purchased_on)", "Month": "date_trunc('month', purchased_on)"})

    totals = Query(
        """
        select {grain} as period, department, brand, sum(sales_value) as sales, sum(retail_disc) as card,
               sum(coupon_disc) as coupon, sum(coupon_match_disc) as matched,
               sum(sales_value + retail_disc + coupon_match_disc) as full_price
        from LOYALTY.BASKETS
        where {filters}
        group by all
        """
    )
    kinds = Query(
        """
        select period, department, brand, 'Loyalty card' as kind, 'Store' as paid_by, card as amount from {totals}
        union all
        select period, department, brand, 'Manufacturer coupon', 'Manufacturer', coupon from {totals}
        union all
        select period, department, brand, 'Coupon match', 'Store', matched from {totals}
        """
    )

    headline = Row(
        Kpi("At full price", totals, FULL_PRICE),
        Kpi("Given away", totals, GIVEN, compare="previous period", good="down"),
        Kpi("Share given away", totals, RATE, compare="previous period", good="down"),
        Kpi("Paid by the store", totals, BY_STORE),
        Kpi("Paid by manufacturers", totals, BY_MAKER),
    )
    reading = Markdown("This is **revenue given away, not profit**: the data has no cost of goods.")
    over_time = Row(
        Area("Given away over time", kinds, x="period", y=AMOUNT, color="kind"),
        Line("Share given away over time", totals, x="period", y=RATE),
    )
    where = Row(
        Bar("Departments, by who pays", kinds, x="department", y=AMOUNT, color="paid_by", top=10, horizontal=True),
        Bar("Brands, by kind of discount", kinds, x="brand", y=AMOUNT, color="kind"),
    )
    departments = Table(
        "Departments in figures",
        totals,
        rows=["department"],
        values=[
            FULL_PRICE,
            GIVEN,
            Measure(RATE.sql, label="Share", format="percent"),
            Measure("sum(card)", label="Card", format="money"),
            Measure("sum(matched)", label="Match", format="money"),
            Measure("sum(coupon)", label="Coupon", format="money"),
        ],
    )
