"""Slices as figures."""

import base64
import struct
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from reports import registry
from reports.render.figures import figure
from reports.render.grid import rows


@pytest.fixture
def visuals():
    return registry.get("category-performance").visuals


WEEKS = [date(2026, 11, 2), date(2026, 11, 9)]


@pytest.fixture
def lines(visuals) -> dict:
    table = pa.table(
        {
            "WEEK": [*WEEKS, *WEEKS, *WEEKS],
            "DEPARTMENT": ["DELI", "DELI", "Other", "Other", None, None],
            "SUM_SALES": [Decimal("1.50"), Decimal("2.50"), Decimal("9"), Decimal("9"), Decimal("4"), None],
            "FOLDED": [0, 0, 20, 20, 0, 0],
        }
    )
    return figure(visuals["over_time"], table)


def numbers_of(array: dict) -> list[float]:
    raw = base64.b64decode(array["bdata"])
    return list(struct.unpack(f"<{len(raw) // 8}d", raw))


def test_each_colour_is_a_line_and_the_rest_comes_last(lines):
    assert [trace["name"] for trace in lines["data"]] == ["DELI", "(empty)", "Other (20)"]


def test_numbers_travel_as_typed_arrays(lines):
    assert numbers_of(lines["data"][0]["y"]) == [1.5, 2.5]


def test_a_missing_number_is_a_gap(lines):
    first, second = numbers_of(lines["data"][1]["y"])
    assert first == 4
    assert second != second


def test_a_line_says_which_value_it_stands_for(lines):
    assert [trace["meta"]["value"] for trace in lines["data"][:2]] == ["DELI", None]
    assert [trace["meta"]["folded"] for trace in lines["data"]] == [0, 0, 20]


def test_ticks_stand_on_the_weeks(lines):
    axis = lines["layout"]["xaxis"]
    assert (axis["tick0"], axis["dtick"]) == ("2026-11-02", 7 * 24 * 3600 * 1000)


def test_a_value_that_is_really_called_other_stays_apart_from_the_rest(visuals):
    table = pa.table({"C": ["Other", "Other"], "SUM_SALES": [5.0, 9.0], "FOLDED": [0, 40]})
    bars = figure(visuals["top_categories"], table)["data"][0]
    assert bars["meta"]["rest"] == [0, 40]


def test_tags_in_the_data_are_text(visuals):
    name = '<a href="https://elsewhere.example">DELI</a>'
    table = pa.table({"C": [name], "SUM_SALES": [5.0], "FOLDED": [0]})
    bar = figure(visuals["top_categories"], table)["data"][0]
    assert "<" not in bar["y"][0]
    assert bar["customdata"] == [name]


def test_rows_of_a_table_hold_numbers_as_numbers_and_nothing_as_nothing(visuals):
    table = pa.table(
        {
            "DEPARTMENT": ["DELI", None],
            "PRODUCT_CATEGORY": ["CHEESE", "BEEF"],
            "SUM_SALES": [Decimal("1.50"), None],
            "SUM_UNITS": [3, 4],
            "HOUSEHOLDS": [1, 2],
            "TOTAL_ROWS": [2, 2],
        }
    )
    first, second = rows([each.alias for each in visuals["categories"].columns], table)
    assert list(first.values()) == ["DELI", "CHEESE", 1.5, 3, 1]
    assert list(second.values())[:3] == [None, "BEEF", None]
