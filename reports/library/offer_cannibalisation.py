"""Offer cannibalisation: what happens to the rest of a category while one of its products is on offer."""

from reports import Bar, Choice, Dimension, Field, Filters, Kpi, Measure, Number, Query, Report, Row, Section, Table
from reports.library._intervals import ratio

CHANGE = ratio("sales", "expected", label="Against weeks without", minus=1)
PRODUCT = Dimension("product", label="Product on offer")
EXTRA = "(sum(own) - sum(own_expected))"
EXTRA_OF_ALL = "(sum(own + too) - sum(own_expected + too_expected))"
IN_REST = "(sum(rest) - sum(rest_expected))"


class OfferCannibalisation(Report):
    """Does an offer on one product eat the sales of others in its category?

    For the largest products of a category, weeks in which one is on offer are set against weeks without: the product
    itself, others that are on offer too, others that are not, and all together.
    """

    owner = "Offers"
    area = "Offers"
    tags = ["promotions", "cannibalisation", "categories"]

    category = Filters(
        "LOYALTY.PRODUCTS",
        [Field("product_category", label="Category", required=True, default=["SOFT DRINKS"]), "brand"],
    )
    offer = Choice(
        "On offer means",
        {
            "Front or back of the mailer": "mailer_location in ('D', 'F', 'H', 'L')",
            "Anywhere in the mailer": "mailer_location <> '0'",
            "On display": "display_location <> '0'",
        },
    )
    most = Number("Largest products", default=12, min=1, max=50, step=1)

    offers = Query(
        """
        with sold as (
            select t.product_id, t.store_id, t.week, sum(t.sales_value) as sales
            from LOYALTY.TRANSACTIONS as t
            where t.week > 1 and t.product_id in (select product_id from LOYALTY.PRODUCTS where {category})
            group by all
        ),
        pairs as (select product_id, store_id, sum(sales) as sales from sold group by all),
        largest as (
            select product_id from sold group by product_id
            qualify row_number() over (order by sum(sales) desc, product_id) <= {most}
        ),
        shown as (
            select distinct m.product_id, m.store_id, m.week
            from LOYALTY.PROMOTIONS as m
            join pairs as p on p.product_id = m.product_id and p.store_id = m.store_id
            where {offer} and m.week > 1
        ),
        offered as (
            select o.product_id, o.store_id, o.week, coalesce(s.sales, 0) as sales
            from shown as o left join sold as s
              on s.product_id = o.product_id and s.store_id = o.store_id and s.week = o.week
        ),
        pace as (
            select p.product_id, p.store_id, (p.sales - coalesce(sum(o.sales), 0)) / (52 - count(o.week)) as pace
            from pairs as p
            left join offered as o on o.product_id = p.product_id and o.store_id = p.store_id
            group by p.product_id, p.store_id, p.sales having count(o.week) < 52
        ),
        on_offer as (
            select o.product_id, o.store_id, o.week, o.sales, p.pace
            from offered as o join pace as p on p.product_id = o.product_id and p.store_id = o.store_id
        ),
        together as (
            select store_id, week, sum(sales) as sales, sum(pace) as pace from on_offer group by all
        ),
        in_week as (
            select s.store_id, s.week, sum(s.sales) as sales
            from sold as s join pace as p on p.product_id = s.product_id and p.store_id = s.store_id group by all
        ),
        in_store as (select store_id, sum(pace) as pace from pace group by all)
        select o.product_id || ' · ' || d.product_type as product, o.week, count(*) as store_weeks,
               sum(o.sales)::float as own, sum(o.pace)::float as own_expected,
               sum(t.sales - o.sales)::float as too, sum(t.pace - o.pace)::float as too_expected,
               sum(coalesce(w.sales, 0) - t.sales)::float as rest, sum(i.pace - t.pace)::float as rest_expected
        from on_offer as o
        join largest as l on l.product_id = o.product_id
        join together as t on t.store_id = o.store_id and t.week = o.week
        join in_store as i on i.store_id = o.store_id
        left join in_week as w on w.store_id = o.store_id and w.week = o.week
        join LOYALTY.PRODUCTS as d on d.product_id = o.product_id
        group by all
        """
    )
    by_week = Query(
        """
        select week, 'The product on offer' as part, sum(own) as sales, sum(own_expected) as expected
        from {offers} group by all
        union all select week, 'Others on offer too', sum(too), sum(too_expected) from {offers} group by all
        union all select week, 'Others not on offer', sum(rest), sum(rest_expected) from {offers} group by all
        union all select week, 'The whole category', sum(own + too + rest),
                         sum(own_expected + too_expected + rest_expected)
        from {offers} group by all
        """
    )
    itself = Query("select product, week, own as sales, own_expected as expected from {offers}")
    others = Query("select product, week, rest as sales, rest_expected as expected from {offers}")

    headline = Row(
        Kpi("Store-weeks with an offer", offers, "coalesce(sum(store_weeks), 0)", format="count"),
        Kpi("The product on offer", offers, f"{EXTRA} / nullif(sum(own_expected), 0)", format="percent"),
        Kpi("Others not on offer", offers, f"{IN_REST} / nullif(sum(rest_expected), 0)", format="percent"),
        Kpi(
            "Others, per extra dollar",
            offers,
            f"{IN_REST} / nullif({EXTRA_OF_ALL}, 0)",
            format="money",
            help="Below zero, what was not on offer sold less; above, it sold more.",
        ),
    )
    change = Bar("Weeks with an offer against weeks without", by_week, x="part", **CHANGE)
    one_by_one = Section(
        "Product by product",
        Row(
            Bar("The product itself", itself, x=PRODUCT, horizontal=True, **CHANGE),
            Bar("Others that are not on offer", others, x=PRODUCT, horizontal=True, **CHANGE),
        ),
        Table(
            "Products on offer",
            offers,
            rows=[PRODUCT],
            values=[
                Measure("sum(store_weeks)", label="Store-weeks", format="count"),
                Measure("sum(own)", label="Sales", format="money"),
                Measure(EXTRA, label="Above expected", format="money"),
                Measure(IN_REST, label="Others not on offer, above expected", format="money"),
            ],
        ),
    )
