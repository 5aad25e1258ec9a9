"""Campaign performance: whom a campaign reached, who used its coupons, and what it added to spending."""

from reports import Bar, Dimension, Field, Filters, Funnel, Kpi, Measure, Query, Report, Row, Scatter, Section, Table
from reports.library._intervals import between, in_row

CAMPAIGN = Dimension("campaign_id", label="Campaign")
SENT = Measure("sum(sent)", label="Households sent it", format="count")
USED = Measure("sum(used) / nullif(sum(sent), 0)", label="Share that used a coupon", format="percent")
MATCHED = Measure("sum(matched)", label="Of them matched", format="count")
UPLIFT = between(
    "sum(excess) / iff(sum(matched) < 30, null, sum(matched))",  # of fewer, the interval would be made up
    "sqrt(sum(variance)) / nullif(sum(matched), 0)",
    label="Uplift per household",
    format="money",
)


class CampaignPerformance(Report):
    """Which campaigns bring people to use their coupons, and do they spend more than people like them?

    Each household that was sent the campaign is compared with households that were not, and that had spent about as
    much and come about as often just before. The whiskers show how far chance alone could move the figure.
    """

    owner = "Offers"
    area = "Offers"
    tags = ["campaigns", "coupons", "redemption", "uplift"]

    campaign = Filters(
        "LOYALTY.CAMPAIGN_DESCRIPTIONS",
        [Field("campaign_id", label="Campaign", kind="multi-select", required=True, default=[18])],
    )
    others = Filters(
        "LOYALTY.CAMPAIGN_DESCRIPTIONS",
        [Field("campaign_type", label="Compare with campaigns of type", help="Without one, with all of them.")],
    )
    people = Filters("LOYALTY.DEMOGRAPHICS", ["age", "income", "household_size"])

    households = Query(
        """
        with span as (select min(purchased_on) as first_day, max(purchased_on) as last_day from LOYALTY.BASKETS),
        ran as (
            select d.campaign_id, d.campaign_type, d.start_date, least(d.end_date, s.last_day) as last_day,
                   datediff('day', d.start_date, least(d.end_date, s.last_day)) + 1 as days, s.first_day
            from LOYALTY.CAMPAIGN_DESCRIPTIONS as d cross join span as s
        ),
        everybody as (
            select b.household_id from (select distinct household_id from LOYALTY.BASKETS) as b
            left join LOYALTY.DEMOGRAPHICS as p on p.household_id = b.household_id
            where {people}
        ),
        by_day as (
            select household_id, purchased_on, sum(sales_value) as sales, count(distinct basket_id) as trips
            from LOYALTY.BASKETS group by all
        ),
        spent as (
            select r.campaign_id, b.household_id, sum(iff(b.purchased_on < r.start_date, b.sales, 0)) as spent_before,
                   sum(iff(b.purchased_on < r.start_date, 0, b.sales)) as spent,
                   sum(iff(b.purchased_on < r.start_date, b.trips, 0)) as trips_before
            from ran as r join by_day as b
              on b.purchased_on between dateadd('day', -r.days, r.start_date) and r.last_day
            group by all
        ),
        coupons as (select campaign_id, household_id, count(*) as coupons from LOYALTY.COUPON_REDEMPTIONS group by all)
        select r.campaign_id, r.campaign_type, r.start_date, r.days, e.household_id,
               iff(c.household_id is null, 0, 1) as was_sent, coalesce(u.coupons, 0) as coupons,
               coalesce(s.spent_before, 0) as spent_before, coalesce(s.spent, 0) as spent,
               coalesce(s.trips_before, 0) * 28 / r.days as trips_before,
               iff(dateadd('day', -r.days, r.start_date) >= r.first_day, 1, 0) as has_before
        from ran as r cross join everybody as e
        left join spent as s on s.campaign_id = r.campaign_id and s.household_id = e.household_id
        left join LOYALTY.CAMPAIGNS as c on c.campaign_id = r.campaign_id and c.household_id = e.household_id
        left join coupons as u on u.campaign_id = r.campaign_id and u.household_id = e.household_id
        """
    )
    cells = Query(
        """
        with placed as (
            select *, spent - spent_before as gain, iff(trips_before < 4, iff(trips_before < 2, 0, 2),
                   iff(trips_before < 8, 4, 8)) as trips_from,
                   iff(spent_before = 0, 0, ntile(10) over (
                       partition by campaign_id, spent_before = 0 order by spent_before, household_id)) as tenth
            from {households}
        ),
        counted as (
            select campaign_id, campaign_type, start_date, tenth, trips_from, sum(was_sent) as sent,
                   count(*) - sum(was_sent) as not_sent, sum(iff(was_sent = 1 and coupons > 0, 1, 0)) as used,
                   iff(min(has_before) = 1 and sum(was_sent) > 1 and count(*) - sum(was_sent) > 1, sum(was_sent), 0)
                       as matched,
                   avg(iff(was_sent = 1, spent_before, null)) as before_sent,
                   avg(iff(was_sent = 0, spent_before, null)) as before_not,
                   avg(iff(was_sent = 1, spent, null)) as spent_sent,
                   avg(iff(was_sent = 0, spent, null)) as spent_not,
                   var_samp(iff(was_sent = 1, gain, null)) as varies_sent,
                   var_samp(iff(was_sent = 0, gain, null)) as varies_not
            from placed group by all
        )
        select *, iff(matched = 0, 0, matched * (spent_sent - before_sent - spent_not + before_not)) as excess,
               iff(matched = 0, 0, matched * matched * (varies_sent / sent + varies_not / not_sent)) as variance
        from counted
        """
    )
    compared = Query(
        """
        select c.* from {cells} as c
        join LOYALTY.CAMPAIGN_DESCRIPTIONS as d on d.campaign_id = c.campaign_id where {others}"""
    )
    chosen = Query(
        """
        select c.* from {cells} as c
        join LOYALTY.CAMPAIGN_DESCRIPTIONS as d on d.campaign_id = c.campaign_id where {campaign}"""
    )
    reached = Query(
        """
        select h.* from {households} as h
        join LOYALTY.CAMPAIGN_DESCRIPTIONS as d on d.campaign_id = h.campaign_id where {campaign} and h.was_sent = 1"""
    )
    levels = Query(
        """
        select 'Before' as time, 'Sent it' as who, matched, before_sent as spent from {chosen} where matched > 0
        union all select 'Before', 'Alike, not sent it', matched, before_not from {chosen} where matched > 0
        union all select 'While it ran', 'Sent it', matched, spent_sent from {chosen} where matched > 0
        union all select 'While it ran', 'Alike, not sent it', matched, spent_not from {chosen} where matched > 0
        """
    )

    headline = Row(
        Kpi("Households sent it", chosen, SENT),
        Kpi("Used a coupon", chosen, USED),
        Kpi("Matched", chosen, "sum(matched) / nullif(sum(sent), 0)", format="percent"),
    )
    effect = Row(
        Kpi("Uplift per household", chosen, UPLIFT["y"], help="What they spent more than households like them."),
        Kpi("95% from", chosen, UPLIFT["low"]),
        Kpi("95% to", chosen, UPLIFT["high"]),
    )
    one = Section(
        "The campaign",
        Row(
            Bar(
                "Spent per household",
                levels,
                x="time",
                y=Measure(
                    "sum(matched * spent) / nullif(sum(matched), 0)", label="Spent per household", format="money"
                ),
                color="who",
                mode="grouped",
            ),
            Funnel(
                "From sent to loyal",
                reached,
                stages=[
                    Measure("count(*)", label="Sent it"),
                    Measure("count_if(coupons > 0)", label="Used a coupon"),
                    Measure("count_if(coupons > 1)", label="Used two or more"),
                    Measure("count_if(coupons > 4)", label="Used five or more"),
                ],
                format="count",
            ),
        ),
    )
    all_of_them = Section(
        "Beside other campaigns",
        Bar("Uplift per household by campaign", compared, x=CAMPAIGN, **UPLIFT),
        Scatter("Reach and response", compared, points=CAMPAIGN, x=SENT, y=USED, color="campaign_type"),
        Row(
            Kpi("Households to compare", households, "count(distinct household_id)"),
            Kpi("Campaigns", cells, "count(distinct campaign_id)"),
        ),
        Table(
            "Campaigns",
            compared,
            rows=[CAMPAIGN, "campaign_type"],
            values=[SENT, USED, MATCHED, *in_row(UPLIFT)],
        ),
    )
