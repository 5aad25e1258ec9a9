"""Revenue prediction: what each household is expected to spend in the next twelve weeks."""

from reports import (
    Bar,
    Dimension,
    Drivers,
    Field,
    Histogram,
    Kpi,
    Markdown,
    Measure,
    Model,
    Prediction,
    Query,
    Report,
    Require,
    Row,
    Section,
    Table,
)

TO_COME = Measure("sum(to_come)", label="Expected", format="money")
LAST_WEEKS = Measure("sum(iff(actual is null, carried, 0))", label="Last 12 weeks", format="money")
TESTED = Measure("sum(tested)", label="Expected", format="money")
ACTUAL = Measure("sum(actual)", label="Spent", format="money")
GROWS = Measure("sum(importance)", label="Error grows by", format="money")
SPREAD = Dimension("to_come", label="Expected", format="money")
SPENT = {f"spent_in_{weeks}_weeks": f"round(sum(iff(days_ago <= {weeks * 7}, sales, 0)), 2)" for weeks in (4, 12, 26)}


def error(guess: str) -> str:
    return f"avg(abs(actual - {guess}))"


def error_of_total(guess: str) -> str:
    return f"sum(abs(actual - {guess})) / nullif(sum(actual), 0)"


def explained(guess: str) -> str:
    return f"1 - avg(power(actual - {guess}, 2)) / nullif(var_pop(actual), 0)"


class RevenuePrediction(Report):
    """How much will each household spend in the next 12 weeks, and how far can that be trusted?

    A model has learned from earlier weeks what comes after which way of shopping. Beside what it expects stands how
    well it would have done for the last 12 weeks, which it has not seen, against the plain guess that nothing changes.
    """

    owner = "Finance"
    area = "Finance"
    tags = ["prediction", "revenue", "households"]

    who = Require(
        "Only households",
        "LOYALTY.DEMOGRAPHICS",
        key="household_id",
        fields=["income", "age", "household_size", Field("kids_count", label="Kids")],
        help="About a third of them have told; who has not is left out as soon as you choose.",
    )

    bought = Query(
        """
        select household_id, purchased_on, basket_id, department, brand, income, age, household_size,
               kids_count, sales_value as sales, retail_disc as discount, coupon_disc as coupon
        from LOYALTY.BASKETS
        """
    )
    spend = Model(
        "household-spend",
        bought,
        key="household_id",
        when="purchased_on",
        weeks=12,
        target="round(sum(sales), 2)",
        features={
            **SPENT,
            "change_of_spend": """round(sum(iff(days_ago <= 84, sales, 0))
                / nullif(sum(iff(days_ago between 85 and 168, sales, 0)), 0), 4)""",
            "days_since_last_trip": "min(days_ago)",
            "trips_in_4_weeks": "count(distinct iff(days_ago <= 28, basket_id, null))",
            "trips_in_12_weeks": "count(distinct iff(days_ago <= 84, basket_id, null))",
            "departments_in_12_weeks": "count(distinct iff(days_ago <= 84, department, null))",
            "share_of_private_brand": """round(sum(iff(days_ago <= 84 and brand = 'Private', sales, 0))
                / nullif(sum(iff(days_ago <= 84, sales, 0)), 0), 4)""",
            "share_of_discount": """round(sum(iff(days_ago <= 84, discount, 0))
                / nullif(sum(iff(days_ago <= 84, sales + discount, 0)), 0), 4)""",
            "trips_with_a_coupon": "count(distinct iff(days_ago <= 182 and coupon > 0, basket_id, null))",
            "income": "max(income)",
            "age": "max(age)",
            "household_size": "max(household_size)",
            "kids": "max(kids_count)",
        },
    )
    households = Query(
        """
        select household_id, income, actual, carried,
               iff(actual is null, expected, null) as to_come, iff(actual is null, null, expected) as tested
        from {spend} as spend
        where {who}
        """
    )
    drivers = Drivers(spend)

    headline = Row(
        Kpi("Expected in the next 12 weeks", households, TO_COME),
        Kpi("Spent in the last 12 weeks", households, LAST_WEEKS),
        Kpi("Households", households, "count(distinct household_id)"),
    )
    trust = Section(
        "How well it would have done for the last 12 weeks",
        Row(
            Kpi("Average error", households, error("tested"), format="money", good="down"),
            Kpi("Error of total", households, error_of_total("tested"), format="percent", good="down"),
            Kpi("Explained", households, explained("tested"), format="percent"),
        ),
        Row(
            Kpi("Average error of the plain guess", households, error("carried"), format="money", good="down"),
            Kpi("Error of total of the plain guess", households, error_of_total("carried"), format="percent"),
            Kpi("Explained by the plain guess", households, explained("carried"), format="percent"),
        ),
        Row(
            Prediction(
                "Spent, against expected", households, points="household_id", actual=ACTUAL, expected=TESTED, most=1_000
            ),
            Bar("What it rests on", drivers, x="feature", y=GROWS, horizontal=True),
        ),
    )
    each = Section(
        "What is expected",
        Histogram("Households by what is expected", households, x=SPREAD, y="count(distinct household_id)"),
        Table("Each household", households, rows=["household_id", "income"], values=[TO_COME, LAST_WEEKS]),
    )
    more = Markdown("The [card of the model](/models/household-spend/) tells what it has learned from, and its limits.")
