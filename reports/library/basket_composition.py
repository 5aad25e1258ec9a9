"""Basket composition: what lies in a basket, and what sorts of trips there are."""

from reports import (
    Bar,
    Dimension,
    Field,
    Filters,
    Heatmap,
    Histogram,
    Kpi,
    Measure,
    Number,
    Query,
    Report,
    Require,
    Row,
    Table,
)
from reports.library._measures import SALES

MISSION = Dimension("mission", label="Basket", order=["Small", "Medium", "Large"])
SHARE = Measure("count(distinct basket_id) / max(all_baskets)", label="Share of baskets", format="percent")
SHARE_OF_SALES = Measure("sum(sales) / max(all_sales)", label="Share of sales", format="percent")
BASKETS = Measure("count(distinct basket_id)", label="Baskets", format="count")
PRODUCTS = Measure("round(sum(products) / count(*), 2)", label="Products each", format="number")
PER_BASKET = Measure("sum(sales) / count(*)", label="Sales each", format="money")


class BasketComposition(Report):
    """What is in a basket, and how do small, medium and large baskets differ?

    Set where a small basket ends and a large one begins. Look only at baskets that hold something, and see what lies
    beside it.
    """

    owner = "Shopper insights"
    area = "Shopper insights"
    tags = ["baskets", "departments", "missions"]

    filters = Filters(
        "LOYALTY.BASKETS",
        ["purchased_on", Field("store_id", label="Store", kind="multi-select"), "income", "age", "household_size"],
    )
    holds = Require(
        "Only baskets that hold",
        "LOYALTY.BASKETS",
        key="basket_id",
        fields=["department", "product_category", "brand"],
    )
    small = Number("Small: at most", default=5, min=1, max=500, step=1, help="Different products in the basket.")
    large = Number("Large: more than", default=20, min=1, max=500, step=1, help="Different products in the basket.")

    contents = Query(
        """
        select basket_id, department, count(distinct product_id) as products, sum(sales_value) as sales
        from LOYALTY.BASKETS
        where {filters} and {holds}
        group by all
        """
    )
    sizes = Query(
        """
        with whole as (
            select c.basket_id, sum(c.products) as products, sum(c.sales) as sales, count(*) as departments,
                   case when sum(c.products) > {large} then 'Large' when sum(c.products) <= {small} then 'Small'
                        else 'Medium' end as mission
            from {contents} as c
            group by c.basket_id
        )
        select *, count(*) over () as all_baskets, sum(sales) over () as all_sales,
               count(*) over (partition by mission) as mission_baskets
        from whole
        """
    )
    held = Query(
        """
        select p.department, p.basket_id, p.sales, s.mission, s.mission_baskets, s.all_baskets, s.all_sales
        from {contents} as p
        join {sizes} as s on s.basket_id = p.basket_id
        """
    )

    headline = Row(
        Kpi("Baskets", sizes, BASKETS),
        Kpi("Products per basket", sizes, PRODUCTS),
        Kpi("Departments per basket", sizes, "round(sum(departments) / count(*), 2)"),
        Kpi("Sales per basket", sizes, PER_BASKET),
    )
    missions = Row(
        Bar("How many are small or large", sizes, x=MISSION, y=SHARE),
        Bar("What they bring", sizes, x=MISSION, y=SHARE_OF_SALES),
        Histogram(
            "Products in a basket",
            sizes,
            x=Dimension("least(products, 60)", label="Different products, up to 60"),
            y=Measure("count(*)", label="Baskets"),
        ),
    )
    departments = Row(
        Bar("Baskets with each department", held, x="department", y=SHARE, top=12, horizontal=True),
        Heatmap(
            "By size of the basket",
            held,
            x=MISSION,
            y="department",
            value=Measure(
                "count(distinct basket_id) / max(mission_baskets)", label="Share of these baskets", format="percent"
            ),
            top=12,
        ),
    )
    variety = Bar("Departments in a basket", sizes, x=Dimension("departments", label="Departments"), y=SHARE)
    table = Table("Small, medium, large", sizes, rows=[MISSION], values=[BASKETS, SHARE, SALES, PER_BASKET, PRODUCTS])
