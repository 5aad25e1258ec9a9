"""The same choices for an earlier time: what a Kpi compares itself with."""

import dataclasses
from datetime import date, timedelta

from reports.compile.written import parts_used
from reports.declare import DateRange, Filters, Inputs, Query
from reports.declare.inputs import Chosen

DAY = timedelta(days=1)
PERIOD, YEAR = "previous period", "previous year"


def earlier(query: Query, inputs: Inputs, how: str) -> Inputs | None:
    """The inputs with the first date range that this query filters by moved back; None where none has both its ends."""
    moved = next((each for each in inputs.chosen if _ranges(each, query, inputs)), None)
    if moved is None:
        return None
    chosen = [_moved(each, how) if each is moved else each for each in inputs.chosen]
    return dataclasses.replace(inputs, chosen=tuple(chosen))


def span(first: date, last: date, how: str) -> tuple[date, date]:
    """The days before these: as many of them, whole months for whole months; or the same ones of the year before.

    Whole weeks are set against the weeks 52 weeks before, so that each day meets its like.
    """
    days = (last - first).days + 1
    months = _whole_months(first, last)
    if how == YEAR:
        return (
            (_months_back(first, 12), _end_of(last, 12))
            if days % 7 or months
            else (first - 364 * DAY, last - 364 * DAY)
        )
    if months:
        return _months_back(first, months), first - DAY
    return first - days * DAY, first - DAY


def _ranges(each: Chosen, query: Query, inputs: Inputs) -> bool:
    value = each.value
    bounded = isinstance(value, DateRange) and value.first is not None and value.last is not None
    period = isinstance(inputs.report.parts[each.part], Filters)  # an exclusion has days of its own, which stay
    return bounded and period and each.part in parts_used(query, inputs)


def _moved(each: Chosen, how: str) -> Chosen:
    value = each.value
    assert isinstance(value, DateRange) and value.first and value.last  # noqa: S101 - asked before
    first, last = span(value.first, value.last, how)
    return dataclasses.replace(each, value=DateRange(first=first, last=last))


def _whole_months(first: date, last: date) -> int:
    """How many whole months the range is, or 0 when it isn't."""
    if first.day != 1 or (last + DAY).day != 1:
        return 0
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _months_back(day: date, count: int) -> date:
    month = day.year * 12 + day.month - 1 - count
    year, month = divmod(month, 12)
    return date(year, month + 1, min(day.day, _length(year, month + 1)))


def _end_of(last: date, count: int) -> date:
    """The last day, so many months before; the end of a month stays the end of a month."""
    back = _months_back(last, count)
    return date(back.year, back.month, _length(back.year, back.month)) if (last + DAY).day == 1 else back


def _length(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - DAY).day
