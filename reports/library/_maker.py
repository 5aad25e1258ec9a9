"""The manufacturer that a pitch is about: how it is chosen, and what is counted as bought of it and beside it.

The SQL stands in a report with two Filters, `maker` over the products and `filters` over the baskets. It has a row for
each household and category, over the categories in which something of the manufacturer was sold.
"""

from reports import Field, Measure

MAKER = Field(
    "manufacturer_id",
    label="Manufacturer",
    kind="multi-select",
    required=True,
    default=[764],
    help="Several count as one. The demo's data names makers by number; 69 is the store's own brands.",
)

BOUGHT = """
    select b.product_category, b.household_id, b.income,
           sum(b.sales_value) as sales, sum(iff(own.product_id is null, 0, b.sales_value)) as own_sales
    from LOYALTY.BASKETS as b
    left join (select product_id from LOYALTY.PRODUCTS where {maker}) as own on own.product_id = b.product_id
    where {filters} and b.sales_value > 0 and b.product_category is not null
    group by b.product_category, b.household_id, b.income
    qualify sum(sum(iff(own.product_id is null, 0, b.sales_value))) over (partition by b.product_category) > 0
"""

CATEGORY_SALES = Measure("sum(sales)", label="All sales", format="money")
OWN_SALES = Measure("sum(own_sales)", label="Its sales", format="money")
CATEGORY_BUYERS = Measure("count(distinct household_id)", label="Category buyers", format="count")
OWN_BUYERS = Measure("count(distinct iff(own_sales > 0, household_id, null))", label="Its buyers", format="count")
PENETRATION = Measure(
    "count(distinct iff(own_sales > 0, household_id, null)) / nullif(count(distinct household_id), 0)",
    label="Penetration",
    format="percent",
)
SHARE = Measure("sum(own_sales) / nullif(sum(sales), 0)", label="Share of sales", format="percent")
SHARE_OF_WALLET = Measure(
    "sum(own_sales) / nullif(sum(iff(own_sales > 0, sales, 0)), 0)", label="Share of wallet", format="percent"
)
