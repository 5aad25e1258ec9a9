"""Category performance: what sells, where it grows, and to how many households."""

from reports import Bar, Filters, Kpi, Line, Measure, Query, Report, Row, Table


class CategoryPerformance(Report):
    """Which departments and categories are growing, and who buys them?

    Choose a period, departments, categories, brands or income groups. Click a department or a category to see the rest
    of the page for it alone.
    """

    owner = "Shopper insights"
    area = "Shopper insights"
    tags = ["categories", "sales", "growth"]

    filters = Filters("LOYALTY.BASKETS", ["purchased_on", "department", "product_category", "brand", "income"])

    sales = Query(
        """
        select date_trunc('week', purchased_on) as week, department, product_category, household_id,
               sum(sales_value) as sales, sum(quantity) as units
        from LOYALTY.BASKETS
        where {filters}
        group by all
        """
    )

    headline = Row(
        Kpi("Sales", sales, "sum(sales)", format="money"),
        Kpi("Households", sales, "count(distinct household_id)"),
        Kpi("Sales per household", sales, "sum(sales) / nullif(count(distinct household_id), 0)", format="money"),
    )
    over_time = Line("Sales by week", sales, x="week", y="sum(sales)", color="department", top=7, format="money")
    top_categories = Bar(
        "Top categories", sales, x="product_category", y="sum(sales)", top=12, horizontal=True, format="money"
    )
    categories = Table(
        "Categories",
        sales,
        rows=["department", "product_category"],
        values=[
            Measure("sum(sales)", format="money"),
            Measure("sum(units)", format="count"),
            "count(distinct household_id)",
        ],
        download=True,
    )
