"""Affinity: what is bought together, more often than by chance."""

from reports import Bar, Choice, Dimension, Filters, Heatmap, Kpi, Measure, Number, Query, Report, Row, Scatter, Table

PAIR = Dimension("pair", label="Pair")
SUPPORT = Measure("max(support)", label="Support", format="percent")
CONFIDENCE = Measure("max(confidence)", label="Confidence", format="percent")
LIFT = Measure("round(max(lift), 2)", label="Lift", format="number")


class Affinity(Report):
    """Which categories land in the same basket more often than chance would put them there?

    A lift of 2 says: together twice as often as by chance. Raise the least support to see only what many baskets show.
    """

    owner = "Shopper insights"
    area = "Shopper insights"
    tags = ["baskets", "affinity", "cross-selling"]

    filters = Filters("LOYALTY.BASKETS", ["purchased_on", "department", "brand", "income", "household_size"])
    level = Choice("Pairs of", {"Categories": "product_category", "Departments": "department", "Types": "product_type"})
    least = Number("Least support, in % of baskets", default=2, min=0.1, max=100, step=0.1)
    most = Number("Largest ones in the map", default=12, min=2, max=40, step=1)

    pairs = Query(
        """
        with items as (
            select distinct basket_id, {level} as item from LOYALTY.BASKETS where {filters}
        ), whole as (
            select cast(count(distinct basket_id) as double) as baskets, baskets * {least} / 100 as least from items
        ), frequent as (
            select item, cast(count(*) as double) as found, row_number() over (order by count(*) desc, item) as place
            from items where item is not null
            group by item having count(*) >= (select least from whole)
        ), kept as (
            select i.basket_id, f.place from items as i join frequent as f on f.item = i.item
        ), met as (
            select a.place as one, b.place as two, count(*) as together
            from kept as a join kept as b on b.basket_id = a.basket_id and b.place > a.place
            group by a.place, b.place having count(*) >= (select least from whole)
        )
        select a.item, b.item as other, a.place as item_place, b.place as other_place, m.together, w.baskets,
               m.together / w.baskets as support, m.together / a.found as confidence,
               m.together * w.baskets / (a.found * b.found) as lift
        from met as m
        cross join whole as w
        join frequent as a on a.place in (m.one, m.two)
        join frequent as b on b.place in (m.one, m.two) and b.place <> a.place
        """
    )
    once = Query("select item || ' + ' || other as pair, support, lift, baskets from {pairs} where item < other")
    strongest = Query("select pair, lift from {once} qualify row_number() over (order by lift desc, pair) <= 15")
    largest = Query("select item, other, lift from {pairs} where item_place <= {most} and other_place <= {most}")

    headline = Row(
        Kpi("Baskets", once, "max(baskets)", format="count"),
        Kpi("Pairs with enough support", once, "count(*)", format="count"),
        Kpi("Strongest lift", once, LIFT),
    )
    found = Row(
        Bar("The strongest pairs", strongest, x=PAIR, y=LIFT, horizontal=True),
        Scatter("How common, and how strong", once, points=PAIR, x=SUPPORT, y=LIFT),
    )
    matrix = Heatmap(
        "Lift among the largest",
        largest,
        x=Dimension("other", label="with"),
        y=Dimension("item", label="Bought"),
        value=LIFT,
        help="The ones in most baskets. A gap: the two are together in fewer baskets than the least support.",
    )
    rules = Table(
        "Who buys this also buys",
        pairs,
        rows=[Dimension("item", label="Who buys"), Dimension("other", label="also buys")],
        values=[LIFT, CONFIDENCE, SUPPORT, Measure("sum(together)", label="Baskets", format="count")],
    )
