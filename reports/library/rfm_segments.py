"""RFM segments: households by how lately, how often and for how much they bought."""

from reports import Bar, Dimension, Field, Filters, Heatmap, Kpi, Measure, Query, Report, Row, Table
from reports.library._measures import HOUSEHOLDS, SALES

SEGMENT = Dimension(
    "segment", label="Segment", order=["Champions", "Loyal", "Promising", "Cooling", "At risk", "Asleep"]
)
SCORES = Dimension("100 * recency + 10 * frequency + monetary", label="Scores")
OF_SALES = Measure("sum(sales) / max(all_sales)", label="Of sales", format="percent")
OF_HOUSEHOLDS = Measure("count(*) / max(all_households)", label="Of households", format="percent")


class RfmSegments(Report):
    """Who are the best households, who is slipping away, and what is at stake?

    Each household has three scores from 1 to 5: how lately it bought, how often, and for how much. The table of
    households downloads with its scores: 543 is a recency of 5, a frequency of 4 and a monetary value of 3.
    """

    title = "RFM segments"
    owner = "Shopper insights"
    area = "Shopper insights"
    tags = ["segments", "rfm", "retention"]

    filters = Filters(
        "LOYALTY.BASKETS",
        [
            Field("purchased_on", default={"preset": "all time"}),
            "department",
            "product_category",
            "brand",
            "income",
            "age",
        ],
    )

    scored = Query(
        """
        with spent as (
            select household_id, max(purchased_on) as last_bought_on, count(distinct basket_id) as trips,
                   sum(sales_value) as sales
            from LOYALTY.BASKETS
            where {filters}
            group by household_id
        )
        select *, ntile(5) over (order by last_bought_on, household_id) as recency,
               ntile(5) over (order by trips, household_id) as frequency,
               ntile(5) over (order by sales, household_id) as monetary,
               datediff('day', last_bought_on, max(last_bought_on) over ()) as days_since,
               count(*) over () as all_households, sum(sales) over () as all_sales
        from spent
        """
    )
    segments = Query(
        """
        select *,
               case when recency >= 4 and frequency >= 4 and monetary >= 4 then 'Champions'
                    when recency >= 3 and frequency >= 3 then 'Loyal'
                    when recency >= 4 then 'Promising'
                    when recency = 3 then 'Cooling'
                    when frequency >= 3 then 'At risk'
                    else 'Asleep' end as segment
        from {scored}
        """
    )

    headline = Row(
        Kpi("Households", segments, HOUSEHOLDS),
        Kpi("Champions", segments, "count_if(segment = 'Champions')", format="count"),
        Kpi(
            "Sales from champions",
            segments,
            "sum(iff(segment = 'Champions', sales, 0)) / nullif(sum(sales), 0)",
            format="percent",
        ),
        Kpi(
            "Sales from those at risk",
            segments,
            "sum(iff(segment = 'At risk', sales, 0)) / nullif(sum(sales), 0)",
            format="percent",
            good="down",
        ),
    )
    sizes = Row(
        Bar("Households in each segment", segments, x=SEGMENT, y=OF_HOUSEHOLDS),
        Bar("What they bring", segments, x=SEGMENT, y=OF_SALES),
    )
    matrix = Heatmap(
        "Sales by recency and frequency",
        segments,
        x=Dimension("recency", label="Recency, 5 is the latest"),
        y=Dimension("frequency", label="Frequency, 5 is the most often"),
        value=SALES,
    )
    table = Table(
        "Segments",
        segments,
        rows=[SEGMENT],
        values=[
            HOUSEHOLDS,
            OF_HOUSEHOLDS,
            OF_SALES,
            Measure("sum(sales) / count(*)", label="Sales each", format="money"),
            Measure("round(sum(trips) / count(*), 1)", label="Trips each"),
            Measure("avg(days_since)", label="Days since", format="count"),
        ],
    )
    households = Table(
        "Households",
        segments,
        rows=["household_id", SEGMENT, SCORES, "last_bought_on"],
        values=[SALES, Measure("sum(trips)", label="Trips", format="count")],
    )
