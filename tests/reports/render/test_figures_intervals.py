"""Bars of estimates: whiskers from the lower to the upper end of the interval."""

import pyarrow as pa

from reports.declare import Bar, Measure
from reports.render.figures import figure
from tests.reports.render.figures_kit import QUERY, read

LIFT = Measure("avg(lift)", label="Lift", format="percent")


def bars(lifts: list, lows: list, highs: list, colours: list | None = None, **options) -> dict:
    given = {"x": "placement", "y": LIFT, "low": "min(lift)", "high": "max(lift)", **options}
    numbers = {"L": lifts, "LOW": pa.array(lows, pa.float64()), "HIGH": pa.array(highs, pa.float64())}
    names = {"P": list("abc"[: len(lifts)]), **({"C": colours} if colours else {})}
    return figure(Bar("Lift", QUERY, **given), pa.table(names | numbers))


def test_a_whisker_reaches_from_the_lower_to_the_upper_end():
    reach = bars([0.5], [0.25], [1.0])["data"][0]["error_y"]
    assert (read(reach["arrayminus"]), read(reach["array"])) == ([0.25], [0.5])


def test_lying_bars_have_lying_whiskers():
    trace = bars([0.5], [0.25], [1.0], horizontal=True)["data"][0]
    assert "error_x" in trace and "error_y" not in trace


def test_a_tooltip_says_the_ends_as_the_estimate_is_written():
    trace = bars([0.5], [-0.25], [1.0])["data"][0]
    assert trace["text"] == ["95% from −25.0% to 100.0%"]
    assert trace["hovertemplate"].endswith("Lift: %{y:.1%}<br>%{text}<extra></extra>")


def test_an_estimate_of_too_few_has_no_whisker_and_says_so():
    trace = bars([0.5, 0.6], [None, 0.5], [None, 0.7])["data"][0]
    assert read(trace["error_y"]["array"])[0] is None
    assert trace["text"][0] == "no interval: too few to tell"


def test_each_colour_has_the_whiskers_of_its_own_bars():
    drawn = bars([1.0, 2.0], [0.0, 1.5], [2.0, 2.5], ["x", "y"], color="group", mode="grouped")["data"]
    assert {trace["name"]: read(trace["error_y"]["array"]) for trace in drawn} == {"x": [1.0], "y": [0.5]}


def test_an_end_below_zero_is_on_the_axis():
    axis = bars([5.0], [-1.0], [9.0], y=Measure("avg(gain)", format="money"))["layout"]["yaxis"]
    assert axis["tickformat"] == "$~s"


def test_the_rows_of_the_bars_have_the_ends_beside_the_estimate():
    visual = Bar("Lift", QUERY, x="placement", y=LIFT, low="min(lift)", high="max(lift)")
    assert [(each.label, each.format) for each in visual.measures] == [
        ("Lift", "percent"),
        ("95% from", "percent"),
        ("95% to", "percent"),
    ]


def test_bars_without_an_interval_have_no_whiskers():
    trace = figure(Bar("Lift", QUERY, x="p", y=LIFT), pa.table({"P": ["a"], "L": [1.0]}))["data"][0]
    assert "error_y" not in trace and "%{text}" not in trace["hovertemplate"]
