"""A row of bars, one for each day, or each week of a long period: drawn by the server, each a link to statements."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from querylog.audit.numbers.links import search, span
from querylog.audit.numbers.periods import Period

MOST_DAYS = 31  # of which each has a bar of its own
WIDTH, GAP, HEIGHT = 10, 2, 40  # of the drawing, in its own units


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar, and where it leads."""

    first: date
    last: date
    value: int
    x: int
    height: float
    address: str

    @property
    def y(self) -> float:
        return round(HEIGHT - self.height, 2)

    @property
    def words(self) -> str:
        when = f"{self.first:%-d %b %Y}" if self.first == self.last else f"{self.first:%-d %b} – {self.last:%-d %b %Y}"
        return f"{when}: {self.value:,}"


@dataclass(frozen=True, kw_only=True)
class Bars:
    """All bars of a row; the highest fills it."""

    bars: tuple[Bar, ...]
    step: str  # day or week

    @property
    def width(self) -> int:
        return max(len(self.bars) * WIDTH - GAP, 1)

    @property
    def bar(self) -> int:
        return WIDTH - GAP

    @property
    def height(self) -> int:
        return HEIGHT

    @property
    def peak(self) -> Bar:
        return max(self.bars, key=lambda each: each.value)

    @property
    def total(self) -> int:
        return sum(each.value for each in self.bars)


def bars_of(days: Mapping[date, int], period: Period, **qualifiers: str) -> Bars:
    """The bars of these numbers by day; `qualifiers` are what a search for them has besides the days."""
    long = period.days > MOST_DAYS
    spans = [*_spans(period, 7 if long else 1)]
    values = [sum(count for day, count in days.items() if first <= day <= last) for first, last in spans]
    highest = max(values, default=0) or 1
    return Bars(
        bars=tuple(
            Bar(
                first=first,
                last=last,
                value=value,
                x=place * WIDTH,
                height=_height(value, highest),
                address=search(span(first, last), **qualifiers),
            )
            for place, ((first, last), value) in enumerate(zip(spans, values, strict=True))
        ),
        step="week" if long else "day",
    )


def _height(value: int, highest: int) -> float:
    """A little where there is anything at all, so that it can be seen."""
    return round(max(value * HEIGHT / highest, 1.5 if value else 0), 2)


def _spans(period: Period, length: int) -> list[tuple[date, date]]:
    """The days or weeks of a period, counted from its end, so that the newest is whole."""
    spans, last = [], period.last
    while last >= period.first:
        first = max(last - timedelta(days=length - 1), period.first)
        spans.append((first, last))
        last = first - timedelta(days=1)
    return spans[::-1]
