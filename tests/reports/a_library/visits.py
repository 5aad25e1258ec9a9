"""Visits: a small report with a field of every kind, which the tests compile and read."""

from reports import Bar, Field, Filters, Kpi, Line, Measure, Query, Report, Row, Table


class Visits(Report):
    """How often do people come?

    Choose stores and days.
    """

    owner = "Shopper insights"
    area = "Stores"
    tags = ["visits"]

    filters = Filters(
        "SHOP.VISITS",
        [
            "visited_on",
            Field("visited_at", default={"preset": "all time"}),
            "store",
            Field("customer_id", kind="multi-select", label="Customer"),
            "spent",
            "loyal",
        ],
    )
    places = Filters("SHOP.STORES", ["region"])

    visits = Query(
        """
        select v.visited_on as day, v.store, s.region, v.customer_id, sum(v.spent) as spent, count(*) as visits
        from SHOP.VISITS as v join SHOP.STORES as s on s.store = v.store
        where {filters} and {places} -- a comment that nobody sends
        group by all
        """
    )

    headline = Row(
        Kpi("Visits", visits, "sum(visits)", format="count"),
        Kpi("Spent per customer", visits, "sum(spent) / count(distinct customer_id)", format="money"),
    )
    by_day = Line("By day", visits, x="day", y="sum(visits)", color="region", top=None)
    by_store = Line("By day and store", visits, x="day", y="count(distinct customer_id)", color="store", top=2)
    stores = Bar("Stores", visits, x="store", y="sum(spent)", format="money")
    days = Bar("Days", visits, x="date_trunc('month', day)", y="sum(spent)")
    regions = Bar("Regions", visits, x="region", y="sum(spent)", top=3)
    detail = Table(
        "Detail", visits, rows=["store", "region"], values=[Measure("sum(spent)", format="money"), "count(*)"]
    )
