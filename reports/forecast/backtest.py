"""How far off would a model have been? It is tried on the past, from several days on which the rest was unknown.

A rolling origin: Tashman, "Out-of-sample tests of forecasting accuracy: an analysis and review" (2000). The errors are
those of all folds together. WAPE: Kolassa & Schütz, "Advantages of the MAD/Mean ratio over the MAPE" (2007). MASE:
Hyndman & Koehler, "Another look at measures of forecast accuracy" (2006); its scale is the same for each model and
fold, so both measures put the models in the same order.
"""

from dataclasses import dataclass

import numpy as np

from reports.forecast.models import Model
from reports.forecast.outlook import Tried

MOST_FOLDS, FEWEST_FOLDS = 6, 3


@dataclass(frozen=True)
class Plan:
    """Which spans of a series are forecast from what came before them."""

    origins: tuple[int, ...]
    steps: int
    season: int


@dataclass(frozen=True)
class Errors:
    """How a model did: its errors, one row for each fold, and the standard deviations that it had expected."""

    model: Model
    off: np.ndarray
    expected: np.ndarray

    @property
    def total(self) -> float:
        return float(np.abs(self.off).sum())

    @property
    def by_fold(self) -> np.ndarray:
        return np.abs(self.off).sum(axis=1)

    @property
    def widening(self) -> float:
        """By how much the model's intervals have to be wider to hold what it did on the past; never less than 1."""
        expected = float(np.sum(self.expected**2))
        return max(1.0, float(np.sqrt(np.sum(self.off**2) / expected))) if expected else 1.0


def plan(length: int, asked: int, season: int) -> Plan:
    """The folds for a series of so many periods: at most a third of it is forecast, from half of it or more.

    A season counts only where the first fold has seen two of them.
    """
    steps = min(asked, length // 3)
    if 2 * season + steps + FEWEST_FOLDS - 1 > length:
        season = 1
    first, last = max(length // 2, 2 * season), length - steps
    folds = min(MOST_FOLDS, last - first + 1)
    origins = np.linspace(first, last, folds).round().astype(int)
    return Plan(tuple(int(each) for each in origins), steps, season)


def tried(model: Model, values: np.ndarray, planned: Plan) -> Errors:
    """The model on each fold. Raises DropsOut where it can't be fitted on one of them."""
    spans = [(model.ahead(values[:origin], planned.steps), origin) for origin in planned.origins]
    off = [values[origin : origin + planned.steps] - ahead.mean for ahead, origin in spans]
    return Errors(model, np.array(off), np.array([ahead.sigma for ahead, _ in spans]))


def told(errors: Errors, values: np.ndarray, planned: Plan) -> Tried:
    """The errors in the two measures that people compare."""
    came = sum(float(np.abs(values[origin : origin + planned.steps]).sum()) for origin in planned.origins)
    wape = 0.0 if errors.total == 0 else errors.total / came if came else None
    trained = values[: planned.origins[0]]
    scale = float(np.mean(np.abs(trained[planned.season :] - trained[: -planned.season])))
    mase = float(np.mean(np.abs(errors.off))) / scale if scale else None
    return Tried(name=errors.model.name, wape=wape, mase=mase)
