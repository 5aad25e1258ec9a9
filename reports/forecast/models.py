"""The models that are tried. Each fits itself to a history and says what comes, and how sure it is of that.

- Carried forward (naive), or from one season before: the baseline.
- Exponential smoothing, without and with a damped trend, and with a season: Hyndman, Koehler, Ord & Snyder,
  "Forecasting with Exponential Smoothing" (2008); the damped trend is of Gardner & McKenzie, "Forecasting Trends in
  Time Series" (1985).
- Theta: Assimakopoulos & Nikolopoulos, "The theta model: a decomposition approach to forecasting" (2000).
- ARIMA: Box & Jenkins, "Time Series Analysis: Forecasting and Control" (1970).
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

LONGEST_ARIMA = 12  # periods of a season; beyond, fitting one takes minutes
WITHIN_80 = 1.2815515655446004  # standard deviations


class DropsOut(Exception):
    """The model can't be fitted to that history."""


@dataclass(frozen=True)
class Ahead:
    """What a model expects of each step to come, and the standard deviation of its error there."""

    mean: np.ndarray
    sigma: np.ndarray


Fit = Callable[[np.ndarray, int], Ahead]  # of a history and a number of steps


@dataclass(frozen=True)
class Model:
    """A way to look ahead, by the name that people read."""

    name: str
    fit: Fit

    def ahead(self, history: np.ndarray, steps: int) -> Ahead:
        """What comes after this history. Raises DropsOut where the model can't be fitted, or is beyond all sense."""
        try:
            found = _quietly(self.fit, history, steps)
        except (ValueError, ArithmeticError, IndexError, np.linalg.LinAlgError) as error:
            raise DropsOut(f"{self.name}: {error}") from error
        reach = np.ptp(history) + np.abs(history).max()
        if not (np.isfinite(found.mean).all() and np.isfinite(found.sigma).all()):
            raise DropsOut(f"{self.name}: not a number")
        if np.abs(found.mean - history[-1]).max() > 100 * reach:
            raise DropsOut(f"{self.name}: runs away")
        return found


def baseline(season: int) -> Model:
    """What every model has to beat."""
    name = "the value of one season before" if season > 1 else "the last value carried forward"
    return Model(name, lambda history, steps: _carried(history, steps, season))


def models(season: int) -> list[Model]:
    """The candidates for a series with such a season; 1 is none."""
    found = [
        Model("exponential smoothing", _smoothing()),
        Model("exponential smoothing with a damped trend", _smoothing(trend=True)),
        Model("the Theta method", _theta(season)),
        Model("ARIMA(1,1,1)", _arima((1, 1, 1))),
    ]
    if season > 1:
        found += [
            Model("exponential smoothing with a season", _smoothing(season=season)),
            Model("exponential smoothing with a season and a damped trend", _smoothing(season=season, trend=True)),
        ]
    if 1 < season <= LONGEST_ARIMA:
        found.append(Model(f"ARIMA(0,1,1)(0,1,1){season}", _arima((0, 1, 1), (0, 1, 1, season))))
    return found


def _quietly(fit: Fit, history: np.ndarray, steps: int) -> Ahead:
    """The fit, with no word on screen; a model that did not converge drops out."""
    with warnings.catch_warnings(record=True) as told, np.errstate(all="ignore"):
        warnings.simplefilter("always")
        found = fit(history, steps)
    if any(each.category.__name__ == "ConvergenceWarning" for each in told):
        raise DropsOut("it did not converge")
    return found


def _carried(history: np.ndarray, steps: int, season: int) -> Ahead:
    """The last season over and over. Its error grows with each of them: Hyndman & Athanasopoulos, chapter 5.5."""
    off = history[season:] - history[:-season]
    cycles = np.arange(steps) // season + 1
    places = np.arange(steps) % season - season
    return Ahead(history[places], np.sqrt(np.mean(off**2) * cycles))


def _smoothing(*, season: int = 1, trend: bool = False) -> Fit:
    def fit(history: np.ndarray, steps: int) -> Ahead:
        import pandas as pd
        from statsmodels.tsa.exponential_smoothing.ets import ETSModel

        seasonal: dict[str, Any] = {"seasonal": "add", "seasonal_periods": season} if season > 1 else {}
        model = ETSModel(pd.Series(history), trend="add" if trend else None, damped_trend=trend, **seasonal)
        fitted = model.fit(disp=False)
        told = fitted.get_prediction(start=len(history), end=len(history) + steps - 1).summary_frame(alpha=0.2)
        return _from_80(told["mean"], told["pi_lower"], told["pi_upper"])

    return fit


def _theta(season: int) -> Fit:
    def fit(history: np.ndarray, steps: int) -> Ahead:
        from statsmodels.tsa.forecasting.theta import ThetaModel

        model = ThetaModel(history, period=season, deseasonalize=season > 1, method="additive")
        fitted = model.fit(disp=False)
        told = fitted.prediction_intervals(steps, alpha=0.2)
        return _from_80(fitted.forecast(steps), told["lower"], told["upper"])

    return fit


def _arima(order: tuple[int, int, int], seasonal: tuple[int, int, int, int] = (0, 0, 0, 0)) -> Fit:
    def fit(history: np.ndarray, steps: int) -> Ahead:
        from statsmodels.tsa.statespace.sarimax import SARIMAX

        scale = np.std(history)  # the optimiser does not find its way among numbers in millions
        fitted = SARIMAX(history / scale, order=order, seasonal_order=seasonal).fit(disp=False, maxiter=100)
        told = fitted.get_forecast(steps)
        return Ahead(told.predicted_mean * scale, told.se_mean * scale)

    return fit


def _from_80(mean: Any, low: Any, high: Any) -> Ahead:
    """A model that tells an interval of 80 %, with its standard deviation."""
    return Ahead(np.asarray(mean), (np.asarray(high) - np.asarray(low)) / 2 / WITHIN_80)
