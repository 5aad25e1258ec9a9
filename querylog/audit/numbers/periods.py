"""Which days a page of numbers is about: the last 7, 28, 90 or 365, or a month; all in UTC, today included."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from querylog.audit.months import month_after
from querylog.usage.days import today

LENGTHS = (7, 28, 90, 365)
USUAL = 28
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, kw_only=True)
class Period:
    """From the first day to the last, both in it; `key` is how the address writes it."""

    key: str
    first: date
    last: date
    sentence: str = ""  # what was wrong with the one that was asked for

    @property
    def words(self) -> str:
        if self.is_month:
            return f"{self.first:%B %Y}"
        return f"the last {self.days} days"

    @property
    def is_month(self) -> bool:
        return "-" in self.key

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def search(self) -> str:
        """As the search line writes it."""
        return f"on:{self.key}" if self.is_month else f"on:{self.first}..{self.last}"


def asked(parameters: Mapping[str, str], *, lengths: tuple[int, ...] = LENGTHS) -> Period:
    """The period that an address asks for; the usual one, with a sentence, when it asks for none that there is."""
    key = parameters.get("month") or parameters.get("period") or str(USUAL)
    if key in map(str, lengths):
        return _last(int(key))
    if month := MONTH.fullmatch(key):
        return _month(int(month[1]), int(month[2]))
    known = ", ".join(map(str, lengths))
    return _last(USUAL, f"“{key[:20]}” is no period. Choose {known} days, or a month such as {today():%Y-%m}.")


def _last(days: int, sentence: str = "") -> Period:
    return Period(key=str(days), first=today() - timedelta(days=days - 1), last=today(), sentence=sentence)


def _month(year: int, month: int) -> Period:
    first = date(year, month, 1)
    return Period(key=f"{year}-{month:02}", first=first, last=month_after(first) - timedelta(days=1))
