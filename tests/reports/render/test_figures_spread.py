"""Histograms, boxes and scatters, from their slices."""

import json
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from reports.declare import Box, Dimension, Histogram, Scatter
from reports.render.figures import figure
from tests.reports.render.figures_kit import QUERY, SHOWN, TAG, read

CUTS = ("P5", "P25", "P50", "P75", "P95")


def histogram(edges: list, *, width: float, x: Dimension | str = "sales") -> dict:
    counts = pa.array([7] * len(edges), pa.int64())
    table = pa.table({"X": pa.array(edges, pa.float64()), "N": counts, "WIDTH": [width] * len(edges)})
    return figure(Histogram("Baskets", QUERY, x=x), table)


def boxes(groups: list, *, cuts: list, **options) -> dict:
    table = pa.table({"X": groups, **dict.fromkeys(CUTS, cuts), "N": [1234] * len(groups), "ALL": [1] * len(groups)})
    return figure(Box("Spend", QUERY, y="sales", x="department", format="money", **options), table)


def points(columns: dict, **options) -> dict:
    table = pa.table({**columns, "ROWS_IN_ALL": [9] * len(columns["P"])})
    return figure(Scatter("Categories", QUERY, points="category", x="avg(price)", y="sum(sales)", **options), table)


def test_a_bar_of_a_histogram_is_as_wide_as_its_bin():
    bars = histogram([20.0, 30.0], width=5.0)["data"][0]
    assert (read(bars["x"]), bars["offset"], bars["width"]) == ([20, 30], 0, 5)


@pytest.mark.parametrize(
    ("edge", "width", "x", "text"),
    [
        (20.0, 5.0, "sales", "20 to 25"),
        (3 * 0.1, 0.1, "sales", "0.3 to 0.4"),
        (-5.0, 5.0, "sales", "−5 to 0"),
        (1000.0, 500.0, Dimension("sales", format="money"), "$1,000.00 to $1,500.00"),
        (0.1, 0.05, Dimension("share", format="percent"), "10.0% to 15.0%"),
    ],
)
def test_a_bin_is_named_by_its_edges(edge, width, x, text):
    assert histogram([edge], width=width, x=x)["data"][0]["hovertext"] == [text]


def test_a_bin_is_no_value_so_there_is_nothing_to_pick():
    assert "meta" not in histogram([20.0], width=5.0)["data"][0]


def test_a_histogram_of_nothing_is_empty():
    assert json.dumps(histogram([], width=1.0))


def test_a_box_is_drawn_from_its_percentiles():
    table = pa.table(
        {"X": ["DELI"], **{name: [Decimal(place)] for place, name in enumerate(CUTS)}, "N": [10], "ALL": [1]}
    )
    drawn = figure(Box("Spend", QUERY, y="sales", x="department", format="money"), table)
    deli, unseen = drawn["data"]
    fences = [deli[each] for each in ("lowerfence", "q1", "median", "q3", "upperfence")]
    assert fences == [[0], [1], [2], [3], [4]]
    assert unseen["hovertext"][0].split("<br>") == [
        "<b>DELI</b>",
        "95th percentile: $4.00",
        "Upper quarter: $3.00",
        "Median: $2.00",
        "Lower quarter: $1.00",
        "5th percentile: $0.00",
        "10 rows",
    ]


def test_a_click_on_a_box_picks_its_group():
    unseen = boxes([TAG, None], cuts=[1.0, 2.0])["data"][-1]
    assert unseen["customdata"] == [TAG, None]
    assert unseen["x"] == [SHOWN, "(empty)"]


def test_a_group_without_numbers_has_no_box_and_breaks_nothing():
    unseen = boxes(["DELI", "MEAT"], cuts=[1.0, None])["data"][-1]
    assert unseen["base"][1] is None
    assert "Median: –" in unseen["hovertext"][1]


def test_a_box_of_one_value_can_still_be_pointed_at():
    drawn = boxes(["DELI", "MEAT"], cuts=[1.0, 3.0])
    assert all(height > 0 for height in drawn["data"][-1]["y"])


def test_boxes_by_date_stand_in_order_and_are_written_by_grain():
    table = pa.table(
        {"X": [date(2026, 11, 1), date(2026, 10, 1)], **{name: [1.0, 2.0] for name in CUTS}, "N": [9, 8], "ALL": [2, 2]}
    )
    drawn = figure(Box("Spend", QUERY, y="sales", x="month"), table)
    assert drawn["layout"]["xaxis"]["categoryarray"] == ["Oct 2026", "Nov 2026"]


def test_one_box_for_all_lies():
    table = pa.table({**{name: [1.0] for name in CUTS}, "N": [9], "ALL": [1]})
    drawn = figure(Box("Spend", QUERY, y="sales"), table)
    assert drawn["data"][0]["orientation"] == "h"
    assert drawn["layout"]["xaxis"]["title"]["text"] == "Sales"


def test_a_few_points_are_drawn_by_the_page_and_many_by_the_graphics_card():
    few = points({"P": ["a"], "X": [1.0], "Y": [2.0]})
    many = points({"P": [str(each) for each in range(1001)], "X": [1.0] * 1001, "Y": [2.0] * 1001})
    assert (few["data"][0]["type"], many["data"][0]["type"]) == ("scatter", "scattergl")


def test_each_colour_is_a_trace_whose_points_are_picked_by_name():
    drawn = points(
        {"P": ["a", TAG, "c"], "C": ["DELI", None, "DELI"], "X": [1, 2, 3], "Y": [4, 5, 6]}, color="department"
    )
    deli, empty = drawn["data"]
    assert (deli["name"], deli["customdata"], read(deli["y"])) == ("DELI", ["a", "c"], [4, 6])
    assert (empty["name"], empty["customdata"], empty["hovertext"]) == ("(empty)", [TAG], [SHOWN])
    assert deli["meta"]["column"] == "category"
    assert deli["meta"]["paint"] == {"column": "department", "value": "DELI"}


def test_the_largest_bubble_is_forty_pixels_across():
    marker = points({"P": ["a", "b"], "X": [1, 2], "Y": [3, 4], "S": [Decimal("800"), None]}, size="sum(units)")
    marker = marker["data"][0]["marker"]
    assert marker["sizemode"] == "area"
    assert (800 / marker["sizeref"] * 2) ** 0.5 == pytest.approx(40)


def test_a_point_without_a_number_is_a_gap():
    drawn = points({"P": ["a", None], "X": pa.array([Decimal("1.5"), None]), "Y": [3, 4]})
    assert read(drawn["data"][0]["x"]) == [1.5, None]


@pytest.mark.parametrize("color", ["", "department"])
def test_a_scatter_of_nothing_is_empty(color):
    empty = pa.array([], pa.string())
    columns = {"P": empty, **({"C": empty} if color else {}), "X": pa.array([], pa.float64())}
    assert json.dumps(points({**columns, "Y": pa.array([], pa.float64())}, color=color))
