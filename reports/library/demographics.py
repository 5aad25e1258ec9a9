"""Demographics: who the households are, and what each kind of them spends."""

from reports import Bar, Choice, Dimension, Filters, Kpi, Measure, Query, Report, Row, Table
from reports.library._households import AGE, HOUSEHOLD_SIZE, INCOME
from reports.library._measures import HOUSEHOLDS, SALES_PER_HOUSEHOLD

INDEX = Measure(f"100 * {SALES_PER_HOUSEHOLD.sql} / nullif(max(typical), 0)", label="Index", format="count")
THEIR_SHARE = Measure("count(*) / max(all_households)", label="Their share", format="percent")
OF_SALES = Measure("sum(sales) / max(all_sales)", label="Of sales", format="percent")
TRIPS_EACH = Measure("round(sum(trips) / count(*), 1)", label="Trips each")
NOT_KNOWN = Measure("sum(iff(income is null, sales, 0)) / nullif(sum(sales), 0)", label="Of sales", format="percent")


class Demographics(Report):
    """Who are our households, and which of them spend more than others?

    An index of 120 says: a household of this group spends a fifth more than the average household that we know. Many
    are not known: the first figures say how many.
    """

    owner = "Shopper insights"
    area = "Shopper insights"
    tags = ["households", "segments", "income"]

    filters = Filters("LOYALTY.BASKETS", ["purchased_on", "department", "product_category", "brand"])
    trait = Choice(
        "The table describes them by",
        {
            "Income": "income",
            "Age": "age",
            "People in the household": "household_size",
            "Children": "kids_count",
            "Adults and children": "household_comp",
            "Home": "home_ownership",
            "Marital status": "marital_status",
        },
    )

    shoppers = Query(
        """
        select household_id, income, age, household_size, {trait} as trait, sum(sales_value) as sales,
               count(distinct basket_id) as trips
        from LOYALTY.BASKETS
        where {filters}
        group by all
        """
    )
    known = Query(
        """
        select *, avg(sales) over () as typical, count(*) over () as all_households, sum(sales) over () as all_sales
        from {shoppers}
        where income is not null
        """
    )

    headline = Row(
        Kpi("Households", shoppers, HOUSEHOLDS),
        Kpi("Known", shoppers, "count(distinct iff(income is not null, household_id, null))", format="count"),
        Kpi("Not known", shoppers, "count(distinct iff(income is null, household_id, null))", format="count"),
        Kpi("Sales to those not known", shoppers, NOT_KNOWN),
    )
    income = Bar("Sales per household, by income", known, x=INCOME, y=SALES_PER_HOUSEHOLD)
    people = Row(
        Bar("By age", known, x=AGE, y=SALES_PER_HOUSEHOLD),
        Bar("By people in the household", known, x=HOUSEHOLD_SIZE, y=SALES_PER_HOUSEHOLD),
    )
    groups = Table(
        "Groups against all known households",
        known,
        rows=[Dimension("trait", label="Group")],
        help="An index of 100 is the average of all known households. Few households make a shaky one.",
        values=[INDEX, SALES_PER_HOUSEHOLD, HOUSEHOLDS, THEIR_SHARE, OF_SALES, TRIPS_EACH],
    )
