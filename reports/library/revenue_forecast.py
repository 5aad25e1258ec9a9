"""Revenue forecast: what the next weeks are likely to bring, and how far off such a forecast was before."""

from reports import Field, Filters, Forecast, Kpi, Measure, Number, Query, Report, Row
from reports.library._measures import SALES

TRIPS = Measure("sum(trips)", label="Trips", format="count")
PER_TRIP = Measure("sum(sales) / nullif(sum(trips), 0)", label="Sales per trip", format="money")
LAST_FOUR = "iff(weeks_ago between 1 and 4, {0}, 0)"
FOUR_BEFORE = "iff(weeks_ago between 5 and 8, {0}, 0)"


def last_four(column: str, label: str, format: str) -> Measure:
    """A sum over the last four weeks that are over."""
    return Measure(f"sum({LAST_FOUR.format(column)})", label=label, format=format)


def against_before(column: str) -> Measure:
    """By how much that is more than in the four weeks before."""
    now, before = LAST_FOUR.format(column), FOUR_BEFORE.format(column)
    return Measure(f"sum({now}) / nullif(sum({before}), 0) - 1", label="Against the 4 weeks before", format="percent")


class RevenueForecast(Report):
    """What will the next weeks sell, and how sure is that?

    Several models are tried on the past, and the best one is drawn with its error and with bands. Choose departments,
    categories or income groups, and how many weeks to look ahead.
    """

    owner = "Finance"
    area = "Finance"
    tags = ["forecast", "sales", "planning"]

    filters = Filters(
        "LOYALTY.BASKETS",
        [Field("purchased_on", default={"preset": "all time"}), "department", "product_category", "brand", "income"],
    )
    ahead = Number("Weeks ahead", default=8, min=1, max=26, step=1)

    weeks = Query(
        """
        select date_trunc('week', purchased_on) as week,
               floor(datediff('day', date_trunc('week', purchased_on), dateadd('day', 1, newest.day)) / 7) as weeks_ago,
               sum(sales_value) as sales, count(distinct basket_id) as trips
        from LOYALTY.BASKETS
        cross join (select max(purchased_on) as day from LOYALTY.BASKETS) as newest
        where {filters}
        group by all
        """
    )

    headline = Row(
        Kpi("Sales, last 4 full weeks", weeks, last_four("sales", "Sales", "money")),
        Kpi("Sales against the 4 weeks before", weeks, against_before("sales")),
        Kpi("Trips, last 4 full weeks", weeks, last_four("trips", "Trips", "count")),
        Kpi("Trips against the 4 weeks before", weeks, against_before("trips")),
    )
    to_come = Forecast(
        "Sales by week, and what is to come",
        weeks,
        x="week",
        y=SALES,
        horizon=ahead,
        help="Each week to come with its bands is a row under “Show as a table” and in the downloads.",
    )
    made_of = Row(
        Forecast("Trips to come", weeks, x="week", y=TRIPS, horizon=ahead),
        Forecast("Sales per trip to come", weeks, x="week", y=PER_TRIP, horizon=ahead),
    )
