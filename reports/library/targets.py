"""Targets: sales against target by department, and where the quarter is heading."""

from reports import Bar, Filters, Gauge, Kpi, Line, Markdown, Measure, Query, Report, Row, Section, Table
from reports.library._measures import SALES

TARGET = Measure("sum(target)", label="Target", format="money")
GAP = Measure("sum(sales) - sum(target)", label="Over or under", format="money")
ATTAINMENT = Measure("sum(sales) / nullif(sum(target), 0)", label="Of target", format="percent")

SO_FAR = Measure("sum(iff(over, target, 0))", label="Target so far", format="money")
WEEKS_OVER = "nullif(count(distinct week_over), 0)"
RUN_RATE = Measure(f"sum(sales) * count(distinct week) / {WEEKS_OVER}", label="At this rate", format="money")
OF_QUARTER = Measure(f"{RUN_RATE.sql} / nullif(sum(target), 0)", label="Of target", format="percent")
NEEDED = "greatest(sum(target) - sum(sales), 0) / nullif(count(distinct week_to_come), 0)"


class Targets(Report):
    """Do departments sell what they were to sell, and will the quarter reach its target?

    The first gauge is of the weeks chosen, the other two of the quarter that runs. Only weeks that are over count.
    """

    owner = "Analytics"
    area = "Executive"
    tags = ["targets", "sales", "run rate"]

    days = Filters("LOYALTY.TARGETS", ["week"])
    filters = Filters("LOYALTY.TARGETS", ["department"])

    planned = Query(
        """
        select t.week, t.quarter_from, t.department, t.sales_target as target, iff({days}, 1, 0) as chosen,
               dateadd('day', 6, t.week) <= last.day as over, iff(over, coalesce(s.sales, 0), 0) as sales,
               iff(over, t.week, null) as week_over, iff(over, null, t.week) as week_to_come
        from LOYALTY.TARGETS as t
        cross join (select max(purchased_on) as day from LOYALTY.BASKETS) as last
        left join (
            select date_trunc('week', purchased_on) as week, department, sum(sales_value) as sales
            from LOYALTY.BASKETS
            group by all
        ) as s on s.week = t.week and s.department = t.department
        where {filters}
        """
    )
    weeks = Query("select * from {planned} where chosen = 1 and over")
    quarter = Query("select * from {planned} where quarter_from = (select max(quarter_from) from {planned} where over)")
    both = Query(
        """
        select week, department, 'Sales' as figure, sales as amount from {weeks}
        union all
        select week, department, 'Target', target from {weeks}
        """
    )

    dials = Row(
        Gauge("The weeks chosen", weeks, SALES, target=TARGET),
        Gauge("The quarter, so far", quarter, SALES, target=SO_FAR),
        Gauge("The quarter, at this rate", quarter, RUN_RATE, target=TARGET),
    )
    headline = Row(
        Kpi("Of target, weeks chosen", weeks, ATTAINMENT),
        Kpi("Quarter at this rate, of target", quarter, OF_QUARTER),
        Kpi("Needed in each week to come", quarter, NEEDED, format="money"),
        Kpi("Sold in a week so far", quarter, f"sum(sales) / {WEEKS_OVER}", format="money"),
    )
    course = Line("Sales and target by week", both, x="week", y="sum(amount)", color="figure", format="money")
    departments = Section(
        "Departments",
        Bar("Of target, weeks chosen", weeks, x="department", y=ATTAINMENT, horizontal=True),
        Table("Weeks chosen", weeks, rows=["department"], values=[SALES, TARGET, GAP, ATTAINMENT]),
        Table("Quarter", quarter, rows=["department"], values=[SALES, SO_FAR, RUN_RATE, TARGET, OF_QUARTER]),
    )
    about = Markdown("The demo's targets are **made up**: an average week of the quarter before, and 2 %.")
