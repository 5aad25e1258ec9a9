"""Gallery: every visual and every control, each once."""

from typing import Any

from reports import (
    Area,
    Bar,
    Box,
    Choice,
    Custom,
    Dimension,
    Dimensions,
    Exclude,
    Field,
    Filters,
    Forecast,
    Funnel,
    Gauge,
    Heatmap,
    Histogram,
    Kpi,
    Line,
    Map,
    Markdown,
    Measure,
    Number,
    Pie,
    Pivot,
    Prediction,
    Query,
    Report,
    Require,
    Row,
    Scatter,
    Section,
    Table,
    Tabs,
    Text,
    Toggle,
    Treemap,
    Waterfall,
)
from reports.library._measures import HOUSEHOLDS, SALES, SALES_PER_TRIP, TRIPS, UNITS

EXPECTED = Measure("sum(units) * 2.4", label="Expected sales", format="money")

# The demo's data knows no places: a state is made up for each store, so that the map has something to show.
MADE_UP_STATE = "split_part('CA,TX,NY,FL,WA,OH,GA,CO,IL,AZ,MN,NC', ',', store_id % 12 + 1)"


def weekdays(table: Any, theme: Any) -> dict[str, Any]:
    """A ring of bars, one for each weekday."""
    ring = {
        "type": "barpolar",
        "theta": table.column(0).to_pylist(),
        "r": [float(n) for n in table.column(1).to_pylist()],
    }
    return {
        "data": [ring | {"marker": {"color": theme.palette[1]}}],
        "layout": {"polar": {"hole": 0.3, "radialaxis": {"showticklabels": False}}},
    }


class Gallery(Report):
    """What can a report show, and what can be set in one?

    Each control on the left and each visual below stands here once. Developers find the code of this page in
    reports/library/gallery.py.
    """

    owner = "Portico"
    area = "For developers"
    tags = ["gallery", "visuals", "controls"]

    filters = Filters(
        "LOYALTY.BASKETS",
        [
            Field(
                "purchased_on",
                default={"preset": "last 28 days"},
                help="A range that moves with the calendar, or two days.",
            ),
            Field("department", required=True, default=["GROCERY", "PRODUCE", "MEAT", "DRUG GM", "DELI"]),
            "product_category",
            Field("store_id", label="Store", kind="multi-select"),
            "sales_value",
        ],
    )
    also_bought = Require(
        "Only households that also bought", "LOYALTY.BASKETS", key="household_id", fields=["department", "brand"]
    )
    used_coupon = Exclude(
        "Leave out households that used a coupon",
        "LOYALTY.COUPON_REDEMPTIONS",
        key="household_id",
        fields=["redemption_date"],
    )
    grain = Choice("Period", {"Day": "purchased_on", "Week": "date_trunc('week', purchased_on)"}, default="Week")
    discounted = Toggle("Only with a discount", on="retail_disc > 0")
    least = Number("Basket line of at least", default=0, min=0, max=100, step=0.5)
    contains = Text("Product type contains", help="Leave it empty for all of them.")
    by = Dimensions("Group by", ["brand", "income", "age", "household_size"])

    sales = Query(
        """
        select {grain} as period, date_trunc('month', purchased_on) as month, dayname(purchased_on) as weekday,
               hour(transaction_timestamp) as hour, department, product_category, household_id, basket_id, {by},
               {state} as state, sum(sales_value) as sales, sum(quantity) as units, sum(retail_disc) as discount
        from LOYALTY.BASKETS
        where {filters} and {also_bought} and {used_coupon} and {discounted}
          and sales_value >= {least} and contains(lower(product_type), lower({contains}))
        group by all
        """.replace("{state}", MADE_UP_STATE)
    )

    words = Markdown("Click a mark to see the rest of the page for it alone. A second click takes it back.")
    figures = Row(
        Kpi("Sales", sales, SALES, compare="previous period", trend="period", help="Before discounts are taken off."),
        Kpi("Trips", sales, TRIPS, compare="previous period"),
        Kpi("Discounts", sales, "sum(discount)", format="money", good="down", trend="period"),
        Gauge("Sales per trip", sales, SALES_PER_TRIP, target=30),
    )
    charts = Tabs(
        Section(
            "Along time",
            Line("Sales by period", sales, x="period", y=SALES, color="department"),
            Row(
                Area("Sales, stacked", sales, x="period", y=SALES, color="department"),
                Area("Share of sales", sales, x="period", y=SALES, color="department", mode="share"),
            ),
            Forecast("Sales, and what may come", sales, x="period", y=SALES, horizon=8),
        ),
        Section(
            "Compared",
            Row(
                Bar("Sales by group", sales, x="by", y=SALES, top=12, horizontal=True),
                Bar("Stacked", sales, x="month", y=SALES, color="department"),
            ),
            Row(
                Bar("Side by side", sales, x="month", y=SALES, color="department", mode="grouped"),
                Bar("Shares", sales, x="month", y=SALES, color="department", mode="share"),
            ),
            Row(
                Pie("Parts of sales", sales, by="department", value=SALES),
                Waterfall("How sales add up", sales, by="department", value=SALES),
            ),
            Row(
                Treemap("Departments and their categories", sales, by=["department", "product_category"], value=SALES),
                Funnel(
                    "From trip to large basket",
                    sales,
                    stages=[
                        Measure("count(distinct basket_id)", label="Trips"),
                        Measure("count(distinct iff(sales > 5, basket_id, null))", label="With a line above $5"),
                        Measure("count(distinct iff(sales > 20, basket_id, null))", label="With a line above $20"),
                    ],
                ),
            ),
        ),
        Section(
            "Spread",
            Row(
                Histogram(
                    "Sizes of lines", sales, x=Dimension("least(sales, 25)", label="Sales, up to $25", format="money")
                ),
                Box("Sales of a line", sales, y="sales", x="department", format="money"),
            ),
            Row(
                Scatter(
                    "Units against sales",
                    sales,
                    points="product_category",
                    x=UNITS,
                    y=SALES,
                    size=HOUSEHOLDS,
                    color="department",
                ),
                Heatmap("Trips by weekday and hour", sales, x="hour", y="weekday", value=TRIPS),
            ),
            Prediction("Units tell sales", sales, points="product_category", actual=SALES, expected=EXPECTED),
        ),
        Section(
            "Places and rows",
            Row(
                Map("Sales by made-up state", sales, by="state", value=SALES),
                Custom("Trips by weekday", sales, weekdays, by=["weekday"], values=[TRIPS]),
            ),
            Pivot("Departments by month", sales, rows=["department", "by"], across="month", values=[SALES, TRIPS]),
            Table(
                "Categories in rows", sales, rows=["department", "product_category"], values=[SALES, UNITS, HOUSEHOLDS]
            ),
        ),
    )
