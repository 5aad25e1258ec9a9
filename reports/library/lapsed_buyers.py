"""Lapsed buyers: households that bought a category and have not come back."""

from reports import Bar, Choice, Exclude, Filters, Kpi, Line, Query, Report, Row, Table


class LapsedBuyers(Report):
    """Who used to buy this category and stopped?

    Choose what they bought and when, and leave out those who bought again. The table downloads as an audience.
    """

    owner = "Shopper insights"
    area = "Partner audiences"
    tags = ["audience", "retention"]

    filters = Filters("LOYALTY.BASKETS", ["purchased_on", "department", "product_category", "brand", "income"])
    came_back = Exclude(
        "Leave out households that also bought",
        "LOYALTY.BASKETS",
        key="household_id",
        fields=["purchased_on", "department", "product_category", "brand"],
    )
    grain = Choice("Period", {"Week": "date_trunc('week', purchased_on)", "Month": "date_trunc('month', purchased_on)"})

    buyers = Query(
        """
        select household_id, department, {grain} as period,
               sum(sales_value) as sales, count(distinct basket_id) as trips
        from LOYALTY.BASKETS
        where {filters} and {came_back}
        group by all
        """
    )

    headline = Row(
        Kpi("Households", buyers, "count(distinct household_id)"),
        Kpi("Sales", buyers, "sum(sales)", format="money"),
    )
    over_time = Line("Sales over time", buyers, x="period", y="sum(sales)", color="department")
    departments = Bar("Departments", buyers, x="department", y="sum(sales)", top=12)
    households = Table("Households", buyers, rows=["household_id"], values=["sum(sales)", "sum(trips)"], download=True)
