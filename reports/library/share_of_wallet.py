"""Share of wallet: how much of what its buyers spend in a category goes to a manufacturer."""

from reports import Bar, Filters, Kpi, Measure, Query, Report, Row, Scatter, Table
from reports.library._maker import (
    BOUGHT,
    CATEGORY_SALES,
    MAKER,
    OWN_BUYERS,
    OWN_SALES,
    PENETRATION,
    SHARE,
    SHARE_OF_WALLET,
)

# Of rows with one category each: how much more its buyers spend in the category than all buyers of it do.
INTENSITY = Measure(
    "round(sum(iff(own_sales > 0, sales, 0)) / nullif(count_if(own_sales > 0), 0) / nullif(avg(sales), 0), 2)",
    label="Usage index",
    format="number",
)


class ShareOfWallet(Report):
    """How much of what its buyers spend in a category goes to this manufacturer, and who are its heavy buyers?

    Choose a manufacturer. A share of 30% says that of ten dollars its buyers spend in the category, it gets three.
    """

    owner = "Partnerships"
    area = "Sales pitch"
    tags = ["partners", "share of wallet", "heavy buyers"]

    maker = Filters("LOYALTY.PRODUCTS", [MAKER, "brand"])
    filters = Filters("LOYALTY.BASKETS", ["purchased_on", "department", "product_category", "income", "age"])

    bought = Query(BOUGHT)
    ranked = Query(
        """
        select product_category, household_id, sales, own_sales,
               case when percent_rank() over (partition by product_category order by sales) < 1 / 3 then 'Light'
                    when percent_rank() over (partition by product_category order by sales) < 2 / 3 then 'Medium'
                    else 'Heavy' end as usage
        from {bought}
        """
    )

    headline = Row(
        Kpi("Share of wallet", ranked, SHARE_OF_WALLET, help="Its part of what its buyers spend in its categories."),
        Kpi("Share of sales", ranked, SHARE),
        Kpi("Penetration", ranked, PENETRATION),
        Kpi("Its buyers", ranked, OWN_BUYERS),
    )
    by_category = Row(
        Bar("Share of wallet by category", ranked, x="product_category", y=SHARE_OF_WALLET, top=12, horizontal=True),
        Scatter(
            "Many buyers, or loyal ones?",
            ranked,
            points="product_category",
            x=PENETRATION,
            y=SHARE_OF_WALLET,
            size=OWN_SALES,
            help="A point per category: how many of its buyers buy it, and how much of their spend it gets.",
        ),
    )
    by_usage = Row(
        Bar("Its sales by usage", ranked, x="usage", y=OWN_SALES),
        Bar("Penetration by usage", ranked, x="usage", y=PENETRATION),
        Bar("Share of wallet by usage", ranked, x="usage", y=SHARE_OF_WALLET),
    )
    categories = Table(
        "Categories",
        ranked,
        rows=["product_category"],
        values=[CATEGORY_SALES, OWN_SALES, SHARE, PENETRATION, SHARE_OF_WALLET, INTENSITY],
    )
