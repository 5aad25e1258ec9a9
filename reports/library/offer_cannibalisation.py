"""Offer cannibalisation: what happens to the rest of a category while one of its products is on offer."""

from reports import Bar, Choice, Dimension, Field, Filters, Kpi, Measure, Number, Query, Report, Row, Section, Table
from reports.library._intervals import ratio

CHANGE = ratio("sales", "expected", label="Against weeks without", minus=1)
PRODUCT = Dimension("product", label="Product on offer")
EXTRA = "(sum(own) - sum(own_expected))"
IN_REST = "(sum(rest) - sum(rest_expected))"


class OfferCannibalisation(Report):
    """Does an offer on one product eat the sales of others in its category?

    For the largest products of a category, weeks in which one is on offer are set against its other weeks in the same
    stores: the product itself, the rest of its category, and both together.
    """

    method = """
    **This is an observed difference, not an effect.** Offers are planned for weeks in which a category sells anyway,
    other products may be on offer in the same week, and prices change with them.

    **What is compared.** Each of the largest products, in each store where the panel's households bought it in the
    year, from week 2 to week 53 of the study (week 1 has one day only). Its pace without an offer is the average of
    its weeks without one in that store; **expected** is this pace times the weeks with an offer. The same is done for
    the sales of all other products of the category in the same store. A product in a store with no week of either sort
    is left out. **Against weeks without** is sales over expected sales, less 1, summed over stores: each product is
    compared with itself, and large stores weigh more (*indirect standardization*; Joseph Fleiss, Bruce Levin and
    Myunghee Cho Paik, "Statistical Methods for Rates and Proportions", 2003, chapter 19).

    **Per extra dollar** is by how much the rest of the category was above or below what was expected, for each dollar
    that the products on offer were above. At −$1.00 an offer only moves sales; at $0.00 it takes none. The idea of
    splitting an offer's gain so is that of Harald van Heerde, Peter Leeflang and Dick Wittink, "Decomposing the Sales
    Promotion Bump with Store Data", 2004; their model is not used here.

    **95% intervals** are those of the ratio estimator (William G. Cochran, "Sampling Techniques", 1977, chapter 6)
    with weeks as clusters, since an offer runs in most stores at once.
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
            "On the front or back page of the mailer": "mailer_location in ('D', 'F', 'H', 'L')",
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
        largest as (
            select product_id from sold group by product_id
            qualify row_number() over (order by sum(sales) desc, product_id) <= {most}
        ),
        pairs as (
            select distinct s.product_id, s.store_id from sold as s join largest as l on l.product_id = s.product_id
        ),
        in_all as (select store_id, week, sum(sales) as sales from sold group by all),
        offered as (
            select distinct m.product_id, m.store_id, m.week
            from LOYALTY.PROMOTIONS as m
            join pairs as p on p.product_id = m.product_id and p.store_id = m.store_id
            where {offer} and m.week > 1
        ),
        panel as (
            select p.product_id, p.store_id, w.week, iff(o.week is null, 0, 1) as is_on,
                   coalesce(s.sales, 0) as own, coalesce(a.sales, 0) - coalesce(s.sales, 0) as rest
            from pairs as p
            cross join (select distinct week from LOYALTY.TRANSACTIONS where week > 1) as w
            left join sold as s on s.product_id = p.product_id and s.store_id = p.store_id and s.week = w.week
            left join in_all as a on a.store_id = p.store_id and a.week = w.week
            left join offered as o on o.product_id = p.product_id and o.store_id = p.store_id and o.week = w.week
        ),
        pace as (
            select product_id, store_id, avg(iff(is_on = 0, own, null)) as own, avg(iff(is_on = 0, rest, null)) as rest
            from panel group by product_id, store_id having min(is_on) = 0 and max(is_on) = 1
        )
        select n.product_id || ' · ' || d.product_type as product, n.week, count(*) as store_weeks,
               sum(n.own)::float as own, sum(p.own)::float as own_expected, sum(n.rest)::float as rest,
               sum(p.rest)::float as rest_expected
        from panel as n
        join pace as p on p.product_id = n.product_id and p.store_id = n.store_id
        join LOYALTY.PRODUCTS as d on d.product_id = n.product_id
        where n.is_on = 1
        group by all
        """
    )
    by_week = Query(
        """
        select week, 'The products on offer' as part, sum(own) as sales, sum(own_expected) as expected
        from {offers} group by all
        union all select week, 'The rest of the category', sum(rest), sum(rest_expected) from {offers} group by all
        union all select week, 'The whole category', sum(own + rest), sum(own_expected + rest_expected)
        from {offers} group by all
        """
    )
    itself = Query("select product, week, own as sales, own_expected as expected from {offers}")
    rest = Query("select product, week, rest as sales, rest_expected as expected from {offers}")

    headline = Row(
        Kpi("Store-weeks with an offer", offers, "sum(store_weeks)", format="count"),
        Kpi("The products on offer", offers, f"{EXTRA} / nullif(sum(own_expected), 0)", format="percent"),
        Kpi("The rest of the category", offers, f"{IN_REST} / nullif(sum(rest_expected), 0)", format="percent"),
        Kpi(
            "The rest, per extra dollar",
            offers,
            f"{IN_REST} / nullif({EXTRA}, 0)",
            format="money",
            help="Below zero, the offer took sales from the rest; above, both were bought.",
        ),
    )
    change = Bar("Weeks with an offer against weeks without", by_week, x="part", **CHANGE)
    one_by_one = Section(
        "Product by product",
        Row(
            Bar("The product itself", itself, x=PRODUCT, horizontal=True, **CHANGE),
            Bar("The rest of its category", rest, x=PRODUCT, horizontal=True, **CHANGE),
        ),
        Table(
            "Products on offer",
            offers,
            rows=[PRODUCT],
            values=[
                Measure("sum(store_weeks)", label="Store-weeks", format="count"),
                Measure("sum(own)", label="Sales", format="money"),
                Measure(EXTRA, label="Above expected", format="money"),
                Measure(IN_REST, label="The rest, above expected", format="money"),
            ],
        ),
    )
