"""What was measured, made fit for a model: whole periods only, one after the other, with no gap between them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from reports.forecast.calendar import GRAINS, Grain

TOO_SHORT = 12  # periods; with fewer, no backtest of three folds leaves a model anything to learn from
MOST = 800  # periods that a model learns from, the newest: older ones cost time and tell little
MOST_GAPS = 0.5  # of the periods may be missing


class NoForecast(Exception):
    """Why there is no forecast, in a sentence for everyone."""


@dataclass(frozen=True, kw_only=True)
class Series:
    """A measure in whole periods without a gap, and what was done to make it so."""

    start: str  # the day on which the first period begins, as ISO writes it
    grain: str
    values: tuple[float, ...]
    filled: int = 0  # periods that had no value
    as_zero: bool = False  # they count as 0, or else lie on a line between their neighbours
    left_out: tuple[str, ...] = ()  # the first days of periods that are not whole for sure
    older: int = 0  # periods before MOST, which no model sees

    @property
    def steps(self) -> Grain:
        return GRAINS[self.grain]

    def starts(self, first: int, count: int) -> list[date]:
        """The first days of so many periods, from that place on; those to come lie behind the last value."""
        return [self.steps.step(date.fromisoformat(self.start), first + each) for each in range(count)]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        return cls(**{**kept, "values": tuple(kept["values"]), "left_out": tuple(kept["left_out"])})


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """The days that were asked for: a period that reaches beyond them is not whole. `today` is not over yet."""

    today: date
    first: date | None = None
    last: date | None = None

    def whole(self, start: date, following: date, *, oldest: bool) -> bool:
        """True when every day of this period was asked for, and is over.

        The oldest that there is may have days before the first row; it has none where the days asked for begin with it.
        """
        begun = start == self.first if oldest else self.first is None or start >= self.first
        ended = self.last is None or (following - self.last).days <= 1
        return begun and ended and following <= self.today


def series_of(
    points: Sequence[tuple[date | None, float | None]], grain: str, *, bounds: Bounds, adds_up: bool
) -> Series:
    """The points as a series. Raises NoForecast where they make none.

    `adds_up` says that the measure is a sum or a count: no rows are 0 then, and unknown otherwise.
    """
    found = _known(points)
    unit = GRAINS[grain]
    ends = {start: unit.step(start) for start in found}
    oldest = min(found, default=None)
    whole = {start: value for start, value in found.items() if bounds.whole(start, ends[start], oldest=start == oldest)}
    left_out = tuple(start.isoformat() for start in found if start not in whole)
    if len(whole) < TOO_SHORT:
        raise NoForecast(_too_short(len(whole), grain, len(left_out)))
    first = min(whole)
    placed = {unit.place(start, first): value for start, value in whole.items()}
    if None in placed:
        raise NoForecast(f"The dates are not the first days of {grain}s, so no forecast can be made.")
    values = [placed.get(each) for each in range(max(each for each in placed if each is not None) + 1)]
    missing = values.count(None)
    if missing > MOST_GAPS * len(values):
        raise NoForecast(
            f"Of {len(values):,} {grain}s, {missing:,} have no rows: too many gaps for a forecast. "
            "What was measured is drawn."
        )
    kept = _without_gaps(values, as_zero=adds_up)[-MOST:]
    older = len(values) - len(kept)
    return Series(
        start=unit.step(first, older).isoformat(),
        grain=grain,
        values=tuple(kept),
        filled=missing,
        as_zero=adds_up,
        left_out=left_out,
        older=older,
    )


def _known(points: Sequence[tuple[date | None, float | None]]) -> dict[date, float]:
    """The points that have a date and a number, by date."""
    return {start: float(value) for start, value in sorted(_dated(points)) if value == value}


def _dated(points: Sequence[tuple[date | None, float | None]]) -> list[tuple[date, float]]:
    return [(start, value) for start, value in points if start is not None and value is not None]


def _too_short(there: int, grain: str, left_out: int) -> str:
    whole = f"only {there}" if there else "none"
    aside = f" ({left_out} not whole)" if left_out else ""
    return (
        f"A forecast needs {TOO_SHORT} whole {grain}s or more, and here {'is' if there == 1 else 'are'} "
        f"{whole}{aside}. What was measured is drawn."
    )


def _without_gaps(values: Sequence[float | None], *, as_zero: bool) -> list[float]:
    """Missing values as 0, or on the line between their neighbours; the first and the last are never missing."""
    filled: list[float] = []
    for place, value in enumerate(values):
        if value is None:
            value = 0.0 if as_zero else _between(filled[-1], values[place:])
        filled.append(value)
    return filled


def _between(before: float, rest: Sequence[float | None]) -> float:
    """The value one step along the line from `before` to the next one that is known."""
    steps, known = next((each, value) for each, value in enumerate(rest) if value is not None)
    return before + (known - before) / (steps + 1)
