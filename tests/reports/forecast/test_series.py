"""What was measured becomes whole periods without gaps, or a sentence says why it doesn't."""

from datetime import date, timedelta

import pytest

from reports.forecast import NoForecast
from tests.reports.forecast.made import MONDAY, read

WEEK = timedelta(weeks=1)
TWENTY = [float(each) for each in range(20)]


def test_whole_weeks_are_taken_as_they_are():
    series = read(TWENTY)
    assert (series.values, series.left_out, series.filled) == (tuple(TWENTY), (), 0)


def test_a_week_that_is_not_over_is_left_out():
    running = MONDAY + 19 * WEEK
    series = read(TWENTY, today=running + timedelta(days=6))
    assert (len(series.values), series.left_out) == (19, (str(running),))
    assert len(read(TWENTY, today=running + WEEK).values) == 20


def test_weeks_that_the_chosen_days_cut_are_left_out():
    first, last = MONDAY + timedelta(days=2), MONDAY + 19 * WEEK + timedelta(days=3)
    series = read(TWENTY, first=first, last=last)
    assert series.left_out == (str(MONDAY), str(MONDAY + 19 * WEEK))
    assert series.start == str(MONDAY + WEEK)


@pytest.mark.parametrize("first", [None, MONDAY - WEEK])
def test_the_oldest_week_is_left_out_where_the_data_may_begin_within_it(first):
    assert read(TWENTY, first=first).left_out == (str(MONDAY),)


def test_no_rows_are_nothing_where_the_measure_adds_up():
    series = read([*TWENTY, None, None, 23.0])
    assert (series.values[-3:], series.filled, series.as_zero) == ((0, 0, 23), 2, True)


def test_no_rows_are_on_the_line_between_their_neighbours_where_it_does_not():
    series = read([*TWENTY, None, None, 22.0], adds_up=False)
    assert series.values[-3:] == (20, 21, 22)


def test_mostly_gaps_make_no_forecast():
    with pytest.raises(NoForecast, match="Of 37 weeks, 24 have no rows"):
        read([1.0, None, None] * 13)


def test_eleven_weeks_are_too_few():
    with pytest.raises(NoForecast, match="needs 12 whole weeks or more, and here are only 11"):
        read(TWENTY[:11])
    assert read(TWENTY[:12])


def test_nothing_makes_no_forecast():
    with pytest.raises(NoForecast, match="here are none"):
        read([])


def test_what_is_not_a_number_is_missing():
    assert read([*TWENTY, float("nan"), 21.0]).filled == 1


def test_dates_that_no_week_begins_with_make_no_forecast():
    days = [(date(2024, 1, 1) + timedelta(days=8 * each), 1.0) for each in range(20)]
    from reports.forecast.series import Bounds, series_of

    with pytest.raises(NoForecast, match="not the first days of weeks"):
        series_of(days, "week", bounds=Bounds(today=date(2034, 1, 1)), adds_up=True)


def test_months_follow_each_other_whatever_their_length():
    series = read(TWENTY, "month")
    assert series.starts(19, 2) == [date(2025, 8, 1), date(2025, 9, 1)]


def test_only_the_newest_800_are_learnt_from():
    series = read([1.0] * 810, "day")
    assert (len(series.values), series.older, series.start) == (800, 10, "2024-01-11")


def test_it_is_the_same_after_it_was_kept():
    series = read([*TWENTY, None, 3.0])
    assert type(series).from_json(series.as_json()) == series
