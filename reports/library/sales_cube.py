"""Sales cube: every line of every basket, to turn as one likes."""

from reports import (
    Area,
    Dimensions,
    Filters,
    Heatmap,
    Kpi,
    Markdown,
    Pivot,
    Query,
    Report,
    Row,
    Section,
    Table,
    Tabs,
    Treemap,
)
from reports.library._measures import SALES, SALES_PER_TRIP, TRIPS, UNITS


class SalesCube(Report):
    """What was sold, to whom, in which store and when: down to the line of the basket?

    One run stores every line that the filters let in, more than a million for the whole year. Everything on this page
    is then cut from that result.
    """

    owner = "Finance"
    area = "Executive"
    tags = ["sales", "pivot", "detail"]

    filters = Filters(
        "LOYALTY.BASKETS", ["purchased_on", "department", "product_category", "brand", "income", "sales_value"]
    )
    down = Dimensions(
        "Rows of the pivot",
        ["department", "product_category", "brand", "income", "age", "household_size"],
        default=["department", "brand"],
    )

    lines = Query(
        """
        select {down}, department as dept, brand as brand_group, product_category as category, purchased_on,
               date_trunc('month', purchased_on) as month, dayname(purchased_on) as weekday,
               hour(transaction_timestamp) as hour, household_id, basket_id, store_id, sales_value as sales,
               quantity as units
        from LOYALTY.BASKETS
        where {filters}
        """
    )

    headline = Row(
        Kpi("Sales", lines, SALES, compare="previous period"),
        Kpi("Trips", lines, TRIPS, compare="previous period"),
        Kpi("Sales per trip", lines, SALES_PER_TRIP, compare="previous period"),
    )
    views = Tabs(
        Section(
            "Pivot",
            Markdown("Choose the rows on the left. Each group has its subtotal; the months stand side by side."),
            Pivot("Sales by month", lines, rows=["down"], across="month", values=[SALES], top=13),
        ),
        Section(
            "When",
            Area("Sales by day", lines, x="purchased_on", y=SALES, color="brand_group"),
            Heatmap("Trips by weekday and hour", lines, x="hour", y="weekday", value=TRIPS),
        ),
        Section("What", Treemap("Departments and categories", lines, by=["dept", "category"], value=SALES)),
        Section(
            "Lines",
            Table(
                "Baskets", lines, rows=["basket_id", "purchased_on", "store_id", "household_id"], values=[SALES, UNITS]
            ),
        ),
    )
