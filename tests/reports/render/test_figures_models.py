"""Forecasts and predictions, from their rows."""

from datetime import date, timedelta

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


def forecast(*rows: tuple) -> dict:
    """The figure of rows such as ("measured", 5.0) and ("forecast", 6.0, 5.0, 7.0, 4.0, 8.0), week by week."""
    whole = [
        (date(2026, 8, 31) + timedelta(weeks=place), *row[1:2], row[0], *row[2:]) for place, row in enumerate(rows)
    ]
    columns = zip(*((*row, *[None] * (7 - len(row))) for row in whole), strict=True)
    types = [pa.date32(), pa.float64(), pa.string(), *[pa.float64()] * 4]
    names = ["W", "S", "WHAT", "LOW_80", "HIGH_80", "LOW_95", "HIGH_95"]
    table = pa.table([pa.array(each, kind) for each, kind in zip(columns, types, strict=True)], names=names)
    return figure(Forecast("Ahead", QUERY, x="week", y="sum(sales)", format="money"), table)


def named(drawn: dict, name: str) -> dict:
    return next(trace for trace in drawn["data"] if trace.get("name") == name)


def test_without_what_is_to_come_a_forecast_draws_what_was_measured():
    (line,) = forecast(("measured", 5.0), ("measured", 6.0))["data"]
    assert (line["mode"], read(line["y"])) == ("lines", [5, 6])


AHEAD = (("measured", 5.0), ("measured", 6.0), ("forecast", 7.0, 6.0, 8.0, 5.0, 9.0))


def test_the_line_to_come_and_its_bands_begin_where_the_measured_one_ends():
    drawn = forecast(*AHEAD)
    assert read(named(drawn, "Sales")["y"]) == [5, 6]
    assert read(named(drawn, "Forecast")["y"]) == [6, 7]
    assert [read(named(drawn, f"{each} interval")["y"]) for each in ("80%", "95%")] == [[6, 8], [6, 9]]


def test_a_step_to_come_says_its_intervals():
    assert named(forecast(*AHEAD), "Forecast")["text"] == [
        "Sales: $6.00",
        "Forecast: $7.00<br>80%: $6.00 – $8.00<br>95%: $5.00 – $9.00",
    ]


def test_what_is_not_whole_is_a_dot_beside_the_line():
    drawn = forecast(("measured", 5.0), ("measured", 6.0), ("measured, not whole", 1.0))
    assert read(named(drawn, "Sales")["y"]) == [5, 6]
    assert named(drawn, "Not whole, left out")["mode"] == "markers"


def test_what_was_expected_stands_across_and_what_came_stands_up():
    drawn = prediction(["a", "b"], [10, 20], [12, 15])
    points = drawn["data"][1]
    assert (read(points["x"]), read(points["y"])) == ([10, 20], [12, 15])
    axes = [drawn["layout"][axis]["title"]["text"] for axis in ("xaxis", "yaxis")]
    assert axes == ["Expected sales", "Actual sales"]


def test_an_axis_is_called_like_its_measure():
    drawn = prediction(["a"], [1], [1], actual=Measure("sum(sales) - 1", label="Net sales"))
    assert drawn["layout"]["yaxis"]["title"]["text"] == "Actual net sales"


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
