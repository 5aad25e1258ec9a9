"""Two periods beside each other: the days that were chosen, and as many just before them."""

from datetime import timedelta
from typing import Any

from reports import Sql

DAY = timedelta(days=1)


def days_before(days: Any) -> Sql:
    """A condition that holds on as many days as were chosen, up to the day before the first of them.

    It holds on none where the choice has no first or no last day: then nothing says how long "before" is.
    """
    first, last = getattr(days, "first", None), getattr(days, "last", None)
    if first is None or last is None:
        return Sql("false")
    return Sql("purchased_on between {first} and {last}", first=first - (last - first) - DAY, last=first - DAY)
