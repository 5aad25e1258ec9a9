"""Model: what machine learning expects of each household, customer or store, as rows that a query can read."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import date, timedelta
from typing import Any

from reports.declare.part import declared
from reports.declare.query import Query

DAYS_AGO = "days_ago"  # what a feature may use beside the columns of the history
MADE = ("cutoff", DAYS_AGO, "actual", "carried", "expected")  # names that a model gives itself


@dataclass(frozen=True, kw_only=True)
class Trained:
    """A version of a model, ready to be asked. `expected` is SQL over the columns of FEATURES."""

    model: str
    version: int
    sha256: str
    expected: str
    drivers: tuple[tuple[str, float], ...] = ()


@declared
class Model(Query):
    """What to expect of each `key` in the next `weeks`: a query whose rows are made by machine learning.

    `history` is a query of what has happened, a row for each event, on the day `when`. Each of `features` is a name
    with an aggregate over the rows of one key from before a cut-off, in which `days_ago` counts back from there: 1 is
    the day before. The `target` is an aggregate over the rows of the weeks from the cut-off on. So no feature can know
    what came later. Numbers are used as they are, and texts as categories. `manage.py trainmodel` makes a version of
    `model`, which is its name everywhere; until then nothing is expected.

    It has a row for each key that was seen, at two cut-offs: the start of this week, and as many weeks before. Its
    columns are `cutoff`, the key, the features, `actual` (empty where the weeks are not over), `carried`, which is the
    target over the weeks before the cut-off, and `expected`.

        bought = Query("select household_id, purchased_on, sales_value from LOYALTY.BASKETS")
        spend = Model(
            "next-month",
            bought,
            key="household_id",
            when="purchased_on",
            weeks=4,
            target="sum(sales_value)",
            features={"spent": "sum(sales_value)", "last_seen": "min(days_ago)"},
        )
        next_month = Query("select household_id, carried, expected from {spend} where actual is null")
        told = Table("Spend to come", next_month, rows=["household_id"], values=["sum(expected)"])
    """

    sql: Any = field(init=False, default="")
    model: str
    history: Query
    _: KW_ONLY
    key: str
    when: str
    target: str
    features: Mapping[str, str]
    weeks: int = 12

    def cutoffs(self, today: date) -> tuple[date, date]:
        """The start of this week, and the day as many weeks before, whose weeks are over."""
        monday = today - timedelta(days=today.weekday())
        return monday, monday - timedelta(weeks=self.weeks)


@declared
class Drivers(Query):
    """What the expectations of a model rest on: a query with a row for each `feature`, and its `importance`.

    That is by how much the error of the model, given as `of`, grows on the weeks that it was tried on when the values
    of this feature are shuffled among the keys, in the unit of the target.

        bought = Query("select household_id, purchased_on, sales_value from LOYALTY.BASKETS")
        trips = Model(
            "next-days",
            bought,
            key="household_id",
            when="purchased_on",
            weeks=2,
            target="count(distinct purchased_on)",
            features={"days": "count(distinct purchased_on)", "last_seen": "min(days_ago)"},
        )
        drivers = Drivers(trips)
        rests_on = Bar("What it rests on", drivers, x="feature", y="sum(importance)", horizontal=True)
    """

    sql: Any = field(init=False, default="")
    of: Model
