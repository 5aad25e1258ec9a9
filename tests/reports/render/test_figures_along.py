"""Lines, areas and bars, from their slices."""

import json
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from reports.declare import Area, Bar, Dimension, Line
from reports.render.figures import figure
from tests.reports.render.figures_kit import QUERY, SHOWN, TAG, read

WEEKS = [date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)]
DAY = 24 * 3600 * 1000


def line(x: str = "week", **options) -> Line:
    return Line("Sales by week", QUERY, x=x, y="sum(sales)", **{"format": "money", **options})


def weekly(values: list) -> pa.Table:
    return pa.table({"WEEK": WEEKS[: len(values)], "SUM_SALES": values})


def two_brands(**options) -> tuple[dict, dict]:
    bars = Bar("Sales", QUERY, x="department", y="sum(sales)", color="brand", format="money", **options)
    table = pa.table(
        {
            "DEPARTMENT": ["DELI", "DELI", "MEAT"],
            "BRAND": ["National", "Private", "National"],
            "SUM_SALES": [Decimal("30"), Decimal("10.5"), None],
        }
    )
    drawn = figure(bars, table)
    return drawn, drawn["layout"]


def test_dates_of_a_line_travel_as_days():
    x = figure(line(), weekly([1.0, 2.0, 3.0]))["data"][0]["x"]
    assert [each * x["unit"] // DAY for each in read(x)] == [(day - date(1970, 1, 1)).days for day in WEEKS]


def test_a_moment_keeps_its_time_of_day():
    moments = pa.array([1793626200, None], pa.timestamp("s")).cast(pa.timestamp("ns"))
    drawn = figure(line("hour"), pa.table({"H": moments, "S": [1.0, 2.0]}))
    x = drawn["data"][0]["x"]
    assert (x["unit"], read(x)) == (1, [1793626200000.0, None])
    assert "%H:%M" in drawn["data"][0]["hovertemplate"]


def test_a_line_along_a_number_has_numbers_for_an_axis():
    drawn = figure(line("year"), pa.table({"Y": [2024, 2025], "S": [1.0, 2.0]}))
    assert read(drawn["data"][0]["x"]) == [2024, 2025]
    assert "type" not in drawn["layout"]["xaxis"]


def test_what_a_point_of_a_long_line_stands_for_is_read_off_its_x():
    trace = figure(line(), weekly([1.0, 2.0]))["data"][0]
    assert trace["meta"]["along"] == "x"
    assert "customdata" not in trace


@pytest.mark.parametrize(
    ("values", "mode"),
    [
        ([1.0], "markers"),
        ([1.0, 2.0], "lines"),
        ([1.0, None], "markers"),
        ([1.0, None, 3.0], "lines+markers"),
        ([None, None], "lines"),
        ([], "lines"),
    ],
)
def test_a_point_without_a_neighbour_is_a_dot(values, mode):
    table = weekly(pa.array(values, pa.float64()))
    assert figure(line(), table)["data"][0]["mode"] == mode


@pytest.mark.parametrize(
    ("grain", "written"),
    [("day", "%-d %b %Y"), ("week", "week of"), ("month", "%b %Y"), ("quarter", "Q%q %Y"), ("year", "%Y")],
)
def test_a_tooltip_writes_dates_by_their_grain(grain, written):
    trace = figure(line(Dimension("begun", format=grain)), weekly([1.0]))["data"][0]
    assert written in trace["hovertemplate"]


@pytest.mark.parametrize(
    ("dates", "step"),
    [
        (["2026-11-02", "2026-11-03", "2026-11-07"], DAY),
        (["2026-11-02", "2026-11-16"], 7 * DAY),
        (["2026-10-01", "2026-11-01"], "M1"),
        (["2026-01-01", "2026-07-01"], "M3"),
        (["2020-01-01", "2026-01-01"], "M12"),
        (["2010-01-01", "2026-01-01"], "M60"),
    ],
)
def test_ticks_stand_on_the_dates_whatever_their_column_is_called(dates, step):
    table = pa.table({"P": [date.fromisoformat(each) for each in dates], "S": [1.0] * len(dates)})
    assert figure(line("period"), table)["layout"]["xaxis"]["dtick"] == step


def test_years_of_days_leave_the_ticks_to_the_zoom():
    table = pa.table({"P": [date(2020, 1, 2), date(2026, 1, 1)], "S": [1.0, 2.0]})
    axis = figure(line("day"), table)["layout"]["xaxis"]
    assert "dtick" not in axis
    assert axis["tickformatstops"]


def test_axes_say_what_they_are_of_but_dates_speak_for_themselves():
    layout = figure(line(), weekly([1.0]))["layout"]
    assert "title" not in layout["xaxis"]
    assert layout["yaxis"]["title"]["text"] == "Sales"


def test_an_area_fills_to_zero_and_colours_stand_on_each_other():
    table = weekly([1.0, 2.0, 3.0])
    assert figure(Area("A", QUERY, x="week", y="sum(sales)"), table)["data"][0]["fill"] == "tozeroy"
    colours = table.add_column(1, "BRAND", pa.array(["a", "b", "a"]))
    traces = figure(Area("A", QUERY, x="week", y="sum(sales)", color="brand", top=None), colours)["data"]
    assert [trace["stackgroup"] for trace in traces] == ["all", "all"]


def test_an_area_of_shares_says_amount_and_share():
    table = pa.table({"WEEK": WEEKS[:1] * 2, "BRAND": ["a", "b"], "S": [Decimal("30"), Decimal("10.50")]})
    area = Area("A", QUERY, x="week", y="sum(sales)", color="brand", top=None, mode="share", format="money")
    drawn = figure(area, table)
    assert [trace["text"] for trace in drawn["data"]] == [["$30.00 (74.1%)"], ["$10.50 (25.9%)"]]
    assert drawn["data"][0]["groupnorm"] == "percent"
    assert drawn["layout"]["yaxis"]["ticksuffix"] == "%"


def test_bars_stand_as_their_mode_says():
    assert two_brands()[1]["barmode"] == "relative"
    assert two_brands(mode="grouped")[1]["barmode"] == "group"
    assert two_brands(mode="share")[1]["barnorm"] == "percent"


def test_a_bar_without_a_value_has_no_share():
    national, private = two_brands(mode="share")[0]["data"]
    assert national["text"] == ["$30.00 (74.1%)", "–"]
    assert private["text"] == ["$10.50 (25.9%)"]


def test_the_size_axis_of_lying_bars_has_the_title():
    layout = two_brands(horizontal=True)[1]
    assert layout["xaxis"]["title"]["text"] == "Sales"
    assert layout["yaxis"]["title"] is None


def test_bars_keep_the_order_of_the_slice_whatever_the_colours():
    table = pa.table({"D": ["MEAT", "DELI", "MEAT"], "B": ["a", "b", "b"], "S": [1.0, 9.0, 9.0]})
    bars = Bar("Sales", QUERY, x="department", y="sum(sales)", color="brand")
    assert figure(bars, table)["layout"]["xaxis"]["categoryarray"] == ["MEAT", "DELI"]


def test_a_category_called_other_and_the_rest_are_two_bars():
    bars = Bar("Top", QUERY, x="category", y="sum(sales)", top=1)
    table = pa.table({"C": ["Other", "Other"], "S": [5.0, 9.0], "FOLDED": [0, 40]})
    assert figure(bars, table)["data"][0]["x"] == ["Other", "Other (40)"]


def test_a_tick_is_cut_and_the_tooltip_is_not():
    bars = Bar("Top", QUERY, x="category", y="sum(sales)")
    name = "FROZEN MEAT DINNERS & OTHER THINGS"
    drawn = figure(bars, pa.table({"C": [name], "S": [5.0]}))
    escaped = name.replace("&", "&amp;")
    assert drawn["layout"]["xaxis"]["labelalias"] == {escaped: "FROZEN MEAT DINNERS &amp; OTH…"}
    assert drawn["data"][0]["hovertext"] == [escaped]


@pytest.mark.parametrize("colour", ["", "brand"])
def test_tags_in_names_are_text_and_picks_have_the_value_itself(colour):
    bars = Bar("Top", QUERY, x="category", y="sum(sales)", color=colour)
    columns = {"C": [TAG], **({"B": [TAG]} if colour else {}), "S": [5.0]}
    trace = figure(bars, pa.table(columns))["data"][0]
    assert trace["x"] == [SHOWN]
    assert (trace["meta"]["value"] if colour else trace["customdata"][0]) == TAG


def test_an_authors_label_is_not_a_template():
    table = pa.table({"C": ["DELI"], "S": [5.0]})
    bars = Bar("Top", QUERY, x=Dimension("category", "<b>%{y}"), y="sum(sales)", color="")
    assert figure(bars, table)["layout"]["xaxis"]["title"]["text"] == "&lt;b&gt;%&#123;y}"


@pytest.mark.parametrize("kind", [Line, Area, Bar])
def test_a_slice_without_rows_is_an_empty_figure(kind):
    table = pa.table({"C": pa.array([], pa.string()), "S": pa.array([], pa.decimal128(18, 2))})
    drawn = figure(kind("Nothing", QUERY, x="category", y="sum(sales)"), table)
    assert json.dumps(drawn)


@pytest.mark.parametrize(
    ("values", "style", "ticks"),
    [
        ([3.0], "count", {"dtick": 1}),
        ([30.0], "count", {"exponentformat": "B"}),
        ([-5.0], "money", {"tickformat": "$~s"}),
        ([5.0], "money", {"tickprefix": "$"}),
        ([0.05], "percent", {"tickformat": ",.4~%"}),
    ],
)
def test_ticks_are_as_short_as_their_numbers_allow(values, style, ticks):
    axis = figure(line(format=style), weekly(values))["layout"]["yaxis"]
    assert ticks.items() <= axis.items()
