"""What the statements of a press are called in the log, beside those of the queries themselves."""

from reports.compile import Counted
from reports.declare import Query

PERIODS = {"previous period": "period-before", "previous year": "year-before"}


def earlier_than(query: Query, how: str) -> str:
    """The same query for an earlier time: `sales--year-before`."""
    return f"{query.name}--{PERIODS[how]}"


def counting(counted: Counted) -> str:
    """The count of the keys that a query's exclusions remove: `buyers--keys-1`."""
    return f"{counted.query.name}--keys-{counted.place + 1}"
