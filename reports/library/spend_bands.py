"""Spend bands: how many households spend how much, in bands that a person sets."""

from reports import Bar, Dimension, Filters, Given, Kpi, Number, Query, Report, Row, Sql, Table
from reports.library._measures import HOUSEHOLDS, SALES, SALES_PER_HOUSEHOLD


def banded(given: Given) -> Sql:
    """Where the band of a household begins: one test for each band, as many as the person asked for."""
    edges = [given.first * 2**step for step in range(int(given.bands) - 1)]
    band = Sql("{edge}", edge=edges[-1])
    for below, edge in reversed(list(zip([0, *edges], edges, strict=False))):
        band = Sql("iff(sales < {edge}, {below}, {above})", edge=edge, below=below, above=band)
    return Sql("select cast({band} as integer) as spent_from, household_id, sales, trips from {spend}", band=band)


FROM = Dimension("spent_from", label="Spent from", format="money")


class SpendBands(Report):
    """How much of the business comes from how few households?

    Each band is twice as wide as the one below it. Set where the first one ends, and how many there are.
    """

    owner = "Shopper insights"
    area = "Shopper insights"
    tags = ["segments", "spend", "concentration"]

    filters = Filters("LOYALTY.BASKETS", ["purchased_on", "department", "brand", "income", "age"])
    first = Number("The first band ends at", default=50, min=1, max=10_000, step=1)
    bands = Number("Bands", default=6, min=2, max=10, step=1)

    spend = Query(
        """
        select household_id, sum(sales_value) as sales, count(distinct basket_id) as trips
        from LOYALTY.BASKETS
        where {filters}
        group by all
        """
    )
    in_bands = Query(banded)

    headline = Row(
        Kpi("Households", in_bands, HOUSEHOLDS),
        Kpi("Sales", in_bands, SALES),
        Kpi("Sales per household", in_bands, SALES_PER_HOUSEHOLD),
    )
    sizes = Row(
        Bar("Households in each band", in_bands, x=FROM, y=HOUSEHOLDS),
        Bar("Sales of each band", in_bands, x=FROM, y=SALES),
    )
    bands_table = Table("Bands", in_bands, rows=[FROM], values=[HOUSEHOLDS, SALES, SALES_PER_HOUSEHOLD, "sum(trips)"])
