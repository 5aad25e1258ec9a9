"""Pies, treemaps, waterfalls and funnels, from their slices."""

from decimal import Decimal

import pyarrow as pa
import pytest

from reports.declare import Funnel, Measure, Pie, Treemap, Waterfall
from reports.render.figures import ChartError, figure
from tests.reports.render.figures_kit import QUERY, SHOWN, TAG


def pie(parts: list, values: list, folded: list | None = None, **options) -> dict:
    fold = {"FOLDED": folded} if folded else {}
    top = {} if folded else {"top": None}
    table = pa.table({"D": parts, "V": values, **fold})
    return figure(Pie("Parts", QUERY, by="department", value="sum(sales)", format="money", **top, **options), table)


def waterfall(parts: list, values: list, folded: list) -> dict:
    table = pa.table({"D": parts, "V": values, "FOLDED": folded})
    return figure(Waterfall("Steps", QUERY, by="department", value="sum(sales)", format="money"), table)


def treemap(rows: list[tuple], by: list[str] | str = ("department", "category")) -> dict:
    *outer, values = zip(*rows, strict=True)
    columns = {f"D{place}": list(each) for place, each in enumerate(outer)}
    table = pa.table({**columns, "V": list(values), "ROWS_IN_ALL": [99] * len(rows)})
    return figure(Treemap("Tiles", QUERY, by=by, value="sum(sales)", format="money"), table)


def funnel(*sizes: int | None) -> dict:
    stages = [Measure("count(*)", label=f"Stage {place}") for place in range(1, len(sizes) + 1)]
    table = pa.table({f"S{place}": pa.array([size], pa.int64()) for place, size in enumerate(sizes)})
    return figure(Funnel("Left", QUERY, stages=stages), table)


def test_a_pie_names_each_part_with_its_share():
    trace = pie(["DELI", "MEAT"], [Decimal(30), Decimal(10)])["data"][0]
    assert trace["labels"] == ["DELI  75.0%", "MEAT  25.0%"]
    assert "%{percent:.1%} of $40.00" in trace["hovertemplate"]


def test_the_largest_part_of_a_pie_is_first_and_the_rest_is_last():
    assert pie(["A", "B"], [1.0, 9.0])["data"][0]["values"] == [9, 1]
    assert pie(["B", "A", "Other"], [9.0, 1.0, 20.0], [0, 0, 4])["data"][0]["hovertext"] == ["B", "A", "Other (4)"]


def test_a_part_of_a_pie_picks_its_value_and_the_rest_picks_nothing():
    trace = pie([TAG, None, "Other"], [3.0, 2.0, 1.0], [0, 0, 7])["data"][0]
    assert trace["customdata"][:2] == [TAG, None]
    assert trace["hovertext"] == [SHOWN, "(empty)", "Other (7)"]
    assert (trace["meta"]["each"], trace["meta"]["rest"]) == (True, [0, 0, 7])


def test_two_parts_that_look_alike_stay_two():
    """Plotly adds up parts of one name: here one has no name, and the other is called so."""
    labels = pie(["(empty)", None], [1.0, 1.0])["data"][0]["labels"]
    assert len(set(labels)) == 2


@pytest.mark.parametrize(
    "draw", [lambda parts, values: pie(parts, values), lambda *given: treemap(list(zip(*given, strict=True)), "d")]
)
def test_what_is_below_zero_is_said_and_not_drawn(draw):
    with pytest.raises(ChartError) as told:
        draw([TAG, "MEAT", "DELI"], [-1.0, -2.0, 3.0])
    assert f"below zero, and {TAG} and 1 more is" in told.value.sentence


def test_parts_that_are_all_zero_make_no_whole():
    with pytest.raises(ChartError, match="All parts are zero"):
        pie(["A", "B"], [0.0, None])


def test_a_waterfall_steps_up_and_down_to_its_total():
    trace = waterfall(["A", "B", "Other"], [5.0, -2.0, 4.0], [0, 0, 3])["data"][0]
    assert trace["x"] == ["A", "B", "Other (3)", "Total"]
    assert trace["base"] == [0, 5, 3, 0]
    assert trace["y"] == [5, -2, 4, 7]
    assert trace["marker"]["color"] == ["@good", "@bad", "@good", "@c1"]


def test_a_step_says_what_it_adds_and_where_it_leads():
    trace = waterfall(["A", "B"], [5.0, -2.0], [0, 0])["data"][0]
    assert trace["hovertext"] == ["+$5.00<br>to $5.00", "−$2.00<br>to $3.00", "$3.00"]


def test_the_total_of_a_waterfall_is_nothing_to_pick():
    trace = waterfall(["Total", None], [5.0, None], [0, 0])["data"][0]
    assert (trace["customdata"], trace["meta"]["rest"]) == (["Total", None, None], [0, 0, 1])
    assert len(set(trace["x"])) == 3


def test_tiles_stand_in_the_tiles_around_them():
    trace = treemap([("DELI", "Ham", 6.0), ("MEAT", "Ham", 3.0), ("DELI", "Cheese", 1.0)])["data"][0]
    assert trace["labels"] == ["Sales  $10.00", "DELI", "MEAT", "Ham", "Ham", "Cheese"]
    assert trace["values"] == [10, 7, 3, 6, 3, 1]
    around = dict(zip(trace["ids"], trace["parents"], strict=True))
    assert len(around) == 6
    assert all(parent in around for parent in trace["parents"][1:])


def test_a_tile_says_its_share_of_what_is_around_it_and_of_the_whole():
    trace = treemap([("DELI", "Ham", 6.0), ("MEAT", "Ham", 2.0), ("DELI", "Cheese", 2.0)])["data"][0]
    assert trace["text"][trace["values"].index(6)] == "75.0% of DELI<br>60.0% of $10.00"


def test_a_tile_has_the_colour_of_its_outermost_value_and_picks_all_on_the_way():
    trace = treemap([(TAG, None, 6.0)])["data"][0]
    assert trace["customdata"] == [None, TAG, TAG]
    assert trace["labels"][1:] == [SHOWN, "(empty)"]
    meta = trace["meta"]
    assert (meta["column"], meta["each"], meta["rest"]) == ("department", True, [1, 0, 0])
    assert meta["inner"] == [{"column": "category", "label": "Category", "depth": 2, "values": [None, None, None]}]
    assert meta["depths"] == [0, 1, 2]


def test_a_treemap_leaves_out_what_has_no_size():
    assert len(treemap([("A", 1.0), ("B", None), ("C", 0.0)], "department")["data"][0]["ids"]) == 2


def test_a_funnel_keeps_its_stages_in_the_declared_order():
    drawn = funnel(200, 300, 30)
    trace = drawn["data"][0]
    assert (trace["y"], trace["x"]) == (["Stage 1", "Stage 2", "Stage 3"], [200, 300, 30])
    assert drawn["layout"]["yaxis"]["categoryarray"] == trace["y"]


def test_a_stage_says_its_share_of_the_first_and_of_the_one_before():
    trace = funnel(200, 100, 20)["data"][0]
    assert trace["text"] == ["100%", "50%", "10%"]
    assert trace["hovertext"][2].split("<br>") == ["<b>Stage 3</b>", "20", "10.0% of Stage 1", "20.0% of Stage 2"]


def test_a_stage_without_a_figure_is_an_empty_one():
    assert funnel(200, None)["data"][0]["x"] == [200, 0]


def test_a_funnel_that_nobody_entered_is_said():
    with pytest.raises(ChartError, match="no funnel"):
        funnel(0, 0)
