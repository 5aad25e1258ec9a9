"""Forecasts of series whose answer is known."""

import sys
import warnings

import numpy as np
import pytest

from reports.forecast import Outlook
from reports.forecast.ahead import look_ahead
from reports.forecast.backtest import plan
from reports.forecast.models import DropsOut, Model, baseline
from reports.forecast.words import sentences
from tests.reports.forecast.made import a_series, random

WEEKDAYS = np.array([0, 5, 10, 15, 20, 40, -30])


def test_a_trend_with_a_week_in_it_is_found():
    days = np.arange(133)
    true = 100 + 0.2 * days + WEEKDAYS[days % 7]
    found = look_ahead(a_series((true + random(1).normal(0, 3, 133))[:119], "day"), horizon=14)
    assert found.season == 7
    assert found.chosen.wape < 0.7 * found.baseline.wape
    assert all(step.low_95 < value < step.high_95 for step, value in zip(found.steps, true[119:], strict=True))


def test_on_a_random_walk_mostly_nothing_beats_the_baseline():
    walks = [look_ahead(a_series(100 + random(seed).normal(0, 1, 60).cumsum()), horizon=6) for seed in range(8)]
    assert sum(each.chosen == each.baseline for each in walks) >= 5


def test_noise_is_told_from_a_walk():
    found = look_ahead(a_series(random(2).normal(100, 5, 60)), horizon=6)
    assert found.chosen.name != found.baseline.name
    assert all(abs(step.mean - 100) < 3 for step in found.steps)


def test_the_intervals_hold_about_what_they_say():
    inside = {"80": [], "95": []}
    for seed in range(16):
        values = 100 + np.arange(48) * 0.5 + random(seed).normal(0, 4, 48)
        steps = look_ahead(a_series(values[:42]), horizon=6).steps
        for step, value in zip(steps, values[42:], strict=True):
            inside["80"].append(step.low_80 <= value <= step.high_80)
            inside["95"].append(step.low_95 <= value <= step.high_95)
    assert 0.72 <= np.mean(inside["80"]) <= 0.96
    assert 0.89 <= np.mean(inside["95"]) <= 1


def test_a_constant_goes_on_without_a_doubt():
    found = look_ahead(a_series([7.0] * 30), horizon=4)
    assert {(step.mean, step.low_95, step.high_95) for step in found.steps} == {(7, 7, 7)}
    assert (found.chosen.wape, found.chosen.mase) == (0, None)


def test_nothing_but_zeros_is_zero():
    found = look_ahead(a_series([0.0] * 30), horizon=4)
    assert {step.mean for step in found.steps} == {0}


def test_what_was_never_below_zero_is_not_expected_there():
    values = np.maximum(random(3).normal(1, 3, 60), 0)
    assert min(step.low_95 for step in look_ahead(a_series(values), horizon=6).steps) == 0
    assert min(step.low_95 for step in look_ahead(a_series(values - 5), horizon=6).steps) < -5


def test_one_year_of_weeks_has_no_season():
    assert plan(52, 13, 52).season == 1
    assert plan(2 * 52 + 8 + 2, 8, 52).season == 52


def test_at_most_a_third_of_the_history_is_looked_ahead_and_that_is_said():
    series = a_series(random(4).normal(100, 5, 24))
    found = look_ahead(series, horizon=13)
    assert len(found.steps) == 8
    assert "13 weeks were asked for" in sentences(series, found)


def test_every_fold_ends_before_what_it_forecasts():
    planned = plan(52, 13, 1)
    assert len(planned.origins) == 6
    assert (min(planned.origins), max(planned.origins)) == (26, 39)


def test_no_fold_sees_what_comes_after_it():
    values = random(5).normal(100, 5, 40)
    seen = []
    spy = Model("spy", lambda history, steps: seen.append(len(history)) or baseline(1).fit(history, steps))
    from reports.forecast.backtest import tried

    tried(spy, values, plan(40, 6, 1))
    assert seen == [20, 23, 26, 28, 31, 34]


def test_the_same_numbers_give_the_same_forecast():
    series = a_series(random(6).normal(100, 5, 40))
    assert look_ahead(series, horizon=5) == look_ahead(series, horizon=5)


def test_a_model_that_does_not_converge_drops_out():
    class ConvergenceWarning(UserWarning):
        pass

    def never(history, steps):
        warnings.warn("never", ConvergenceWarning, stacklevel=1)
        return baseline(1).fit(history, steps)

    with pytest.raises(DropsOut):
        Model("never", never).ahead(np.arange(20.0), 3)


def test_a_model_that_runs_away_drops_out():
    def away(history, steps):
        found = baseline(1).fit(history, steps)
        return type(found)(found.mean * 1e9, found.sigma)

    with pytest.raises(DropsOut):
        Model("away", away).ahead(np.arange(20.0), 3)


def test_nothing_is_shown_without_its_error():
    series = a_series(random(7).normal(100, 5, 52))
    found = look_ahead(series, horizon=8)
    said = sentences(series, found)
    for told in (found.chosen, found.baseline):
        assert f"{told.wape:.1%} (WAPE; MASE {told.mase:.2f})" in said
    assert "8 weeks ahead" in said
    assert "6 folds" in said


def test_a_forecast_is_the_same_after_it_was_kept():
    found = look_ahead(a_series(random(8).normal(100, 5, 30)), horizon=5)
    assert Outlook.from_json(found.as_json()) == found


def test_the_portal_starts_without_the_models_library():
    import subprocess

    code = "import sys, reports.forecast.ahead, reports.forecast.words; sys.exit('statsmodels' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
