"""Audience builder: households that did one thing and not another."""

from reports import (
    Audience,
    Bar,
    Dimension,
    Dimensions,
    Exclude,
    Field,
    Filters,
    Funnel,
    Histogram,
    Kpi,
    Measure,
    Number,
    Query,
    Report,
    Require,
    Row,
    Table,
)
from reports.library._measures import HOUSEHOLDS, SALES, SALES_PER_HOUSEHOLD

GROUP = Dimension("by", label="Group")
MEMBERS = Measure("sum(is_in)", label="Households", format="count")
INDEX = Measure(
    "100 * (sum(is_in) / max(all_in)) / (count(*) / max(everybody))", label="Index, 100 is average", format="count"
)


class AudienceBuilder(Report):
    """Which households fit an offer: who bought this, has also bought that, and has not had a coupon for it?

    Choose what counts as buying, and how often or how much. Then say what else they must have bought, and what shuts
    them out.
    """

    owner = "Shopper insights"
    area = "Partner audiences"
    tags = ["audience", "segments", "export"]

    filters = Filters(
        "LOYALTY.BASKETS", ["purchased_on", "department", Field("product_category", default=["YOGURT"]), "brand"]
    )
    often = Number("Trips, at least", default=2, min=1, max=100, step=1, help="With it in the basket, in the period.")
    least = Number("Spent at least", default=5, min=0, help="Dollars in the period, on what the filters choose.")
    also_bought = Require(
        "Only households that also bought",
        "LOYALTY.BASKETS",
        key="household_id",
        fields=["purchased_on", "department", "product_category", "brand"],
        help="At any time, unless you choose dates here.",
    )
    people = Require(
        "Only households that are",
        "LOYALTY.DEMOGRAPHICS",
        key="household_id",
        fields=["age", "income", "household_size", "kids_count"],
        help="Of those whose demographics are known.",
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
    bought_that = Exclude(
        "Leave out households that bought",
        "LOYALTY.BASKETS",
        key="household_id",
        fields=["purchased_on", "department", "product_category", "brand"],
        help="At any time, unless you choose dates here.",
    )
    by = Dimensions("Describe them by", ["income", "age", "household_size", "home_ownership", "kids_count"])

    bought = Query(
        """
        select household_id, sum(sales_value) as sales, count(distinct basket_id) as trips,
               max(purchased_on) as last_bought_on
        from LOYALTY.BASKETS
        where {filters} and {also_bought} and {people} and {had_coupon} and {had_campaign} and {bought_that}
        group by all
        """
    )
    tested = Query(
        "select household_id, sales, trips, last_bought_on, trips >= {often} as came_often, sales >= {least} as spent "
        "from {bought}"
    )
    audience = Query("select household_id, sales, trips, last_bought_on from {tested} where came_often and spent")
    profile = Query(
        """
        select d.household_id, {by}, iff(a.household_id is null, 0, 1) as is_in, count(*) over () as everybody,
               nullif(count(a.household_id) over (), 0) as all_in
        from LOYALTY.DEMOGRAPHICS as d
        left join {audience} as a on a.household_id = d.household_id
        """
    )

    headline = Row(
        Kpi("Households", audience, HOUSEHOLDS),
        Kpi("Sales", audience, SALES),
        Kpi("Sales per household", audience, SALES_PER_HOUSEHOLD),
        Kpi(
            "Trips per household",
            audience,
            Measure("round(sum(trips) / nullif(count(*), 0), 1)", label="Trips per household"),
        ),
    )
    shape = Row(
        Funnel(
            "From buyers to the audience",
            tested,
            stages=[
                Measure("count(*)", label="Bought it"),
                Measure("count_if(came_often)", label="Often enough"),
                Measure("count_if(came_often and spent)", label="And for enough"),
            ],
            format="count",
        ),
        Histogram("What a household spends", audience, x="sales", y=HOUSEHOLDS, bins=25, format="count"),
    )
    people_in_it = Row(
        Bar("Who they are", profile, x=GROUP, y=MEMBERS, top=12, horizontal=True),
        Bar("More or less than usual", profile, x=GROUP, y=INDEX, top=12, horizontal=True),
    )
    handed_on = Audience("Hand them on", audience, key="household_id")
    members = Table(
        "The audience", audience, rows=["household_id", "last_bought_on"], values=[SALES, "sum(trips)"], download=False
    )
