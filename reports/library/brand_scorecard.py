"""Brand scorecard: how a manufacturer's own products do, in figures that are right when she sees no others."""

from reports import Bar, Dimension, Filters, Kpi, Line, Measure, Query, Report, Row, Scatter, Section, Table
from reports.library._fields import MANUFACTURER, STORE
from reports.library._measures import HOUSEHOLDS, SALES, SALES_PER_HOUSEHOLD, SALES_PER_TRIP, TRIPS

REPEAT = Measure("count_if(trips > 1) / nullif(count(*), 0)", label="Repeat rate", format="percent")
A_STORE = Dimension("'Store ' || store_id", label="Store")


class BrandScorecard(Report):
    """How do our products sell, to how many households, and do these come back?

    A manufacturer sees her own products and nobody else's. Choose a period, departments, categories or stores.
    """

    owner = "Shopper insights"
    area = "Partner audiences"
    tags = ["manufacturer", "partner", "scorecard"]

    filters = Filters("LOYALTY.BASKETS", ["purchased_on", "department", "product_category", MANUFACTURER, STORE])

    sales = Query(
        """
        select date_trunc('week', purchased_on) as week, department, product_category, store_id, household_id,
               basket_id, sum(sales_value) as sales
        from LOYALTY.BASKETS
        where {filters}
        group by all
        """
    )
    buyers = Query(
        "select household_id, count(distinct basket_id) as trips from LOYALTY.BASKETS where {filters} group by all"
    )
    by_category = Query(
        """
        select product_category, household_id, count(distinct basket_id) as trips, sum(sales) as sales
        from {sales} group by all
        """
    )
    largest_stores = Query(
        "select store_id, sum(sales) as sales from {sales} group by store_id order by sales desc, store_id limit 12"
    )

    headline = Row(
        Kpi("Sales", sales, SALES, compare="previous period", trend="week"),
        Kpi("Households", sales, HOUSEHOLDS, compare="previous period", trend="week"),
        Kpi("Trips", sales, TRIPS, compare="previous period", trend="week"),
        Kpi("Repeat rate", buyers, REPEAT, compare="previous period", help="Bought on two trips or more."),
    )
    spending = Row(
        Kpi("Sales per household", sales, SALES_PER_HOUSEHOLD, compare="previous period"),
        Kpi("Sales per trip", sales, SALES_PER_TRIP, compare="previous period"),
        Kpi("Stores", sales, "count(distinct store_id)", compare="previous period"),
    )
    over_time = Line("Sales by week", sales, x="week", y=SALES, color="department", top=5)
    where = Section(
        "What sells, and where",
        Row(
            Bar("Categories", sales, x="product_category", y=SALES, top=10, horizontal=True),
            Bar("Largest stores", largest_stores, x=A_STORE, y=SALES, horizontal=True),
        ),
        Row(
            Scatter(
                "Reach and repeat", by_category, points="product_category", x=HOUSEHOLDS, y=REPEAT, size=SALES, most=100
            ),
            Bar(
                "How often they came",
                buyers,
                x=Dimension("least(trips, 10)", label="Trips in the period, 10 or more in the last"),
                y=HOUSEHOLDS,
            ),
        ),
        Table(
            "Categories in figures",
            by_category,
            rows=["product_category"],
            values=[SALES, HOUSEHOLDS, Measure("sum(trips)", label="Trips", format="count"), REPEAT],
        ),
    )
