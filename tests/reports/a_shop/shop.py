"""A small shop: every visual over the same rows, which the tests count by hand."""

from reports import (
    Area,
    Audience,
    Bar,
    Box,
    Custom,
    Dimensions,
    Exclude,
    Field,
    Filters,
    Forecast,
    Funnel,
    Gauge,
    Given,
    Heatmap,
    Histogram,
    Kpi,
    Line,
    Map,
    Measure,
    Pie,
    Pivot,
    Prediction,
    Query,
    Report,
    Require,
    Row,
    Scatter,
    Sql,
    Table,
    Treemap,
    Waterfall,
)

ANY_TIME = {"preset": "all time"}
BUYERS = "count(distinct customer_id)"
AVERAGE = Measure("avg(price)", label="Average price")
SALES = "sum(price)"


def drawn(table, theme):
    return {"data": [], "layout": {}}


def by_customer(given: Given) -> Sql:
    least = 2 if given.filters.loyal is None else 1
    return Sql(
        """
        select customer_id, count(*) as sales, sum(price) as spent from {lines}
        group by all having count(*) >= {least}
        """,
        least=least,
    )


class Shop(Report):
    """What did the shop sell?"""

    owner = "Shopper insights"
    area = "Stores"
    tags = ["sales"]

    filters = Filters(
        "SHOP.SALES",
        [
            Field("sold_on", default=ANY_TIME),
            Field("sold_at", default=ANY_TIME),
            "department",
            "item",
            Field("customer_id", kind="multi-select"),
            "price",
            "loyal",
        ],
    )
    returned = Exclude("Leave out who returned", "SHOP.RETURNS", key="customer_id", fields=["item", "returned_on"])
    invited = Require("Only who were invited", "SHOP.INVITATIONS", key="client", on="customer_id", fields=["campaign"])
    down = Dimensions("Rows", ["department", "state", "loyal"], default=["department"])

    lines = Query(
        """
        select {down}, sale_id, sold_on, date_trunc('month', sold_on) as month, department as dept, item, customer_id,
               state as place, price, units
        from SHOP.SALES
        where {filters} and {returned} and {invited}
        """
    )
    customers = Query("select customer_id, count(*) as sales, sum(price) as spent from {lines} group by all")
    regulars = Query(by_customer)

    headline = Row(
        Kpi("Sales", lines, SALES),
        Kpi("Buyers", lines, BUYERS, compare="previous period", trend="month"),
        Gauge("Average", lines, AVERAGE, target="max(price)"),
    )
    line = Line("Averages", lines, x="month", y=AVERAGE, color="item", top=3)
    line_of_all = Line("All of them", lines, x="month", y=BUYERS, color="dept", top=None)
    area = Area("Buyers by month", lines, x="month", y=BUYERS, color="item", top=3, mode="share")
    bar = Bar("Items", lines, x="item", y=BUYERS, top=3)
    bar_of_all = Bar("All items", lines, x="item", y="sum(units)")
    bar_stacked = Bar("Stacked", lines, x="item", y=AVERAGE, color="dept", top=3)
    bar_grouped = Bar("Grouped", lines, x="item", y=BUYERS, color="place", mode="grouped")
    bar_share = Bar("Shares", lines, x="item", y=BUYERS, color="dept", top=2, mode="share")
    bar_between = Bar("Prices, from and to", lines, x="item", y=AVERAGE, low="min(price)", high="max(price)", top=3)
    histogram = Histogram("Prices", lines, x="price", bins=12)
    box = Box("Prices by department", lines, y="price", x="dept")
    scatter = Scatter(
        "Customers", lines, points="customer_id", x="sum(units)", y=AVERAGE, size="count(*)", color="place", most=10
    )
    heatmap = Heatmap("Where what sells", lines, x="place", y="item", value=AVERAGE, top=3)
    pie = Pie("Units", lines, by="item", value="sum(units)", top=3)
    treemap = Treemap("Within", lines, by=["dept", "item"], value=SALES, most=15)
    of_many = Measure("count(distinct iff(units > 2, customer_id, null))", label="Buyers of three")
    funnel = Funnel("Down to", lines, stages=[BUYERS, of_many])
    waterfall = Waterfall("Adds up", lines, by="dept", value=SALES, top=2)
    map = Map("Where", lines, by="place", value=SALES)
    table = Table("Rows", lines, rows=["dept", "item"], values=[SALES, BUYERS])
    table_of_picked = Table("Picked", lines, rows=["down"], values=[BUYERS])
    pivot = Pivot("Cube", lines, rows=["dept", "place"], across="item", values=[AVERAGE, BUYERS], top=2)
    pivot_flat = Pivot("Flat", lines, rows=["dept", "place"], values=[BUYERS], subtotals=False)
    forecast = Forecast("To come", lines, x="month", y=SALES)
    prediction = Prediction("Expected", lines, points="item", actual=SALES, expected="sum(units)", most=5)
    custom = Custom("Own", lines, drawn, by=["place"], values=["count(*)"])
    custom_of_rows = Custom("Own, of rows", lines, drawn, most=100)
    audience = Audience("Hand on", lines, key="customer_id", values=["max(sold_on)"])
    spent = Table("Customers", customers, rows=["customer_id"], values=["sum(spent)", "sum(sales)"])
    often = Kpi("Regulars", regulars, "count(*)", compare="previous period")
