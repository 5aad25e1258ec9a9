"""Names that have an order of their own: charts keep it."""

import pyarrow as pa
import pytest

from reports.declare import Bar, Box, Dimension, Heatmap, Line, Waterfall
from reports.render.figures import figure
from tests.reports.render.figures_kit import QUERY, read

AGE = Dimension("age", label="Age", order=["young", "middle", "old"])
GROUPS = pa.table({"AGE": ["old", None, "middle", "young"], "SUM_SALES": [9.0, 5.0, 3.0, 1.0]})
IN_ORDER = ["young", "middle", "old", "(empty)"]


def test_bars_stand_as_ordered_and_what_is_not_listed_comes_last():
    trace = figure(Bar("Ages", QUERY, x=AGE, y="sum(sales)"), GROUPS)["data"][0]
    assert (trace["x"], read(trace["y"])) == (IN_ORDER, [1, 3, 9, 5])


def test_the_rest_stands_behind_the_ordered_ones():
    table = pa.table({"AGE": ["Other", "old", "young"], "SUM_SALES": [5.0, 9.0, 1.0], "FOLDED": [4, 0, 0]})
    assert figure(Bar("Ages", QUERY, x=AGE, y="sum(sales)", top=2), table)["data"][0]["x"][-1] == "Other (4)"


def test_colours_come_in_their_order_too():
    table = pa.table({"WEEK": [1, 1, 1], "AGE": ["old", "young", "middle"], "SUM_SALES": [9.0, 1.0, 3.0]})
    drawn = figure(Line("Ages", QUERY, x="week", y="sum(sales)", color=AGE, top=None), table)
    assert [each["name"] for each in drawn["data"]] == IN_ORDER[:3]


@pytest.mark.parametrize("axis", ["x", "y"])
def test_a_heatmap_keeps_the_order_across_and_down(axis):
    other = "y" if axis == "x" else "x"
    columns = {axis: GROUPS.column(0), other: pa.array(["DELI"] * 4)}
    table = pa.table({"X": columns["x"], "Y": columns["y"], "V": GROUPS.column(1)})
    heatmap = Heatmap("Heat", QUERY, **{axis: AGE, other: "department"}, value="sum(sales)")
    assert figure(heatmap, table)["data"][0][axis] == IN_ORDER


def test_the_steps_of_a_waterfall_are_taken_in_order():
    trace = figure(Waterfall("Steps", QUERY, by=AGE, value="sum(sales)"), GROUPS.append_column("F", [[0] * 4]))["data"][
        0
    ]
    assert (trace["x"], trace["y"][:4]) == ([*IN_ORDER, "Total"], [1, 3, 9, 5])


def test_boxes_stand_as_ordered():
    cuts = {f"P{place}": GROUPS.column(1) for place in range(5)}
    table = pa.table({"AGE": GROUPS.column(0), **cuts, "ROWS": [1] * 4, "ALL": [4] * 4})
    drawn = figure(Box("Boxes", QUERY, y="sales", x=AGE), table)
    assert [each["name"] for each in drawn["data"][:-1]] == IN_ORDER


def test_an_empty_slice_has_nothing_to_order():
    assert figure(Bar("Ages", QUERY, x=AGE, y="sum(sales)"), GROUPS.slice(0, 0))["data"][0]["x"] == []
