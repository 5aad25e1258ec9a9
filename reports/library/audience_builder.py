"""Audience builder: households that did one thing and not another."""

from reports import Bar, Dimensions, Exclude, Field, Filters, Histogram, Kpi, Number, Query, Report, Require, Row, Table
from reports.library._measures import HOUSEHOLDS, SALES, SALES_PER_HOUSEHOLD


class AudienceBuilder(Report):
    """Which households fit an offer: who bought this, has also bought that, and has not had a coupon for it?

    Choose what counts as buying. Then say what else they must have bought, and what shuts them out.
    """

    owner = "Shopper insights"
    area = "Partner audiences"
    tags = ["audience", "segments", "export"]

    filters = Filters("LOYALTY.BASKETS", ["purchased_on", "department", "product_category", "brand"])
    also_bought = Require(
        "Only households that also bought",
        "LOYALTY.BASKETS",
        key="household_id",
        fields=["purchased_on", "department", "product_category", "brand"],
        help="At any time, unless you choose dates here.",
    )
    had_coupon = Exclude(
        "Leave out households that used a coupon",
        "LOYALTY.COUPON_REDEMPTIONS",
        key="household_id",
        fields=["redemption_date", Field("campaign_id", label="Campaign", kind="multi-select")],
    )
    had_campaign = Exclude(
        "Leave out households that a campaign reached",
        "LOYALTY.CAMPAIGNS",
        key="household_id",
        fields=[Field("campaign_id", label="Campaign", kind="multi-select")],
    )
    least = Number("Spent at least", default=0, min=0, help="Dollars in the period, on what the filters choose.")
    by = Dimensions("Describe them by", ["income", "age", "household_size", "home_ownership", "kids_count"])

    audience = Query(
        """
        select household_id, {by}, sum(sales_value) as sales, count(distinct basket_id) as trips,
               max(purchased_on) as last_bought_on
        from LOYALTY.BASKETS
        where {filters} and {also_bought} and {had_coupon} and {had_campaign}
        group by all
        having sum(sales_value) >= {least}
        """
    )

    headline = Row(
        Kpi("Households", audience, HOUSEHOLDS),
        Kpi("Sales", audience, SALES),
        Kpi("Sales per household", audience, SALES_PER_HOUSEHOLD),
    )
    shape = Row(
        Bar("Who they are", audience, x="by", y=HOUSEHOLDS, top=12, horizontal=True),
        Histogram("What a household spends", audience, x="sales", y=HOUSEHOLDS, bins=25),
    )
    members = Table(
        "The audience", audience, rows=["household_id", "last_bought_on"], values=[SALES, "sum(trips)"], download=True
    )
