"""What a person chose in a filter, once it has been read and found sound: frozen, and the same for the same choice."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from reports.declare.dates import PRESETS, in_words
from reports.declare.earlier import span
from reports.declare.words import either

Number = int | Decimal
LARGEST_IN_A_BROWSER = 2**53
LONGEST_NAME = 60  # characters of a value in a summary
NAMED_IN_A_SUMMARY = 4  # more values than this are counted, not listed


@dataclass(frozen=True, kw_only=True)
class DateRange:
    """Days, both included; None is an open end. A preset is kept, so that a saved choice moves with the calendar."""

    first: date | None
    last: date | None
    preset: str = ""

    def before(self, how: str) -> Self | None:
        """The days that a Kpi sets these against, by "previous period" or "previous year"; None with an open end."""
        if self.first is None or self.last is None:
            return None
        first, last = span(self.first, self.last, how)
        return type(self)(first=first, last=last)

    def as_form(self) -> dict[str, str]:
        if self.preset:
            return {"preset": self.preset}
        days = {"from": self.first, "to": self.last}
        return {name: day.isoformat() for name, day in days.items() if day}

    def in_words(self) -> str:
        days = in_words(self.first, self.last)
        if not self.preset:
            return f"is {days}"
        return f"{PRESETS[self.preset].words} ({days})" if days else PRESETS[self.preset].words


class Match(StrEnum):
    """How a column is compared with values."""

    IS = "is"
    IS_NOT = "is not"
    CONTAINS = "contains"
    STARTS = "starts with"


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Some of a column's values, in order and each once; `empty` stands for the rows that have none."""

    values: tuple[str, ...] | tuple[Number, ...]
    empty: bool = False
    match: Match = Match.IS

    def as_form(self) -> list[Any] | dict[str, Any]:
        listed = [plain(value) for value in self.values] + ([None] if self.empty else [])
        return listed if self.match == Match.IS else {str(self.match): listed}

    def in_words(self) -> str:
        named = [_named(value) for value in self.values]
        if len(named) > NAMED_IN_A_SUMMARY:
            rest = len(named) - NAMED_IN_A_SUMMARY + 1
            named = [*named[: NAMED_IN_A_SUMMARY - 1], f"{rest:,} more"]
        return f"{self.match} {either(named + (['empty'] if self.empty else []))}"


@dataclass(frozen=True, kw_only=True)
class NumberRange:
    """Numbers, both ends included; None is an open end."""

    low: Number | None
    high: Number | None

    def as_form(self) -> dict[str, Any]:
        ends = {"min": self.low, "max": self.high}
        return {name: plain(end) for name, end in ends.items() if end is not None}

    def in_words(self) -> str:
        if self.low is not None and self.high is not None:
            return f"is from {self.low:,} to {self.high:,}"
        return f"is at least {self.low:,}" if self.low is not None else f"is at most {self.high:,}"


@dataclass(frozen=True, kw_only=True)
class YesNo:
    """One side of a yes-or-no column."""

    yes: bool

    def as_form(self) -> bool:
        return self.yes

    def in_words(self) -> str:
        return "is yes" if self.yes else "is no"


@dataclass(frozen=True, kw_only=True)
class Emptiness:
    """Only the rows that have no value in a column, or only those that have one."""

    empty: bool

    def as_form(self) -> dict[str, bool]:
        return {"empty": self.empty}

    def in_words(self) -> str:
        return "is empty" if self.empty else "is not empty"


Value = DateRange | Choices | NumberRange | YesNo | Emptiness


def _named(value: str | Number) -> str:
    """A value in a sentence: not too long, and visible though it be blank."""
    text = "".join(letter if letter.isprintable() else "�" for letter in str(value))
    return (text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]}…") if text.strip() else f'"{text}"'


def plain(value: str | Number) -> Any:
    """The value as JSON has it: a number that a browser can't hold exactly is written as text."""
    if isinstance(value, int):
        return value if abs(value) <= LARGEST_IN_A_BROWSER else str(value)
    if isinstance(value, Decimal):
        return float(value) if Decimal(repr(float(value))) == value else str(value)
    return value
