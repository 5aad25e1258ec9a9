"""What "last 12 weeks" means: the presets of a date range, each as the first and last day that it covers today."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

Days = tuple[date | None, date | None]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Preset:
    """A range of days that moves with the calendar."""

    words: str  # how a summary says it after the field's name
    days: Callable[[date], Days]  # the first and last day, both included


def _days_before(count: int) -> Callable[[date], Days]:
    """Whole days that are over: today is still being loaded, and would make the last one look like a fall."""
    return lambda today: (today - count * DAY, today - DAY)


def _weeks_before(count: int) -> Callable[[date], Days]:
    """The last full weeks, Monday to Sunday, before today."""

    def days(today: date) -> Days:
        monday = today - today.weekday() * DAY
        return monday - 7 * count * DAY, monday - DAY

    return days


def _month(year: int, month: int) -> date:
    """The first day of a month; months below 1 and above 12 run into the years before and after."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _months(length: int, *, ago: int = 0) -> Callable[[date], Days]:
    """A whole month, quarter (length 3) or year (12): the one that today is in, or one `ago` before it."""

    def days(today: date) -> Days:
        first = today.month - (today.month - 1) % length - ago * length
        return _month(today.year, first), _month(today.year, first + length) - DAY

    return days


PRESETS = {
    "last 7 days": Preset("in the last 7 days", _days_before(7)),
    "last 28 days": Preset("in the last 28 days", _days_before(28)),
    "last 90 days": Preset("in the last 90 days", _days_before(90)),
    "last 12 weeks": Preset("in the last 12 weeks", _weeks_before(12)),
    "this month": Preset("this month", _months(1)),
    "last month": Preset("last month", _months(1, ago=1)),
    "this quarter": Preset("this quarter", _months(3)),
    "last quarter": Preset("last quarter", _months(3, ago=1)),
    "this year": Preset("this year", _months(12)),
    "last year": Preset("last year", _months(12, ago=1)),
    "year to date": Preset("in the year to date", lambda today: (date(today.year, 1, 1), today)),
    "all time": Preset("at any time", lambda today: (None, None)),
}
DEFAULT_PRESET = "last 12 weeks"  # of every date range whose field says nothing else


def in_words(first: date | None, last: date | None) -> str:
    """The days as a person writes them: `24 Aug – 15 Nov 2026`, the year once when both share it."""
    if first and last:
        start = _day(first, year=first.year != last.year)
        return _day(last) if first == last else f"{start} – {_day(last)}"
    return f"from {_day(first)} on" if first else f"up to {_day(last)}" if last else ""


def _day(day: date, *, year: bool = True) -> str:
    return f"{day.day} {day:%b %Y}" if year else f"{day.day} {day:%b}"
