"""Lookalikes: households that shop like the buyers of a category, and do not buy it yet."""

from reports import Bar, Dimension, Field, Filters, Histogram, Kpi, Measure, Number, Query, Report, Row, Table
from reports.library._measures import HOUSEHOLDS, SALES


class Lookalikes(Report):
    """Who shops like the buyers of this category, and does not buy it yet?

    Choose a category: its buyers are the seed. All other households are ranked by how much the rest of their shopping
    looks like that of the seed.
    """

    owner = "Shopper insights"
    area = "Partner audiences"
    tags = ["audience", "lookalikes", "similarity"]

    bought_in = Filters("LOYALTY.BASKETS", ["purchased_on"])
    filters = Filters(
        "LOYALTY.BASKETS", [Field("product_category", required=True, default=["YOGURT"]), "department", "brand"]
    )
    often = Number("Trips of the seed, at least", default=2, min=1, max=100, step=1)
    most = Number("Lookalikes, at most", default=250, min=1, max=1_000_000, step=50)

    trips = Query(
        """
        select household_id, count(distinct basket_id) as trips
        from LOYALTY.BASKETS where {bought_in} and {filters} group by household_id
        """
    )
    rest = Query(
        """
        with lines as (
            select household_id, department, sum(sales_value) as sales
            from LOYALTY.BASKETS
            where {bought_in} and not coalesce({filters}, false) and department is not null
            group by all
        ),
        homes as (select household_id, sum(sales) as sales from lines group by household_id having sum(sales) >= 50),
        kept as (
            select department from lines where sales > 0 group by department
            having count(*) >= 0.05 * (select count(*) from homes)
        )
        select h.household_id, h.sales, k.department, coalesce(l.sales, 0)::float / h.sales as share,
               coalesce(t.trips, 0) as trips
        from homes as h
        cross join kept as k
        left join lines as l on l.household_id = h.household_id and l.department = k.department
        left join {trips} as t on t.household_id = h.household_id
        """
    )
    standardised = Query(
        """
        select household_id, department, sales, trips, trips >= {often} as is_seed,
               (share - avg(share) over (partition by department))
               / nullif(stddev(share) over (partition by department), 0) as z
        from {rest}
        """
    )
    centroid = Query(
        "select department, avg(z) as difference from {standardised} "
        "where is_seed and household_id % 2 = 0 and z is not null group by department"
    )
    scored = Query(
        """
        select s.household_id, max(s.sales) as sales, max(s.trips) as trips, max(iff(s.is_seed, 1, 0)) as seed,
               sum(s.z * c.difference)
               / nullif(sqrt(sum(s.z * s.z)) * sqrt(sum(c.difference * c.difference)), 0) as score
        from {standardised} as s join {centroid} as c on c.department = s.department
        group by s.household_id
        """
    )
    checked = Query(
        """
        select household_id, seed, ntile(10) over (order by score desc, household_id) as tenth
        from {scored} where household_id % 2 = 1 and score is not null
        """
    )
    alike = Query(
        """
        select s.household_id, s.sales, s.score, d.income, d.age, d.household_size
        from {scored} as s left join LOYALTY.DEMOGRAPHICS as d on d.household_id = s.household_id
        where s.trips = 0 and s.score is not null
        qualify row_number() over (order by s.score desc, s.household_id) <= {most}
        """
    )

    headline = Row(
        Kpi("Households in the seed", scored, Measure("sum(seed)", label="Seed", format="count")),
        Kpi("Lookalikes", alike, HOUSEHOLDS),
        Kpi(
            "Lowest score among them",
            alike,
            Measure("round(min(score), 2)", label="Lowest score"),
            help="1 is exactly like the seed, 0 is not alike.",
        ),
        Kpi("Their other sales", alike, SALES, help="What they spent on everything else in the period."),
    )
    why = Row(
        Bar(
            "How the seed differs",
            centroid,
            x="department",
            y=Measure("sum(difference)", label="Standard deviations from the mean"),
            horizontal=True,
        ),
        Bar(
            "Does the score tell buyers?",
            checked,
            x=Dimension("tenth", label="Tenth by score, 1 is most alike"),
            y=Measure("sum(seed) / count(*)", label="Share in the seed", format="percent"),
        ),
    )
    spread = Histogram("Scores of the lookalikes", alike, x="score", y=HOUSEHOLDS, bins=20)
    members = Table(
        "The lookalikes",
        alike,
        rows=["household_id", "income", "age", "household_size"],
        values=[Measure("max(score)", label="Score"), SALES],
        download=True,
    )
