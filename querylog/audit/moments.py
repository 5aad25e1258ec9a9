"""Times as a search writes them, in UTC: a year, a month, a day, an hour, a minute, `from..to`, or back from today."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from querylog.audit.errors import NotASearch
from querylog.audit.months import month_after

EXAMPLES = "on:2026-11, on:2026-11-03, on:2026-11-03T14, on:2026-11-01..2026-11-07, on:today or on:7d"
WRITTEN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d)(?::(\d\d))?)?)?)?", re.IGNORECASE)
BACK = re.compile(r"(\d{1,4})([dh])")
FIRST = datetime(2000, 1, 1, tzinfo=UTC)  # before the log of anybody
LAST = datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Span:
    """From a moment on, until right before another."""

    start: datetime
    end: datetime


def span(value: str) -> Span:
    """The span that a value means. Raises NotASearch."""
    low, between, high = value.partition("..")
    if not between:
        return _one(value)
    if not low and not high:
        raise NotASearch(f"on:.. has no end. Write {EXAMPLES}.")
    found = Span(_one(low).start if low else FIRST, _one(high).end if high else LAST)
    if found.start >= found.end:
        raise NotASearch(f"on:{value} ends before it begins. Turn it round.")
    return found


def _one(text: str) -> Span:
    today = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    word = text.strip().lower()
    if word in ("today", "yesterday"):
        start = today - timedelta(days=word == "yesterday")
        return Span(start, start + timedelta(days=1))
    if back := BACK.fullmatch(word):
        return _back(int(back[1]), back[2], today)
    written = WRITTEN.fullmatch(word)
    if written is None:
        raise NotASearch(f"on:{text} is no time. Write {EXAMPLES}.")
    year, month, day, hour, minute = (int(each) if each else None for each in written.groups())
    try:
        start = datetime(year or 0, month or 1, day or 1, hour or 0, minute or 0, tzinfo=UTC)
        start = min(max(start, FIRST), LAST)
        return Span(start, _end(start, month, day, hour, minute))
    except ValueError:
        raise NotASearch(f"on:{text} is no time: there is no such day or hour. Write {EXAMPLES}.") from None


def _back(count: int, unit: str, today: datetime) -> Span:
    """The last days, with today; or the last hours, with this one."""
    if unit == "d":
        return Span(max(today - timedelta(days=count - 1), FIRST), today + timedelta(days=1))
    hour = timezone.now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return Span(max(hour - timedelta(hours=count - 1), FIRST), hour + timedelta(hours=1))


def _end(start: datetime, month: int | None, day: int | None, hour: int | None, minute: int | None) -> datetime:
    """Right after what was written, as fine as it was written."""
    if minute is not None:
        return start + timedelta(minutes=1)
    if hour is not None:
        return start + timedelta(hours=1)
    if day is not None:
        return start + timedelta(days=1)
    if month is not None:
        return month_after(start)
    return start.replace(year=start.year + 1)
