"""What the browser makes of figures: colours, picks, dates. The script runs in node, with a page of two elements."""

import json
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from reports.declare import Bar, Heatmap, Line, Treemap, Waterfall
from reports.render.brand import chart_themes
from reports.render.figures import figure
from tests.reports.render.figures_kit import QUERY

SCRIPT = Path(__file__).parents[3] / "reports/embed/static/embed/dress.js"
NODE = shutil.which("node")
PAGE = """
const { brand, script, theme, calls } = JSON.parse(require("fs").readFileSync(0));
globalThis.window = globalThis;
globalThis.document = {
  documentElement: { dataset: { theme } }, getElementById: () => ({ textContent: JSON.stringify(brand) }),
};
eval(script);
const plain = (key, value) => (ArrayBuffer.isView(value) ? Array.from(value) : value);
console.log(JSON.stringify(calls.map(([name, given]) => portico[name](...given)), plain));
"""
LIGHT, DARK = chart_themes()["light"], chart_themes()["dark"]
BLUE, RED = LIGHT["palette"][:2]

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed")


def run(*calls: tuple[str, list], theme: str = "light", zone: str = "UTC") -> list[Any]:
    """What the functions of the page return, called one after the other."""
    page = {"brand": chart_themes(), "script": SCRIPT.read_text(), "theme": theme, "calls": calls}
    done = subprocess.run(
        [str(NODE), "-e", PAGE], input=json.dumps(page), capture_output=True, text=True, env={**os.environ, "TZ": zone}
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def drawn(chart: dict, picks: list | None = None, **options) -> dict:
    return run(("draw", [chart, picks or []]), **options)[0]


def trace(meta: dict | None = None, **given) -> dict:
    shown = {} if meta is None else {"meta": {"column": "c", "label": "C", "source": "v", **meta}}
    return {"data": [{"type": "bar", "customdata": ["a", "b"], **given, **shown}], "layout": {}}


def pick(value: Any, *, source: str = "v", column: str = "c") -> dict:
    return {"column": column, "label": "C", "source": source, "value": value}


def by_value(*values: Any, kind: str = "scatter") -> dict:
    """A figure with one line per value."""
    each = [trace({"value": value, "folded": 0}, type=kind, mode="lines", x=[1, 2])["data"][0] for value in values]
    return {"data": [{key: line[key] for key in line if key != "customdata"} for line in each], "layout": {}}


def colours(figure: dict) -> list[str]:
    return [line["line"]["color"] for line in figure["data"]]


def test_tokens_become_colours_of_the_theme_wherever_colour_is_meant():
    chart = trace(None, marker={"color": ["@c1", "@other"], "line": {"color": "@surface"}}, colorscale=[[0, "@ink-2"]])
    dark = drawn(chart, theme="dark")["data"][0]
    assert dark["marker"]["color"] == [DARK["palette"][0], DARK["other"]]
    assert dark["marker"]["line"]["color"] == DARK["colours"]["surface"]
    assert dark["colorscale"] == [[0, DARK["colours"]["ink-2"]]]


def test_a_token_with_a_number_is_a_veil():
    assert drawn(trace(None, fillcolor="@c1/20"))["data"][0]["fillcolor"] == "rgba(49,94,246,0.2)"


def test_data_that_looks_like_a_token_stays():
    chart = trace(None, x=["@c1"], name="@good", labels=["@bad"]) | {"layout": {"title": {"text": "@ink"}}}
    shown = drawn(chart)
    assert (shown["data"][0]["x"], shown["data"][0]["name"], shown["data"][0]["labels"]) == (["@c1"], "@good", ["@bad"])
    assert shown["layout"]["title"]["text"] == "@ink"


def test_a_value_has_the_same_colour_in_every_visual_of_a_page():
    first, second = run(("draw", [by_value("DELI", "MEAT"), []]), ("draw", [by_value("MEAT", "DELI"), []]))
    assert colours(first) == [BLUE, RED]
    assert colours(second) == [RED, BLUE]


def test_no_two_values_of_one_visual_share_a_colour_and_the_ninth_is_grey():
    values = list("abcdefghi")
    seen, many = run(("draw", [by_value("h", "i"), []]), ("draw", [by_value(*values), []]))
    assert colours(seen) == [BLUE, RED]
    assert len(set(colours(many))) == 9
    assert colours(many)[6] == LIGHT["other"]
    assert colours(many)[7:] == [BLUE, RED]


def test_the_rest_is_grey_and_not_to_be_picked():
    bars = drawn(trace({"rest": [0, 12]}))["data"][0]
    assert bars["marker"]["color"] == [BLUE, LIGHT["other"]]
    assert bars["customdata"] == [pick("a"), None]
    folded = drawn(trace({"value": "Other", "folded": 3}))["data"][0]
    assert (folded["marker"]["color"], folded["customdata"]) == (LIGHT["other"], [None, None])


def test_what_is_not_picked_fades_but_only_in_the_visual_that_was_clicked():
    assert drawn(trace({}), [pick("b")])["data"][0]["marker"]["opacity"] == [0.3, 1]
    assert drawn(trace({}), [pick("b", source="elsewhere")])["data"][0]["marker"]["opacity"] == 1


def test_lines_fade_as_a_whole():
    lines = drawn(by_value("DELI", None), [pick(None)])["data"]
    assert [line["opacity"] for line in lines] == [0.3, 1]


@pytest.mark.parametrize("kind", ["pie", "treemap"])
def test_each_slice_has_its_own_colour_and_fades_by_it(kind):
    slices = drawn(trace({"each": True, "rest": [0, 4]}, type=kind), [pick("a")])["data"][0]
    assert slices["marker"]["colors"] == [BLUE, "rgba(134,143,160,0.3)"]


def test_a_point_of_one_line_is_picked_as_a_dot():
    chart = figure(
        Line("L", QUERY, x="week", y="sum(s)"), pa.table({"W": [date(2026, 11, 2), date(2026, 11, 9)], "S": [1, 2]})
    )
    shown = drawn(chart, [{"column": "week", "label": "Week", "source": "", "value": "2026-11-09"}])["data"][0]
    assert shown["marker"]["opacity"] == [0, 1]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kolkata", "America/Havana"])
def test_a_day_is_that_day_in_every_time_zone(zone):
    """Plotly shows a number in the browser's zone: Havana's clocks skip a midnight in March."""
    days = [date(2026, 3, 8), date(2026, 11, 1), date(1970, 1, 1)]
    chart = figure(Line("L", QUERY, x="day", y="sum(s)"), pa.table({"D": days, "S": [1, 2, 3]}))
    shown = drawn(chart, zone=zone)["data"][0]
    assert [mark["value"] for mark in shown["customdata"]] == [str(each) for each in days]
    assert [local_day(moment, zone) for moment in shown["x"]] == [str(each) for each in days]


def local_day(moment: float, zone: str) -> str:
    """The day on which a browser in this zone sees the moment."""
    code = f"const d = new Date({moment}); console.log(new Date(d - d.getTimezoneOffset() * 60000).toISOString())"
    done = subprocess.run([str(NODE), "-e", code], capture_output=True, text=True, env={**os.environ, "TZ": zone})
    return done.stdout[:10]


def test_a_click_on_a_bar_of_a_colour_picks_the_colour():
    bars = Bar("B", QUERY, x="age", y="sum(s)", color="brand")
    shown = drawn(figure(bars, pa.table({"A": ["19", "25"], "B": ["own", "own"], "S": [1, 2]})))["data"][0]
    assert [mark["value"] for mark in shown["customdata"]] == ["own", "own"]


def test_a_click_on_a_cell_picks_both_of_its_values():
    heatmap = Heatmap("H", QUERY, x="age", y="department", value="sum(s)")
    cell = drawn(figure(heatmap, pa.table({"A": ["19"], "D": ["DELI"], "S": [1]})))["data"][0]["customdata"][0][0]
    (picked,) = run(("clicked", [{"points": [{"customdata": cell}]}]))
    assert [(each["column"], each["value"]) for each in picked] == [("department", "DELI"), ("age", "19")]


def tiles() -> dict:
    """Departments with their categories: DELI has two, MEAT has one."""
    rows = {"D": ["DELI", "MEAT", "DELI"], "C": ["Ham", "Ham", "Brie"], "V": [5, 4, 3], "ROWS_IN_ALL": [3] * 3}
    return figure(Treemap("T", QUERY, by=["department", "category"], value="sum(s)"), pa.table(rows))


def test_a_click_on_a_tile_picks_the_values_that_lead_to_it():
    whole, deli, _, ham, *_ = drawn(tiles())["data"][0]["customdata"]
    (of_deli, of_ham, of_whole) = run(
        *(("clicked", [{"points": [{"customdata": each}]}]) for each in (deli, ham, whole))
    )
    assert [(each["column"], each["value"]) for each in of_deli] == [("department", "DELI")]
    assert [(each["column"], each["value"]) for each in of_ham] == [("department", "DELI"), ("category", "Ham")]
    assert of_whole == []


def test_tiles_have_the_colour_of_the_outermost_and_fade_unless_they_lead_to_the_picked_one():
    picks = [
        {"column": "department", "source": "", "value": "DELI"},
        {"column": "category", "source": "", "value": "Ham"},
    ]
    colours = drawn(tiles(), picks)["data"][0]["marker"]["colors"]
    blue, red = "rgba(49,94,246,0.3)", "rgba(228,111,107,0.3)"
    # The whole stays quiet; then DELI, MEAT, and their categories by size.
    assert colours[1:] == [BLUE, red, BLUE, red, blue]


def test_the_bars_of_a_waterfall_fade_and_keep_their_colours():
    table = pa.table({"D": ["DELI", "MEAT"], "V": [5, -4], "FOLDED": [0, 0]})
    chart = figure(Waterfall("W", QUERY, by="department", value="sum(s)"), table)
    bars = drawn(chart, [{"column": "department", "source": "", "value": "MEAT"}])["data"][0]
    assert bars["marker"]["opacity"] == [0.3, 1, 0.3]
    assert bars["marker"]["color"] == [LIGHT["colours"]["good"], LIGHT["colours"]["bad"], BLUE]
    assert bars["customdata"][2] is None


def test_a_second_click_takes_back_the_first():
    both, none, nothing = run(
        ("toggled", [[pick("a")], [pick("b")]]), ("toggled", [[pick("a")], [pick("a")]]), ("clicked", [None])
    )
    assert (both, none, nothing) == ([pick("a"), pick("b")], [], [])


def test_every_name_that_a_figure_may_use_is_a_colour_in_both_modes():
    quiet = ["other", "ink", "ink-2", "ink-3", "line", "edge", "surface", "surface-2"]
    names = [*quiet, "good", "bad", "warn", "accent", *(f"c{place}" for place in range(1, 9))]
    chart = trace(None, marker={"color": [f"@{name}" for name in names]})
    for theme in ("light", "dark"):
        assert not [each for each in drawn(chart, theme=theme)["data"][0]["marker"]["color"] if each.startswith("@")]
