"""Audience overlap: how many buyers several categories have in common."""

from reports import Bar, Choice, Dimension, Field, Filters, Heatmap, Kpi, Measure, Query, Report, Row, Table
from reports.library._measures import HOUSEHOLDS

DRINKS = [
    "SOFT DRINKS",
    "BEERS/ALES",
    "DOMESTIC WINE",
    "COFFEE",
    "TEAS",
    "CANNED JUICES",
    "REFRGRATD JUICES/DRNKS",
    "WATER - CARBONATED/FLVRD DRINK",
]
BOUGHT, AND = Dimension("audience", label="Bought"), Dimension("other", label="And")
SHARED = Measure("sum(shared)", label="Shared", format="count")
JACCARD = Measure("sum(shared) / nullif(sum(in_either), 0)", label="Jaccard index", format="percent")


class AudienceOverlap(Report):
    """How much do these audiences overlap, and who buys one of them alone?

    Choose up to eight categories or departments. Of more, the eight with the most households are compared.
    """

    owner = "Shopper insights"
    area = "Partner audiences"
    tags = ["audience", "overlap", "reach"]

    filters = Filters(
        "LOYALTY.BASKETS", ["purchased_on", "department", Field("product_category", default=DRINKS), "brand"]
    )
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
            select household_id, {level} as audience from LOYALTY.BASKETS
            where {filters} and {level} is not null group by all
        ),
        largest as (
            select audience, count(*) as size from bought group by audience order by size desc, audience limit 8
        )
        select b.household_id, b.audience, l.size, count(*) over (partition by b.household_id) as audiences
        from bought as b join largest as l on l.audience = b.audience
        """
    )
    pairs = Query(
        """
        with sizes as (select audience, max(size) as size from {members} group by audience),
        both_of as (
            select a.audience as one, b.audience as other, count(*) as shared
            from {members} as a join {members} as b on b.household_id = a.household_id group by all
        )
        select a.audience, b.audience as other, a.size, coalesce(s.shared, 0) as shared,
               a.size + b.size - coalesce(s.shared, 0) as in_either
        from sizes as a cross join sizes as b
        left join both_of as s on s.one = a.audience and s.other = b.audience
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
        Bar(
            "Buyers of one alone",
            members,
            x=Dimension("audience", label="Audience"),
            y=HOUSEHOLDS,
            color=Dimension("iff(audiences = 1, 'This one alone', 'Another as well')", label="Bought"),
            top=8,
            horizontal=True,
        ),
        Bar(
            "Of how many a household is part",
            members,
            x=Dimension("audiences", label="Audiences"),
            y=HOUSEHOLDS,
        ),
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
