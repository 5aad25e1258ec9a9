"""Brand one-pager: a manufacturer on one sheet of paper."""

from reports import Bar, Filters, Kpi, Line, Measure, Query, Report, Row, Table
from reports.library._maker import MAKER, OWN_BUYERS, OWN_SALES, PENETRATION, SHARE


class BrandOnePager(Report):
    """How is this manufacturer doing: what it sells, to whom, and where it stands in its categories?

    Choose a manufacturer and print: the page fits on one sheet.
    """

    title = "Brand one-pager"
    owner = "Partnerships"
    area = "Sales pitch"
    tags = ["partners", "print", "share"]
    one_sheet = True

    maker = Filters("LOYALTY.PRODUCTS", [MAKER, "brand"])
    filters = Filters("LOYALTY.BASKETS", ["purchased_on", "department", "product_category"])

    bought = Query(
        """
        with lines as (
            select b.product_category, date_trunc('week', b.purchased_on) as week, b.household_id, b.income,
                   iff(own.product_id is null, b.manufacturer_id, -1) as manufacturer,
                   sum(b.sales_value) as sales, sum(iff(own.product_id is null, 0, b.sales_value)) as own_sales
            from LOYALTY.BASKETS as b
            left join (select product_id from LOYALTY.PRODUCTS where {maker}) as own on own.product_id = b.product_id
            where {filters} and b.sales_value > 0 and b.product_category is not null
            group by all
        )
        select * from lines qualify sum(own_sales) over (partition by product_category) > 0
        """
    )
    known = Query("select income, household_id, own_sales from {bought} where income is not null")
    standing = Query(
        """
        select product_category, manufacturer, sum(sales) as amount,
               sum(sum(sales)) over (partition by product_category) as category,
               rank() over (partition by product_category order by sum(sales) desc) as place,
               count(*) over (partition by product_category) as rivals
        from {bought}
        group by product_category, manufacturer
        """
    )
    ranks = Query(
        """
        select product_category, amount as own_sales, category as sales, place, rivals
        from {standing}
        where manufacturer = -1
        qualify row_number() over (order by amount desc, product_category) <= 7
        """
    )

    headline = Row(
        Kpi("Sales", bought, OWN_SALES, compare="previous period", trend="week"),
        Kpi("Households", bought, OWN_BUYERS, compare="previous period"),
        Kpi("Penetration", bought, PENETRATION, compare="previous period"),
        Kpi("Share of its categories", bought, SHARE, compare="previous period"),
    )
    over_time = Line("Sales by week", bought, x="week", y=OWN_SALES)
    what_and_who = Row(
        Bar("Largest categories", ranks, x="product_category", y=OWN_SALES, horizontal=True),
        Bar("Who buys it: penetration by income", known, x="income", y=PENETRATION),
    )
    stands = Table(
        "Where it stands in its largest categories",
        ranks,
        rows=["product_category"],
        values=[
            OWN_SALES,
            SHARE,
            Measure("min(place)", label="Rank", format="count"),
            Measure("min(rivals)", label="Of", format="count"),
        ],
    )
