"""Discount depth: how much is sold at how deep a discount."""

from reports import Bar, Dimension, Filters, Kpi, Line, Measure, Query, Report, Row, Section, Table
from reports.library._measures import SALES, UNITS

DEPTH = Measure("sum(discount) / nullif(sum(at_list), 0)", label="Average depth", format="percent")
ON_DISCOUNT = Measure(
    "sum(iff(discount > 0, sales, 0)) / nullif(sum(sales), 0)", label="Sold on discount", format="percent"
)
DEEP = Measure("sum(iff(depth_from >= 30, sales, 0)) / nullif(sum(sales), 0)", label="At 30% or more", format="percent")
GIVEN = Measure("sum(discount)", label="Discount given", format="money")
LINES = Measure("sum(lines)", label="Lines of baskets", format="count")
FROM = Dimension("depth_from", label="Percent off the shelf price, from")


class DiscountDepth(Report):
    """How much is sold on discount, and how deep does it go?

    The depth is what the loyalty card takes off the shelf price. See which departments live on discounts, and whether
    more is sold at a deep discount than at a slight one.
    """

    owner = "Offers"
    area = "Offers"
    tags = ["discounts", "prices", "departments"]

    filters = Filters("LOYALTY.BASKETS", ["purchased_on", "department", "product_category", "brand", "income"])

    lines = Query(
        """
        with priced as (
            select date_trunc('week', purchased_on) as week, department, product_category, brand, sales_value, quantity,
                   retail_disc, sales_value + retail_disc + coupon_match_disc as at_list,
                   retail_disc / (sales_value + retail_disc + coupon_match_disc) as depth
            from LOYALTY.BASKETS
            where {filters} and sales_value + retail_disc + coupon_match_disc > 0
        )
        select week, department, product_category, brand,
               iff(retail_disc = 0, null, cast(least(floor(depth * 10), 6) * 10 as integer)) as depth_from,
               sum(sales_value) as sales, sum(quantity) as units, sum(retail_disc) as discount, sum(at_list) as at_list,
               count(*) as lines
        from priced group by all
        """
    )

    discounted = Query("select * from {lines} where discount > 0")

    headline = Row(
        Kpi("Sold on discount", lines, ON_DISCOUNT, compare="previous period", good=""),
        Kpi("Average depth", lines, DEPTH, compare="previous period", good=""),
        Kpi("Discount given", lines, GIVEN, compare="previous period", good="down"),
    )
    bands = Row(
        Bar("Sales by depth of discount", discounted, x=FROM, y=SALES, help="Without what is sold at the full price."),
        Bar("How often, by depth of discount", discounted, x=FROM, y=LINES),
    )
    where = Section(
        "Where",
        Row(
            Bar("Sold on discount, by department", lines, x="department", y=ON_DISCOUNT, top=12, horizontal=True),
            Bar("Average depth, by department", lines, x="department", y=DEPTH, top=12, horizontal=True),
        ),
        Line("Sold on discount, by week", lines, x="week", y=ON_DISCOUNT),
        Table(
            "Categories",
            lines,
            rows=["department", "product_category"],
            values=[SALES, UNITS, ON_DISCOUNT, DEEP, DEPTH, GIVEN],
        ),
    )
