"""Forecasts and predictions, from their slices: what was measured, without a model."""

from datetime import date

import pyarrow as pa
import pytest

from reports.declare import Forecast, Measure, Prediction
from reports.render.figures import figure
from tests.reports.render.figures_kit import QUERY, SHOWN, TAG, read


def prediction(points: list, foretold: list, came: list, **options) -> dict:
    given = {"actual": "sum(sales)", "expected": "sum(units) * 2", "format": "money", **options}
    numbers = {"E": pa.array(foretold, pa.float64()), "A": pa.array(came, pa.float64())}
    table = pa.table({"P": pa.array(points, pa.string()), **numbers, "ROWS_IN_ALL": [9] * len(points)})
    return figure(Prediction("Told", QUERY, points="category", **given), table)


def test_a_forecast_draws_what_was_measured():
    table = pa.table({"W": [date(2026, 11, 2), date(2026, 11, 9)], "S": [5.0, 6.0]})
    (line,) = figure(Forecast("Ahead", QUERY, x="week", y="sum(sales)"), table)["data"]
    assert (line["mode"], read(line["y"])) == ("lines", [5, 6])


def test_what_was_expected_stands_across_and_what_came_stands_up():
    drawn = prediction(["a", "b"], [10, 20], [12, 15])
    points = drawn["data"][1]
    assert (read(points["x"]), read(points["y"])) == ([10, 20], [12, 15])
    axes = [drawn["layout"][axis]["title"]["text"] for axis in ("xaxis", "yaxis")]
    assert axes == ["Expected sales", "Actual sales"]


def test_a_measure_that_has_no_name_names_no_axis():
    drawn = prediction(["a"], [1], [1], actual="sum(sales) - 1")
    assert drawn["layout"]["yaxis"]["title"]["text"] == "Actual"
    named = prediction(["a"], [1], [1], actual=Measure("sum(sales) - 1", label="Net sales"))
    assert named["layout"]["yaxis"]["title"]["text"] == "Actual net sales"


def test_points_that_came_as_expected_would_lie_on_the_diagonal():
    diagonal = prediction(["a", "b"], [10, 20], [12, 5])["data"][0]
    assert diagonal["x"] == diagonal["y"] == [5, 20]


def test_a_point_says_how_far_off_it_is():
    points = prediction(["a", "b", "c"], [10, 20, None], [12, 15, 3])["data"][1]
    assert points["text"] == ["$2.00 more than expected", "$5.00 less than expected", ""]


def test_a_click_on_a_point_picks_it():
    points = prediction([TAG, None], [1, 2], [3, 4])["data"][1]
    assert (points["customdata"], points["hovertext"]) == ([TAG, None], [SHOWN, "(empty)"])
    assert points["meta"]["column"] == "category"


@pytest.mark.parametrize("points", [[], ["a"]])
def test_a_prediction_without_numbers_breaks_nothing(points):
    drawn = prediction(points, [None] * len(points), [None] * len(points))
    assert drawn["layout"]["annotations"] == []
