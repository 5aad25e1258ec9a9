"""Lapsed buyers: households that bought a category and have not come back."""

from reports import Audience, Bar, Choice, Dimension, Exclude, Filters, Kpi, Line, Number, Query, Report, Row, Table
from reports.library._measures import HOUSEHOLDS, SALES, SALES_PER_HOUSEHOLD, TRIPS


class LapsedBuyers(Report):
    """Who used to buy this category and stopped?

    Choose what they bought and when, and how long they have to have stayed away. Their ids can be handed on.
    """

    owner = "Shopper insights"
    area = "Partner audiences"
    tags = ["audience", "retention"]

    bought_in = Filters("LOYALTY.BASKETS", ["purchased_on"])
    filters = Filters("LOYALTY.BASKETS", ["department", "product_category", "brand", "income"])
    away = Number("Away for at least", default=28, min=0, max=365, step=7, help="Days without buying it again.")
    came_back = Exclude(
        "Leave out households that also bought",
        "LOYALTY.BASKETS",
        key="household_id",
        fields=["purchased_on", "department", "product_category", "brand"],
    )
    grain = Choice("Period", {"Week": "date_trunc('week', purchased_on)", "Month": "date_trunc('month', purchased_on)"})

    buyers = Query(
        """
        with ever as (
            select household_id, max(purchased_on) as last_bought_on
            from LOYALTY.BASKETS where {filters} group by household_id
        ),
        then_too as (
            select household_id, max(purchased_on) as last_bought_on, count(*) over () as all_buyers
            from LOYALTY.BASKETS where {bought_in} and {filters} group by household_id
        ),
        lapsed as (
            select t.household_id, t.last_bought_on, t.all_buyers,
                   datediff('day', t.last_bought_on, (select max(purchased_on) from LOYALTY.BASKETS)) as days_away
            from then_too as t
            join ever as e on e.household_id = t.household_id and e.last_bought_on = t.last_bought_on
        )
        select b.household_id, b.department, {grain} as period, b.basket_id, l.last_bought_on, l.all_buyers,
               sum(b.sales_value) as sales
        from LOYALTY.BASKETS as b
        join lapsed as l on l.household_id = b.household_id
        where {bought_in} and {filters} and {came_back} and l.days_away >= {away}
        group by all
        """
    )

    headline = Row(
        Kpi("Households", buyers, HOUSEHOLDS),
        Kpi(
            "Share of buyers",
            buyers,
            "count(distinct household_id) / max(all_buyers)",
            format="percent",
            help="Of all households that bought in the period.",
        ),
        Kpi("Sales", buyers, SALES, help="What they spent on it in the period."),
        Kpi("Sales per household", buyers, SALES_PER_HOUSEHOLD),
    )
    last_time = Bar(
        "When they bought last",
        buyers,
        x=Dimension("date_trunc('week', last_bought_on)", label="Week of the last purchase"),
        y=HOUSEHOLDS,
    )
    over_time = Line("Sales over time", buyers, x="period", y=SALES, color="department")
    departments = Bar("Departments", buyers, x="department", y=SALES, top=12, horizontal=True)
    handed_on = Audience("Hand them on", buyers, key="household_id")
    households = Table(
        "Households", buyers, rows=["household_id", "last_bought_on"], values=[SALES, TRIPS], download=False
    )
