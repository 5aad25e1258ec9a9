"""Periods of a calendar: where the next one begins, how many lie between two, and after how many a year comes round."""

from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DAYS = {"day": 1, "week": 7}


@dataclass(frozen=True)
class Grain:
    """How long a period is. `season` is after how many of them a pattern may come again; 1 where there is none."""

    name: str
    season: int

    def step(self, start: date, count: int = 1) -> date:
        """The day on which the period begins that is so many after the one of `start`."""
        if self.name in _DAYS:
            return start + timedelta(days=_DAYS[self.name] * count)
        year, month = divmod(start.year * 12 + start.month - 1 + _MONTHS[self.name] * count, 12)
        return date(year, month + 1, 1)

    def place(self, start: date, first: date) -> int | None:
        """Which period after `first` begins on this day; None where none does."""
        if self.name in _DAYS:
            count, rest = divmod((start - first).days, _DAYS[self.name])
            return None if rest else count
        months = (start.year - first.year) * 12 + start.month - first.month
        count, rest = divmod(months, _MONTHS[self.name])
        return None if rest or start.day != 1 or first.day != 1 else count


# A year has 52.18 weeks: a pattern of 52 drifts by a day or two a year, which a forecast of some weeks can bear.
GRAINS = {
    each.name: each
    for each in (Grain("day", 7), Grain("week", 52), Grain("month", 12), Grain("quarter", 4), Grain("year", 1))
}
