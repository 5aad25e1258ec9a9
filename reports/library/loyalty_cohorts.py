"""Loyalty cohorts: of the households that began in a month, how many come back in the months after."""

from reports import Bar, Dimension, Filters, Heatmap, Kpi, Line, Measure, Number, Query, Report, Row, Table
from reports.library._measures import HOUSEHOLDS, SALES_PER_HOUSEHOLD

COHORT = Dimension("cohort", label="First bought in", format="month")
MONTHS = Dimension("months_since", label="Months since the first")
BOUGHT = Measure("sum(came)", label="Bought", format="count")
RETENTION = Measure("sum(came) / count(*)", label="Came back", format="percent")


def retention_after(months: int) -> str:
    """The share that bought so many months later, of the households for which that month is over."""
    return f"sum(iff(months_since = {months}, came, 0)) / nullif(count_if(months_since = {months}), 0)"


class LoyaltyCohorts(Report):
    """Of the households that started buying in the same month, how many still buy months later?

    Choose a department or a category to follow those who began with it. Households that may have bought before the data
    begin are left out.
    """

    owner = "Shopper insights"
    area = "Shopper insights"
    tags = ["loyalty", "retention", "cohorts"]

    filters = Filters("LOYALTY.BASKETS", ["department", "product_category", "brand", "income", "age", "household_size"])
    skipped = Number(
        "Weeks left out at the beginning",
        default=6,
        min=0,
        max=40,
        step=1,
        help="Who buys in the first weeks of the data may have bought before.",
    )

    cohorts = Query(
        """
        with days as (
            select min(purchased_on) as first_day, max(purchased_on) as last_day from LOYALTY.BASKETS
        ), months as (
            select distinct date_trunc('month', purchased_on) as month from LOYALTY.BASKETS
        ), bought as (
            select household_id, date_trunc('month', purchased_on) as month, sum(sales_value) as sales
            from LOYALTY.BASKETS
            where {filters}
            group by all
        ), firsts as (
            select household_id, min(month) as cohort from bought group by household_id
        )
        select f.household_id, f.cohort, datediff('month', f.cohort, m.month) as months_since,
               iff(b.household_id is null, 0, 1) as came, coalesce(b.sales, 0) as sales
        from firsts as f
        join days as d on f.cohort >= dateadd('week', {skipped}, d.first_day)
        join months as m on m.month >= f.cohort and last_day(m.month) <= d.last_day
        left join bought as b on b.household_id = f.household_id and b.month = m.month
        """
    )
    later = Query("select * from {cohorts} where months_since > 0")

    headline = Row(
        Kpi("Households in these cohorts", cohorts, HOUSEHOLDS),
        Kpi("Bought one month later", cohorts, retention_after(1), format="percent"),
        Kpi("Three months later", cohorts, retention_after(3), format="percent"),
        Kpi("Six months later", cohorts, retention_after(6), format="percent"),
    )
    matrix = Heatmap("Who came back, by cohort", later, x=MONTHS, y=COHORT, value=RETENTION)
    curve = Row(
        Line("Who came back, all cohorts", cohorts, x=MONTHS, y=RETENTION),
        Bar("How large the cohorts are", cohorts, x=COHORT, y=HOUSEHOLDS),
    )
    table = Table(
        "Month by month",
        cohorts,
        rows=[COHORT, MONTHS],
        values=[HOUSEHOLDS, BOUGHT, RETENTION, SALES_PER_HOUSEHOLD],
    )
