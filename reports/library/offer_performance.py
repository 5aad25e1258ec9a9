"""Offer performance: whom a campaign reached, who used its coupons, and what they spent."""

from reports import Bar, Field, Filters, Funnel, Kpi, Line, Measure, Query, Report, Row, Scatter, Section, Table
from reports.library._measures import HOUSEHOLDS, SALES, SALES_PER_HOUSEHOLD


class OfferPerformance(Report):
    """Which campaigns bring people to use their coupons, and what do these people spend?

    A household counts as reached when the campaign was sent to it. What it spent is all that it bought while the
    campaign ran, whether a coupon was used for it or not: this shows who was active, not what the campaign caused.
    """

    owner = "Offers"
    area = "Offers"
    tags = ["campaigns", "coupons", "redemption"]

    campaigns = Filters(
        "LOYALTY.CAMPAIGN_DESCRIPTIONS", ["campaign_type", Field("campaign_id", label="Campaign", kind="multi-select")]
    )
    people = Filters("LOYALTY.DEMOGRAPHICS", ["age", "income", "household_size"])

    reached = Query(
        """
        select c.campaign_id, d.campaign_type, d.start_date, d.end_date, c.household_id
        from LOYALTY.CAMPAIGNS as c
        join LOYALTY.CAMPAIGN_DESCRIPTIONS as d on d.campaign_id = c.campaign_id
        left join LOYALTY.DEMOGRAPHICS as p on p.household_id = c.household_id
        where {campaigns} and {people}
        """
    )
    used = Query(
        """
        select r.campaign_id, r.campaign_type, r.household_id, count(u.coupon_upc) as coupons,
               max(u.redemption_date) as last_used_on
        from {reached} as r
        left join LOYALTY.COUPON_REDEMPTIONS as u
          on u.campaign_id = r.campaign_id and u.household_id = r.household_id
        group by all
        """
    )
    spent = Query(
        """
        select r.campaign_id, r.campaign_type, r.household_id, date_trunc('week', b.purchased_on) as week,
               sum(b.sales_value) as sales
        from {reached} as r
        join LOYALTY.BASKETS as b
          on b.household_id = r.household_id and b.purchased_on between r.start_date and r.end_date
        group by all
        """
    )

    headline = Row(
        Kpi("Households reached", reached, "count(distinct household_id)", format="count"),
        Kpi("Used a coupon", used, "count(distinct iff(coupons > 0, household_id, null))", format="count"),
        Kpi("Coupons used", used, "sum(coupons)", format="count"),
        Kpi("Spent while it ran", spent, SALES),
    )
    response = Section(
        "Who responds",
        Row(
            Funnel(
                "From reached to loyal",
                used,
                stages=[
                    Measure("count(distinct household_id)", label="Reached"),
                    Measure("count(distinct iff(coupons > 0, household_id, null))", label="Used one"),
                    Measure("count(distinct iff(coupons > 1, household_id, null))", label="Used two or more"),
                    Measure("count(distinct iff(coupons > 4, household_id, null))", label="Used five or more"),
                ],
                format="count",
            ),
            Bar("Coupons by type", used, x="campaign_type", y="sum(coupons)", format="count"),
        ),
        Scatter(
            "Campaigns by reach and response",
            used,
            points="campaign_id",
            x=HOUSEHOLDS,
            y=Measure("count_if(coupons > 0) / count(*)", label="Share that used a coupon", format="percent"),
            size="sum(coupons)",
            color="campaign_type",
        ),
    )
    spending = Section(
        "What they spend",
        Row(
            Line("Spent by week", spent, x="week", y=SALES, color="campaign_type"),
            Bar("Spent per household", spent, x="campaign_type", y=SALES_PER_HOUSEHOLD),
        ),
        Table(
            "Campaigns", spent, rows=["campaign_id", "campaign_type"], values=[HOUSEHOLDS, SALES, SALES_PER_HOUSEHOLD]
        ),
    )
