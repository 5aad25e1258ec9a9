"""Heatmaps, from their slices."""

import json
from datetime import date
from decimal import Decimal

import pyarrow as pa

from reports.declare import Dimension, Heatmap
from reports.render.figures import figure
from tests.reports.render.figures_kit import QUERY, SHOWN, TAG, read


def heat(across: list, down: list, values: list, folded: list | None = None, **options) -> dict:
    columns = {"X": across, "Y": down, "V": values, **({"FOLDED": folded} if folded else {})}
    heatmap = Heatmap("Heat", QUERY, **{"x": "age", "y": "department", "value": "sum(sales)", **options})
    heatmap.join(None, "heat")
    return figure(heatmap, pa.table(columns))


def test_the_largest_row_is_on_top_and_the_rest_below():
    drawn = heat(["a", "a", "a"], ["DELI", "MEAT", "Other"], [1.0, 2.0, 9.0], [0, 0, 12], top=2)
    assert drawn["data"][0]["y"] == ["MEAT", "DELI", "Other (12)"]
    assert drawn["layout"]["yaxis"]["autorange"] == "reversed"


def test_where_two_values_do_not_meet_there_is_a_gap():
    trace = heat(["b", "a"], ["DELI", "MEAT"], [Decimal("1.5"), Decimal("2")])["data"][0]
    assert trace["x"] == ["a", "b"]
    assert read(trace["z"]) == [[2, None], [None, 1.5]]


def test_rows_of_numbers_stay_in_their_order():
    trace = heat(["a", "a"], [7, 1], [9.0, 1.0], y="weekday")["data"][0]
    assert trace["y"] == ["1", "7"]


def test_what_is_set_against_itself_has_one_order_on_both_axes():
    trace = heat(["a", "a", "b", "b"], ["a", "b", "a", "b"], [1.0, 2.0, 2.0, 9.0])["data"][0]
    assert trace["x"] == trace["y"] == ["b", "a"]
    assert read(trace["z"]) == [[9, 2], [2, 1]]


def test_a_week_without_rows_keeps_its_place():
    weeks = [date(2026, 11, 2), date(2026, 11, 16)]
    trace = heat(weeks, ["DELI", "DELI"], [1.0, 2.0], x="week")["data"][0]
    assert trace["x"] == ["2026-11-02", "2026-11-09", "2026-11-16"]
    assert read(trace["z"]) == [[1, None, 2]]


def test_months_and_quarters_are_dates_too():
    months = [date(2026, 1, 1), date(2026, 3, 1)]
    trace = heat(months, ["DELI", "DELI"], [1.0, 2.0], x=Dimension("m", format="month"))["data"][0]
    assert trace["x"] == ["2026-01-01", "2026-02-01", "2026-03-01"]
    assert "%b %Y" in trace["hovertemplate"]


def test_a_cell_stands_for_both_of_its_values():
    meta = heat([TAG], [None], [1.0])["data"][0]["meta"]
    assert (meta["column"], meta["values"], meta["rest"]) == ("department", [None], [0])
    assert (meta["across"]["column"], meta["across"]["values"]) == ("age", [TAG])


def test_tags_in_names_are_text():
    trace = heat([TAG], [TAG], [1.0])["data"][0]
    assert (trace["x"], trace["y"]) == ([SHOWN], [SHOWN])


def test_below_zero_the_scale_has_two_sides():
    assert heat(["a"], ["b"], [1.0])["data"][0]["colorscale"] == [[0, "@surface-2"], [1, "@c1"]]
    assert heat(["a", "b"], ["b", "b"], [1.0, -1.0])["data"][0]["zmid"] == 0


def test_a_heatmap_without_rows_or_values_breaks_nothing():
    empty = pa.array([], pa.string())
    assert json.dumps(heat(empty, empty, pa.array([], pa.float64())))
    assert read(heat(["a"], ["b"], pa.array([None], pa.float64()))["data"][0]["z"]) == [[None]]


def test_the_scale_begins_at_zero_however_close_the_values_are():
    trace = heat(["a", "b"], ["DELI", "DELI"], [0.4, 0.5])["data"][0]
    assert (trace["zmin"], trace["zmax"]) == (0, 0.5)  # Plotly takes neither without the other


def test_few_cells_say_their_number_and_many_do_not():
    few = heat(["a", "b"], ["DELI", "MEAT"], [48210.5, 2.0], format="money")["data"][0]
    assert few["text"] == [["$48.2\u202fk", ""], ["", "$2.00"]]
    many = [str(place) for place in range(82)]
    assert "text" not in heat(many, ["DELI"] * 82, [1.0] * 82)["data"][0]
