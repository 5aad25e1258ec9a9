"""The forecast itself: each model is tried on the past, and the best one looks ahead if it beats the baseline."""

import numpy as np

from reports.forecast.backtest import Errors, Plan, plan, told, tried
from reports.forecast.models import WITHIN_80, Ahead, DropsOut, Model, baseline, models
from reports.forecast.outlook import Outlook, Step
from reports.forecast.series import Series

WITHIN_95 = 1.959963984540054  # standard deviations
BETTER = 0.9  # of the baseline's error at most: on a random walk, the best of several is 5% better in one case of three
VERSION = 1  # another one, when other numbers would come out: what was kept of the old is not used any more


def look_ahead(series: Series, *, horizon: int) -> Outlook:
    """Where this series is likely to go in the next `horizon` periods. The same numbers give the same forecast."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):  # the matrices are small: threads would wait for each other most of the time
        return _looked_ahead(series, horizon)


def _looked_ahead(series: Series, horizon: int) -> Outlook:
    values = np.array(series.values)
    planned = plan(len(values), horizon, series.steps.season)
    naive = tried(baseline(planned.season), values, planned)
    found = _all_tried(values, planned)
    better = [each for each in found if _beats(each, naive)]
    best, ahead = _best(better, values, planned) or (naive, _ahead(naive, values, planned))
    return Outlook(
        steps=_steps(ahead, best.widening, never_below_zero=bool(values.min() >= 0)),
        asked=horizon,
        folds=len(planned.origins),
        chosen=told(best, values, planned),
        baseline=told(naive, values, planned),
        season=planned.season,
        others=tuple(told(each, values, planned) for each in found if each is not best),
    )


def _all_tried(values: np.ndarray, planned: Plan) -> list[Errors]:
    """Every model that can be fitted to each fold. Nothing can be learnt from a series that never changes."""
    found = []
    for model in models(planned.season) if np.ptp(values) else []:
        try:
            found.append(tried(model, values, planned))
        except DropsOut:
            continue
    return found


def _beats(errors: Errors, naive: Errors) -> bool:
    """Better by more than chance would have it, and in more than half of the folds."""
    won = np.sum(errors.by_fold < naive.by_fold)
    return bool(errors.total < BETTER * naive.total and won > len(naive.by_fold) / 2)


def _best(found: list[Errors], values: np.ndarray, planned: Plan) -> tuple[Errors, Ahead] | None:
    """The model with the least error that can also be fitted to the whole."""
    for errors in sorted(found, key=lambda each: each.total):
        try:
            return errors, _ahead(errors, values, planned)
        except DropsOut:
            continue
    return None


def _ahead(errors: Errors, values: np.ndarray, planned: Plan) -> Ahead:
    model: Model = errors.model
    return model.ahead(values, planned.steps)


def _steps(ahead: Ahead, widening: float, *, never_below_zero: bool) -> tuple[Step, ...]:
    """Each step with its intervals. What never was below zero is not expected there."""
    least = 0.0 if never_below_zero else -np.inf
    found = []
    for mean, sigma in zip(ahead.mean, ahead.sigma * widening, strict=True):
        ends = [mean + way * sigma for way in (-WITHIN_80, WITHIN_80, -WITHIN_95, WITHIN_95)]
        low_80, high_80, low_95, high_95 = (float(max(each, least)) for each in ends)
        middle = float(max(mean, least))
        found.append(Step(mean=middle, low_80=low_80, high_80=high_80, low_95=low_95, high_95=high_95))
    return tuple(found)


def load() -> None:
    """Load what the models need. It takes seconds, so a worker does it once."""
    import statsmodels.tsa.exponential_smoothing.ets
    import statsmodels.tsa.forecasting.theta
    import statsmodels.tsa.statespace.sarimax  # noqa: F401
