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
    method = """
        **What is counted.** Sales are `sales_value`, what was paid, by week from Monday. A trip is a basket. A week
        that is not over is left out; so is the first one, unless the dates asked for begin with it. The four weeks of
        the figures at the top are the last ones whose Sunday the data has.

        **Models.** Exponential smoothing without and with a damped trend (Hyndman, Koehler, Ord and Snyder,
        *Forecasting with Exponential Smoothing*, 2008; Gardner and McKenzie, *Forecasting Trends in Time Series*,
        1985), the Theta method (Assimakopoulos and Nikolopoulos, *The theta model: a decomposition approach to
        forecasting*, 2000) and ARIMA(1,1,1) (Box and Jenkins, *Time Series Analysis: Forecasting and Control*, 1970).
        With more than two years of weeks, seasonal ones are tried, too. The baseline carries the last week forward,
        or the same week a year before.

        **Choice and error.** Each model forecasts up to six spans of the past from what came before them: a rolling
        origin (Tashman, *Out-of-sample tests of forecasting accuracy*, 2000). WAPE is the sum of the absolute errors
        over the sum of the values (Kolassa and Schütz, *Advantages of the MAD/Mean ratio over the MAPE*, 2007). MASE
        is their mean over the mean step of the baseline in the first span that was learnt from (Hyndman and Koehler,
        *Another look at measures of forecast accuracy*, 2006). A model is drawn only if its error is 10% below the
        baseline's, and below it in most spans. The best of several looks a little better than it is: its error comes
        from the choice, too.

        **Bands.** The model's own prediction intervals of 80% and 95%, made wider where its errors on the past were
        larger than it had expected. They know nothing of what never happened before.
        """

    filters = Filters(
        "LOYALTY.BASKETS",
        [
            Field("purchased_on", default={"preset": "all time"}),
            "department",
            "product_category",
            "brand",
            "income",
        ],
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
        Forecast(
            "Trips to come", weeks, x="week", y=Measure("sum(trips)", label="Trips", format="count"), horizon=ahead
        ),
        Forecast(
            "Sales per trip to come",
            weeks,
            x="week",
            y=Measure("sum(sales) / nullif(sum(trips), 0)", label="Sales per trip", format="money"),
            horizon=ahead,
        ),
    )
