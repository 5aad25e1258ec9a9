"""Shopping clock: at which hour people come, and what they carry home."""

from typing import Any

from reports import Bar, Choice, Custom, Filters, Kpi, Measure, Query, Report, Row, Table
from reports.library._measures import HOUSEHOLDS, SALES, SALES_PER_TRIP, TRIPS


def clock(table: Any, theme: Any) -> dict[str, Any]:
    """A bar for each hour around a clock, midnight at the top."""
    hours = table.column("HOUR").to_pylist()
    amounts = [float(each or 0) for each in table.column(1).to_pylist()]
    bar = {
        "type": "barpolar",
        "r": amounts,
        "theta": [15 * hour for hour in hours],
        "width": [13] * len(hours),
        "marker": {"color": theme.palette[0]},
        "hovertext": [f"{hour}:00" for hour in hours],
        "hovertemplate": "%{hovertext}<br>%{r:,.0f}<extra></extra>",
    }
    around = {"direction": "clockwise", "tickvals": [0, 45, 90, 135, 180, 225, 270, 315]}
    around["ticktext"] = ["0:00", "3:00", "6:00", "9:00", "12:00", "15:00", "18:00", "21:00"]
    return {"data": [bar], "layout": {"polar": {"angularaxis": around, "radialaxis": {"showticklabels": False}}}}


COUNTED = Measure("coalesce(sum(amount), count(distinct basket_id))", label="Trips, sales or units", format="count")


class ShoppingClock(Report):
    """At which hour do people shop, and do they buy differently early and late?

    Choose days, departments or groups of households. The clock counts trips, or adds up sales.
    """

    owner = "Shopper insights"
    area = "Shopper insights"
    tags = ["trips", "hours"]

    filters = Filters("LOYALTY.BASKETS", ["purchased_on", "department", "brand", "age", "kids_count"])
    # A trip is in several departments, so trips are not added up: they are counted where there is no amount.
    counted = Choice(
        "The clock shows",
        {"Trips": "cast(null as integer)", "Sales": "sum(sales_value)", "Units": "sum(quantity)"},
    )

    trips = Query(
        """
        select hour(transaction_timestamp) as hour, department, basket_id, household_id, {counted} as amount,
               sum(sales_value) as sales
        from LOYALTY.BASKETS
        where {filters}
        group by all
        """
    )

    headline = Row(
        Kpi("Trips", trips, TRIPS),
        Kpi("Sales per trip", trips, SALES_PER_TRIP),
        Kpi(
            "After 8 in the evening",
            trips,
            "count(distinct iff(hour >= 20, basket_id, null)) / count(distinct basket_id)",
            format="percent",
        ),
    )
    day = Row(
        Custom("Round the clock", trips, clock, by=["hour"], values=[COUNTED]),
        Bar("Sales per trip by hour", trips, x="hour", y=SALES_PER_TRIP),
    )
    departments = Table("Departments", trips, rows=["department"], values=[TRIPS, HOUSEHOLDS, SALES, SALES_PER_TRIP])
