"""Audience overlap: how many buyers several categories have in common."""

from reports import Bar, Choice, Dimension, Field, Filters, Heatmap, Kpi, Measure, Query, Report, Row, Table
from reports.library._measures import HOUSEHOLDS

DRINKS = ["SOFT DRINKS", "BEERS/ALES", "DOMESTIC WINE", "COFFEE", "TEAS", "CANNED JUICES", "REFRGRATD JUICES/DRNKS"]
CATEGORY = Field("product_category", default=DRINKS)
BOUGHT, AND = Dimension("audience", label="Bought"), Dimension("other", label="And")
ALONE = Dimension("iff(audiences = 1, 'This one alone', 'Another as well')", label="Buyers of")
SHARED = Measure("sum(shared)", label="Shared", format="count")
JACCARD = Measure("sum(shared) / nullif(sum(in_either), 0)", label="Jaccard index", format="percent")


class AudienceOverlap(Report):
    """How much do these audiences overlap, and who buys one of them alone?

    Choose up to eight categories or departments. Of more, the eight with the most households are compared.
    """

    owner = "Shopper insights"
    area = "Partner audiences"
    tags = ["audience", "overlap", "reach"]

    filters = Filters("LOYALTY.BASKETS", ["purchased_on", "department", CATEGORY, "brand"])
    level = Choice(
        "Audiences are buyers of",
        {
            "Categories": "product_category",
            "Departments": "department",
            "Brands": "brand || ' brands'",
            "Brands of a category": "product_category || ', ' || brand",
        },
    )

    members = Query(
        """
        with bought as (
            select distinct household_id, {level} as audience
            from LOYALTY.BASKETS where {filters} and {level} is not null
        ), largest as (
            select audience, count(*) as size from bought group by audience order by size desc, audience limit 8
        )
        select b.household_id, b.audience, l.size, count(*) over (partition by b.household_id) as audiences
        from bought as b join largest as l on l.audience = b.audience
        """
    )
    pairs = Query(
        """
        select a.audience, o.audience as other, a.size, count(b.household_id) as shared,
               a.size + o.size - count(b.household_id) as in_either
        from {members} as a
        cross join (select distinct audience, size from {members}) as o
        left join {members} as b on b.household_id = a.household_id and b.audience = o.audience
        group by a.audience, o.audience, a.size, o.size
        """
    )
    others = Query("select audience, other, size, shared, in_either from {pairs} where audience <> other")

    headline = Row(
        Kpi("Households in any", members, HOUSEHOLDS),
        Kpi("In one alone", members, "count(distinct iff(audiences = 1, household_id, null))", format="count"),
        Kpi("Audiences per household", members, "round(count(*) / nullif(count(distinct household_id), 0), 1)"),
    )
    shared = Heatmap("Shared households", pairs, x=AND, y=BOUGHT, value=SHARED)
    alike = Heatmap("How alike they are", others, x=AND, y=BOUGHT, value=JACCARD)
    exclusive = Row(
        Bar("Buyers of one alone", members, x=BOUGHT, y=HOUSEHOLDS, color=ALONE, horizontal=True),
        Bar("Of how many a household is part", members, x=Dimension("audiences", label="Audiences"), y=HOUSEHOLDS),
    )
    pairs_table = Table(
        "Every pair",
        others,
        rows=[BOUGHT, AND],
        values=[
            SHARED,
            Measure("sum(shared) / nullif(sum(size), 0)", label="Of the first's buyers", format="percent"),
            JACCARD,
        ],
    )
