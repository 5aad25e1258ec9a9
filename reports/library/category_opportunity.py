"""Category opportunity: who buys the categories of a manufacturer but not its products, and what that is worth."""

from reports import Bar, Dimension, Filters, Histogram, Kpi, Measure, Number, Query, Report, Row, Table
from reports.library._maker import BOUGHT, CATEGORY_BUYERS, MAKER, PENETRATION, SHARE_OF_WALLET
from reports.library._measures import HOUSEHOLDS

MISSING = Measure("count_if(own_sales = 0)", label="To win", format="count")
MISSING_SALES = Measure("sum(iff(own_sales = 0, sales, 0))", label="They spend", format="money")
PRIZE = Measure("sum(prize)", label="Prize", format="money")


class CategoryOpportunity(Report):
    """Which households buy a brand's categories but never the brand, and what are they worth to it?

    Choose a manufacturer. The prize is what it would sell more if some of those households bought it as its buyers do.
    """

    owner = "Partnerships"
    area = "Sales pitch"
    tags = ["partners", "penetration", "opportunity"]

    maker = Filters("LOYALTY.PRODUCTS", [MAKER, "brand"])
    filters = Filters("LOYALTY.BASKETS", ["purchased_on", "department", "product_category", "income", "age"])
    won = Number("Part of their spend won over, in percent", default=10, min=1, max=100, step=1)

    bought = Query(BOUGHT)
    prizes = Query(
        """
        select *, iff(own_sales = 0, sales, 0) * {won} / 100 * sum(own_sales) over (partition by product_category)
                  / nullif(sum(iff(own_sales > 0, sales, 0)) over (partition by product_category), 0) as prize
        from {bought}
        """
    )
    known = Query("select income, household_id, own_sales from {bought} where income is not null")
    to_win = Query(
        """
        select household_id, count(*) as categories, sum(sales) as sales
        from {bought} where own_sales = 0 group by household_id
        """
    )

    headline = Row(
        Kpi("Households in its categories", bought, CATEGORY_BUYERS),
        Kpi("Penetration", bought, PENETRATION, help="Households that bought it, of those in its categories."),
        Kpi("Spent by others in its categories", prizes, MISSING_SALES),
        Kpi("Size of the prize", prizes, PRIZE, help="If the part that you set is won over; see the method."),
    )
    where = Row(
        Bar("The prize by category", prizes, x="product_category", y=PRIZE, top=10, horizontal=True),
        Bar("Households to win by category", prizes, x="product_category", y=MISSING, top=10, horizontal=True),
    )
    who = Row(
        Bar("Penetration by income, where it is known", known, x="income", y=PENETRATION, horizontal=True),
        Histogram(
            "Households to win, by what they spend there",
            to_win,
            x=Dimension("sales", label="Spent there", format="money"),
            y=HOUSEHOLDS,
            bins=20,
        ),
    )
    categories = Table(
        "Categories",
        prizes,
        rows=["product_category"],
        values=[CATEGORY_BUYERS, PENETRATION, MISSING, MISSING_SALES, SHARE_OF_WALLET, PRIZE],
    )
    households = Table(
        "Households to win",
        to_win,
        rows=["household_id"],
        values=[
            Measure("sum(categories)", label="Categories bought without it", format="count"),
            Measure("sum(sales)", label="Spent there", format="money"),
        ],
    )
