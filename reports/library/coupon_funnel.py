"""Coupon funnel: from the coupons sent to those that are used, when, and on what."""

from reports import Bar, Dimension, Field, Filters, Funnel, Kpi, Measure, Query, Report, Row, Section, Table
from reports.library._intervals import in_row, share
from reports.library._measures import HOUSEHOLDS

CAMPAIGN = Dimension("campaign_id", label="Campaign")
SENT = Measure("count(*)", label="Sent", format="count")
USED = Measure("count_if(coupons > 0)", label="Used a coupon", format="count")
TWICE = Measure("count_if(coupons > 1)", label="Used two or more", format="count")
COUPONS = Measure("sum(coupons)", label="Coupons used", format="count")
SHARE = share("count_if(coupons > 0)", "count(*)", label="Share that used a coupon")


class CouponFunnel(Report):
    """How many of those who are sent coupons use one, how soon, and for what?

    Each campaign is sent to a list of households. Here is how many of them came with a coupon, on which day after the
    start, and which categories the coupons were for.
    """

    owner = "Offers"
    area = "Offers"
    tags = ["coupons", "redemption", "campaigns"]

    campaigns = Filters(
        "LOYALTY.CAMPAIGN_DESCRIPTIONS",
        [
            "campaign_type",
            Field("start_date", label="Started on", default={"preset": "all time"}),
            Field("campaign_id", label="Campaign", kind="multi-select"),
        ],
    )
    people = Filters("LOYALTY.DEMOGRAPHICS", ["age", "income", "household_size"])

    households = Query(
        """
        with used as (
            select campaign_id, household_id, count(*) as coupons from LOYALTY.COUPON_REDEMPTIONS group by all
        )
        select d.campaign_id, d.campaign_type, d.start_date, c.household_id, coalesce(u.coupons, 0) as coupons
        from LOYALTY.CAMPAIGNS as c
        join LOYALTY.CAMPAIGN_DESCRIPTIONS as d on d.campaign_id = c.campaign_id
        left join LOYALTY.DEMOGRAPHICS as p on p.household_id = c.household_id
        left join used as u on u.campaign_id = c.campaign_id and u.household_id = c.household_id
        where {campaigns} and {people}
        """
    )
    redemptions = Query(
        """
        with covered as (
            select c.coupon_upc, c.campaign_id, p.department, p.product_category, count(*) as products
            from LOYALTY.COUPONS as c join LOYALTY.PRODUCTS as p on p.product_id = c.product_id group by all
        ),
        main as (
            select coupon_upc, campaign_id, department, product_category from covered
            qualify row_number() over (
                partition by coupon_upc, campaign_id order by products desc, product_category, department) = 1
        )
        select h.campaign_id, h.campaign_type, r.household_id, m.department, m.product_category,
               datediff('day', h.start_date, r.redemption_date) as day, 1 as coupons
        from LOYALTY.COUPON_REDEMPTIONS as r
        join {households} as h on h.campaign_id = r.campaign_id and h.household_id = r.household_id
        left join main as m on m.coupon_upc = r.coupon_upc and m.campaign_id = r.campaign_id
        """
    )
    on_offer = Query(
        """
        select c.campaign_id, d.campaign_type, c.coupon_upc from LOYALTY.COUPONS as c
        join LOYALTY.CAMPAIGN_DESCRIPTIONS as d on d.campaign_id = c.campaign_id
        where {campaigns} group by all
        """
    )

    headline = Row(
        Kpi("Households sent coupons", households, "count(distinct household_id)", format="count"),
        Kpi("Used one", households, "count(distinct iff(coupons > 0, household_id, null))", format="count"),
        Kpi("Coupons on offer", on_offer, "count(*)", format="count"),
        Kpi("Coupons used", households, COUPONS),
    )
    funnel = Row(
        Funnel(
            "From sent to used",
            households,
            stages=[SENT, USED, TWICE, Measure("count_if(coupons > 4)", label="Used five or more")],
            help="A household counts once in each campaign that was sent to it.",
        ),
        Bar("Share that used a coupon", households, x="campaign_type", **SHARE),
    )
    when_and_what = Section(
        "When, and for what",
        Bar(
            "Coupons used by day after the start",
            redemptions,
            x=Dimension("day", label="Days after the start"),
            y=COUPONS,
            color="campaign_type",
        ),
        Row(
            Bar("Departments of the coupons used", redemptions, x="department", y=COUPONS, top=8, horizontal=True),
            Table(
                "Categories of the coupons used",
                redemptions,
                rows=["product_category", "department"],
                values=[COUPONS, HOUSEHOLDS],
            ),
        ),
    )
    each = Section(
        "Campaign by campaign",
        Bar("Share that used a coupon, by campaign", households, x=CAMPAIGN, **SHARE),
        Table(
            "Campaigns",
            households,
            rows=[CAMPAIGN, "campaign_type"],
            values=[SENT, USED, TWICE, COUPONS, *in_row(SHARE)],
        ),
    )
