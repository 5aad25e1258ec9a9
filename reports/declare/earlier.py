"""The days that a range of days is set against: those before it, or those of the year before."""

from datetime import date, timedelta

DAY = timedelta(days=1)
PERIOD, YEAR = COMPARISONS = ("previous period", "previous year")


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
