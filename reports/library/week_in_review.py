"""Week in review: what moved in the last full week, and which categories won and lost."""

from reports import Bar, Filters, Kpi, Measure, Query, Report, Row, Section, Table, Waterfall
from reports.library._measures import SALES


def of(week: str) -> dict[str, str]:
    """SQL for the figures of one of the two weeks: "recent", or "not recent"."""
    sales, households, trips = (
        f"sum(iff({week}, sales, 0))",
        f"count(distinct iff({week}, household_id, null))",
        f"count(distinct iff({week}, basket_id, null))",
    )
    per_trip = f"{sales} / nullif({trips}, 0)"
    return {"Sales": sales, "Households": households, "Trips": trips, "Sales per trip": per_trip}


NOW, BEFORE = of("recent"), of("not recent")
THIS_WEEK = Measure(NOW["Sales"], label="Last full week", format="money")
WEEK_BEFORE = Measure(BEFORE["Sales"], label="Week before", format="money")
CHANGE = Measure(f"{NOW['Sales']} - {BEFORE['Sales']}", label="Change", format="money")


def growth(figure: str) -> Measure:
    return Measure(f"{NOW[figure]} / nullif({BEFORE[figure]}, 0) - 1", label="Change, %", format="percent")


class WeekInReview(Report):
    """What moved in the last full week against the week before, and which categories won and lost?

    A week is Monday to Sunday; the last one is that whose Sunday has sales. Click a department to see what is in it.
    """

    owner = "Analytics"
    area = "Executive"
    tags = ["week", "sales", "categories"]

    filters = Filters("LOYALTY.BASKETS", ["department", "brand", "income"])

    weeks = Query(
        """
        select b.purchased_on, b.purchased_on >= w.monday as recent,
               'Week of ' || to_char(date_trunc('week', b.purchased_on), 'YYYY-MM-DD') as week_of,
               b.department, b.product_category, b.household_id, b.basket_id, sum(b.sales_value) as sales
        from LOYALTY.BASKETS as b
        join (
            select dateadd('day', -7, max(date_trunc('week', cast(dateadd('day', 1, purchased_on) as date)))) as monday
            from LOYALTY.BASKETS
        ) as w on b.purchased_on >= dateadd('day', -7, w.monday) and b.purchased_on < dateadd('day', 7, w.monday)
        where {filters}
        group by all
        """
    )
    totals = Query(
        """
        select sum(iff(recent, sales, 0)) as s1, nullif(sum(iff(recent, 0, sales)), 0) as s0,
               count(distinct iff(recent, household_id, null)) as h1,
               nullif(count(distinct iff(recent, null, household_id)), 0) as h0,
               count(distinct iff(recent, basket_id, null)) as t1,
               nullif(count(distinct iff(recent, null, basket_id)), 0) as t0
        from {weeks}
        """
    )
    drivers = Query(
        """
        with parts as (
            select coalesce((s1 - s0) / nullif(ln(nullif(s1, 0) / s0), 0), s1) as weight,
                   ln(nullif(h1, 0) / h0) as homes, ln(nullif(t1, 0) / t0) as trips, ln(nullif(s1, 0) / s0) as sales
            from {totals}
        )
        select 'Households' as driver, weight * homes as change from parts
        union all
        select 'Trips per home', weight * (trips - homes) from parts
        union all
        select 'Sales per trip', weight * (sales - trips) from parts
        """
    )
    moves = Query(
        """
        select department, product_category, sum(iff(recent, sales, -sales)) as change
        from {weeks}
        where product_category is not null
        group by all
        """
    )
    movers = Query(
        """
        select department, sum(change) as change
        from {moves}
        group by department
        qualify row_number() over (order by abs(sum(change)) desc) <= 12
        """
    )
    ranked = Query("select *, sum(change) over (partition by product_category) as moved from {moves}")
    winners = Query(
        "select * from {ranked} where moved > 0 qualify dense_rank() over (order by moved desc, product_category) <= 10"
    )
    losers = Query(
        "select * from {ranked} where moved < 0 qualify dense_rank() over (order by moved, product_category) <= 10"
    )

    headline = Row(
        Kpi("Sales", weeks, NOW["Sales"], format="money"),
        Kpi("Households", weeks, NOW["Households"], format="count"),
        Kpi("Trips", weeks, NOW["Trips"], format="count"),
        Kpi("Sales per trip", weeks, NOW["Sales per trip"], format="money"),
    )
    moved = Row(
        Kpi("Change in sales", weeks, growth("Sales")),
        Kpi("Change in households", weeks, growth("Households")),
        Kpi("Change in trips", weeks, growth("Trips")),
        Kpi("Change in sales per trip", weeks, growth("Sales per trip")),
    )
    course = Row(
        Bar("Sales by day", weeks, x="purchased_on", y=SALES, color="week_of"),
        Waterfall(
            "What the change in sales came from",
            drivers,
            by="driver",
            value=Measure("sum(change)", label="Change", format="money"),
            total="Change in sales",
        ),
    )
    departments = Bar(
        "The twelve departments that moved most",
        movers,
        x="department",
        y=Measure("sum(change)", label="Change", format="money"),
        horizontal=True,
    )
    categories = Section(
        "Categories",
        Row(
            Bar("Winners", winners, x="product_category", y="sum(change)", horizontal=True, format="money"),
            Bar("Losers", losers, x="product_category", y="sum(change)", horizontal=True, format="money"),
        ),
        Table(
            "Departments and categories",
            weeks,
            rows=["department", "product_category"],
            values=[THIS_WEEK, WEEK_BEFORE, CHANGE, growth("Sales")],
        ),
    )
