"""Display and mailer: what a place on display or in the weekly mailer goes along with."""

from reports import Bar, Field, Filters, Kpi, Measure, Query, Report, Row, Section, Table
from reports.library._intervals import in_row, ratio

RATE = ratio("100 * units", "weeks", label="Units per 100 store-weeks", format="number")
LIFT = ratio("units", "expected", label="Lift", minus=1)
WEEKS = Measure("sum(weeks)", label="Store-weeks", format="count")
PRODUCTS = Measure("count(distinct product_id)", label="Products", format="count")

NONE = "None"
SHOWN = "display <> 'None' or mailer <> 'None'"
DISPLAYS = {
    "0": NONE,
    "1": "Store front",
    "2": "Store rear",
    "3": "Front end cap",
    "4": "Mid-aisle end cap",
    "5": "Rear end cap",
    "6": "Side-aisle end cap",
    "7": "In the aisle",
    "9": "Secondary place",
    "A": "In the shelf",
}
MAILERS = {
    "0": NONE,
    "A": "Inside, feature",
    "C": "Inside, line",
    "D": "Front page",
    "F": "Back page",
    "H": "Wrap, front",
    "J": "Wrap, coupon inside",
    "L": "Wrap, back",
    "P": "Inside, coupon",
    "X": "Free item, inside",
    "Z": "Free item, front, back or wrap",
}


def in_words(column: str, words: dict[str, str]) -> str:
    """The SQL that says a code in words."""
    pairs = ", ".join(f"'{code}', '{word}'" for code, word in words.items())
    return f"decode({column}, {pairs}, 'Code ' || {column})"


class DisplayAndMailer(Report):
    """How much more of a product is sold when it is on display or in the mailer?

    A product in a store is compared with itself: weeks with the placement against weeks without any. A lift of 50%
    means half as much again.
    """

    owner = "Offers"
    area = "Offers"
    tags = ["promotions", "display", "mailer", "lift"]

    products = Filters("LOYALTY.PRODUCTS", [Field("department", default=["GROCERY"]), "product_category", "brand"])
    stores = Filters("LOYALTY.TRANSACTIONS", [Field("store_id", label="Store", kind="multi-select")])

    weeks = Query(
        """
        with bought as (
            select t.product_id, t.store_id, t.week, sum(t.quantity) as units
            from LOYALTY.TRANSACTIONS as t
            where {stores} and t.week > 1
              and t.product_id in (select product_id from LOYALTY.PRODUCTS where {products})
            group by all
        ),
        pairs as (select product_id, store_id, sum(units) as units from bought group by all),
        shown as (
            select m.product_id, m.store_id, m.week, max(m.display_location) as display,
                   max(m.mailer_location) as mailer
            from LOYALTY.PROMOTIONS as m
            join pairs as p on p.product_id = m.product_id and p.store_id = m.store_id
            where m.week > 1 group by all
        ),
        placed as (
            select s.product_id, s.store_id, s.display, s.mailer, count(*) as weeks, sum(coalesce(b.units, 0)) as units
            from shown as s left join bought as b
              on b.product_id = s.product_id and b.store_id = s.store_id and b.week = s.week
            group by all
        ),
        without as (
            select p.product_id, p.store_id, p.units - sum(x.units) as units, 52 - sum(x.weeks) as weeks
            from pairs as p join placed as x on x.product_id = p.product_id and x.store_id = p.store_id
            group by p.product_id, p.store_id, p.units having sum(x.weeks) < 52
        ),
        each as (
            select x.product_id, x.display, x.mailer, x.weeks, x.units, x.weeks * w.units / w.weeks as expected
            from placed as x join without as w on w.product_id = x.product_id and w.store_id = x.store_id
            union all select product_id, '0', '0', weeks, units, units from without
        )
        select e.product_id, p.department, p.product_category, {display} as display, {mailer} as mailer,
               sum(e.weeks)::float as weeks, sum(e.units)::float as units, sum(e.expected)::float as expected
        from each as e join LOYALTY.PRODUCTS as p on p.product_id = e.product_id
        group by all
        """.replace("{display}", in_words("e.display", DISPLAYS)).replace("{mailer}", in_words("e.mailer", MAILERS))
    )
    placements = Query(
        """
        select product_id, department, product_category,
               iff(display = 'None', iff(mailer = 'None', 'Neither', 'Mailer only'),
                   iff(mailer = 'None', 'Display only', 'Both')) as placement,
               sum(weeks) as weeks, sum(units) as units, sum(expected) as expected
        from {weeks} group by all
        """
    )
    shown = Query("select * from {placements} where placement <> 'Neither'")
    displays = Query("select * from {weeks} where mailer = 'None' and display <> 'None'")
    mailers = Query("select * from {weeks} where display = 'None' and mailer <> 'None'")

    headline = Row(
        Kpi("Products", weeks, PRODUCTS),
        Kpi("Store-weeks shown", weeks, f"sum(iff({SHOWN}, weeks, 0))", format="count"),
        Kpi("Units in them", weeks, f"sum(iff({SHOWN}, units, 0))", format="count"),
        Kpi("Units expected without", weeks, f"sum(iff({SHOWN}, expected, 0))", format="count"),
    )
    together = Row(
        Bar("Units sold, with and without", placements, x="placement", **RATE),
        Bar("Lift against the same products without", shown, x="placement", **LIFT),
    )
    places = Row(
        Bar("Lift by place of the display", displays, x="display", horizontal=True, **LIFT),
        Bar("Lift by page of the mailer", mailers, x="mailer", horizontal=True, **LIFT),
    )
    details = Section(
        "In rows",
        Table("Categories", shown, rows=["product_category", "placement"], values=[PRODUCTS, WEEKS, *in_row(LIFT)]),
    )
