"""A report with every kind of part, which hostile tests fill in."""

from reports import (
    Choice,
    Dimensions,
    Exclude,
    Field,
    Filters,
    Kpi,
    Number,
    Query,
    Report,
    Require,
    Row,
    Sql,
    Text,
    Toggle,
)


def above(given):
    """A condition more for each word that was typed, which no template can hold."""
    condition = Sql("sales > {least}", least=given.least)
    for word in given.word.split()[:3]:
        condition = Sql("{before} and contains(department, {word})", before=condition, word=word)
    return Sql("select department, sales, {condition} as is_large from {sales}", condition=condition)


class Everything(Report):
    """What can a hostile person send?"""

    owner = "Shopper insights"
    area = "Tests"
    tags = ["tests"]

    filters = Filters(
        "LOYALTY.BASKETS",
        ["purchased_on", "transaction_timestamp", "department", Field("store_id", kind="multi-select"), "sales_value"],
    )
    returned = Exclude(
        "Leave out", "LOYALTY.COUPON_REDEMPTIONS", key="household_id", fields=["redemption_date", "campaign_id"]
    )
    reached = Require(
        "Only", "LOYALTY.CAMPAIGNS", key="household_id", fields=[Field("campaign_id", kind="multi-select")]
    )
    grain = Choice("Grain", {"Day": "purchased_on", "Week": "date_trunc('week', purchased_on)"})
    discounted = Toggle("Discounted", on="retail_disc > 0")
    least = Number("At least", default=1, min=-1_000_000, max=1_000_000)
    word = Text("Word")
    by = Dimensions("By", ["brand", "income", "age"])

    sales = Query(
        """
        select {grain} as period, department, {by}, sum(sales_value) as sales
        from LOYALTY.BASKETS
        where {filters} and {returned} and {reached} and {discounted} and sales_value > {least} and brand <> {word}
        group by all
        """
    )
    large = Query(above)
    shares = Query(
        "with known as (select * from {large}) select department, sum(sales) as sales from known group by all"
    )

    figures = Row(Kpi("Sales", large, "sum(sales)"), Kpi("All", shares, "sum(sales)"))
