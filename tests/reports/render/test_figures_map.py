"""Maps from their slices, and the outlines under them."""

import json
import sys
from importlib.util import find_spec

import pyarrow as pa
import pytest

from reports.declare import Map
from reports.render import outlines
from reports.render.figures import ChartError, figure
from tests.reports.render.figures_kit import QUERY, TAG, read

installed = pytest.mark.skipif(
    not (find_spec("_plotly_geo") and find_spec("geo_intel_offline")), reason="no package with outlines is installed"
)


def drawn(places: list, values: list | None = None, **options) -> dict:
    table = pa.table({"S": pa.array(places, pa.string()), "V": pa.array(values or [1.0] * len(places), pa.float64())})
    return figure(Map("Sales by state", QUERY, by="state", value="sum(sales)", format="money", **options), table)


@pytest.fixture
def no_outlines(monkeypatch):
    monkeypatch.setitem(sys.modules, "_plotly_geo", None)
    outlines.places.cache_clear()
    yield
    outlines.places.cache_clear()


@installed
def test_a_place_is_known_by_its_code_or_by_its_name():
    assert drawn(["CA", "new york", " tx "])["data"][1]["locations"] == ["CA", "NY", "TX"]
    assert drawn(["DE", "FRA", "Taiwan"], outlines="world")["data"][1]["locations"] == ["DE", "FR", "TW"]


@installed
def test_a_click_on_a_place_picks_what_the_data_has():
    marks = drawn(["california", None, "NY"])["data"][1]
    assert marks["customdata"] == ["california", "NY"]
    assert (marks["hovertext"], marks["meta"]["column"]) == (["California", "New York"], "state")


@installed
def test_what_is_not_on_the_map_is_named():
    shown = drawn([TAG, "CA", None], [1.0, 2.0, 3.0])
    assert shown["layout"]["meta"] == {"unplaced": [TAG, "(empty)"]}
    assert read(shown["data"][1]["z"]) == [2]
    assert "meta" not in drawn(["CA"])["layout"]


@installed
def test_places_without_a_value_are_seen_to_be_there():
    ground = drawn(["CA"])["data"][0]
    assert len(ground["locations"]) == 51
    assert ground["hoverinfo"] == "skip"


@installed
def test_depth_begins_at_zero_or_has_it_in_the_middle():
    assert drawn(["CA", "NY"], [5.0, None])["data"][1]["zmin"] == 0
    assert drawn(["CA", "NY"], [-5.0, 2.0])["data"][1]["zmid"] == 0


@installed
def test_a_map_of_nothing_is_the_plain_outlines():
    assert drawn([])["data"][1]["locations"] == []


@installed
@pytest.mark.parametrize(("which", "at_least"), [("us-states", 51), ("world", 200)])
def test_every_place_has_an_outline(which, at_least):
    shapes = json.loads(outlines.geojson(which))["features"]
    assert {each["id"] for each in shapes} == {place.code for place in outlines.places(which).values()}
    assert len(shapes) >= at_least
    rings = [polygon[0] for each in shapes for polygon in each["geometry"]["coordinates"]]
    assert all(ring[0] == ring[-1] and len(ring) > 3 for ring in rings)


@installed
def test_neighbours_share_their_border():
    """Wyoming's corners are those of the states around it: coarser outlines leave no gaps."""
    shapes = {
        each["id"]: each["geometry"]["coordinates"] for each in json.loads(outlines.geojson("us-states"))["features"]
    }
    around = {
        tuple(point)
        for code in ("MT", "ID", "UT", "CO", "NE", "SD")
        for polygon in shapes[code]
        for point in polygon[0]
    }
    inside = {tuple(point) for point in shapes["WY"][0][0]}
    assert len(inside & around) / len(inside) > 0.9


@installed
def test_a_browser_may_keep_the_outlines(ana):
    address = drawn(["CA"])["data"][0]["geojson"]
    answer = ana.get(address)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.json()["type"] == "FeatureCollection"


def test_outlines_that_are_not_installed_are_said(no_outlines):
    with pytest.raises(ChartError) as told:
        drawn(["CA"])
    assert told.value.sentence == "The outlines of this map are not installed here."
    assert "plotly-geo is not installed" in told.value.details
