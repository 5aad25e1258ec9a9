"""KPI summary: the figures that the business is run by, against the period and the year before."""

from reports import Area, Bar, Filters, Given, Kpi, Markdown, Measure, Query, Report, Row, Section, Sql, Table
from reports.library._measures import HOUSEHOLDS, SALES, SALES_PER_TRIP, TRIPS

EARLIER = Measure("sum(earlier)", label="Sales before", format="money")
MORE = Measure("sum(sales) - sum(earlier)", label="Change", format="money")
GROWTH = Measure("sum(sales) / nullif(sum(earlier), 0) - 1", label="Change, %", format="percent")

SOLD = """
    select date_trunc('week', purchased_on) as week, department, household_id, basket_id, sum(sales_value) as sales
    from LOYALTY.BASKETS
    where {days} and {filters}
    group by week, department, household_id, basket_id
"""
BEGUN_LATER = "qualify min(week) over () > (select min(date_trunc('week', purchased_on)) from LOYALTY.BASKETS)"


def set_against(given: Given) -> Sql:
    """Sales of each department in the days chosen and in the days before; without both ends, nothing stands before."""
    days = given.days.purchased_on
    if not days or not (before := days.before("previous period")):
        return Sql("select department, sum(sales) as sales, cast(null as number) as earlier from {sales} group by all")
    return Sql(
        """
        select department, sum(iff({days}, sales_value, 0)) as sales, sum(iff({days}, 0, sales_value)) as earlier
        from LOYALTY.BASKETS
        where {filters} and ({days} or purchased_on between {since} and {until})
        group by all
        """,
        since=before.first,
        until=before.last,
    )


class KpiSummary(Report):
    """How is the business doing, against the period before and the year before?

    Sales, households, trips and what a trip brings, each with its course by week. Then which departments moved.
    """

    title = "KPI summary"
    owner = "Analytics"
    area = "Executive"
    tags = ["kpi", "sales", "growth"]

    days = Filters("LOYALTY.BASKETS", ["purchased_on"])
    filters = Filters("LOYALTY.BASKETS", ["department", "brand", "income"])

    sales = Query(SOLD)
    whole = Query(SOLD + BEGUN_LATER)
    compared = Query(set_against)
    movers = Query("select * from {compared} order by abs(sales - earlier) desc nulls last limit 12")

    headline = Row(
        Kpi("Sales", sales, SALES, compare="previous period", trend="week"),
        Kpi("Households", sales, HOUSEHOLDS, compare="previous period", trend="week"),
        Kpi("Trips", sales, TRIPS, compare="previous period", trend="week"),
        Kpi("Sales per trip", sales, SALES_PER_TRIP, compare="previous period", trend="week"),
    )
    course = Area("Sales by week", sales, x="week", y=SALES, color="department")
    departments = Section(
        "Departments against the period before",
        Bar("The twelve that moved most", movers, x="department", y=MORE, horizontal=True),
        Table("Departments", compared, rows=["department"], values=[SALES, EARLIER, MORE, GROWTH]),
    )
    years = Section(
        "Against the year before",
        Row(
            Kpi("Sales, year on year", whole, SALES, compare="previous year"),
            Kpi("Households, year on year", whole, HOUSEHOLDS, compare="previous year"),
            Kpi("Trips, year on year", whole, TRIPS, compare="previous year"),
            Kpi("Sales per trip, year on year", whole, SALES_PER_TRIP, compare="previous year"),
        ),
        Markdown("A dash stands where the data don't reach back to that year. The demo's are of one year only."),
    )
