"""Series whose future is known: what the tests of forecasts are made of."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from reports.forecast import GRAINS, Series, series_of
from reports.forecast.series import Bounds

MONDAY = date(2024, 1, 1)


def a_series(values: Sequence[float], grain: str = "week") -> Series:
    return Series(start=MONDAY.isoformat(), grain=grain, values=tuple(float(each) for each in values))


def rows(values: Sequence[float | None], grain: str = "week") -> list[tuple[date, float | None]]:
    """The values as rows of a slice, period by period; no row where the value is None."""
    unit = GRAINS[grain]
    return [(unit.step(MONDAY, place), value) for place, value in enumerate(values) if value is not None]


def read(values: Sequence[float | None], grain: str = "week", *, adds_up: bool = True, **bounds: date) -> Series:
    """The series that is read from such rows, long after their last period and from the first one on."""
    asked = {"today": date(2034, 1, 1), "first": MONDAY, **bounds}
    return series_of(rows(values, grain), grain, bounds=Bounds(**asked), adds_up=adds_up)


def random(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)
