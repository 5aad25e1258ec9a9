"""Custom figures: what a function of an author's returns, and what it may do wrong."""

import json
from datetime import date
from decimal import Decimal

import numpy as np
import plotly.graph_objects as go
import pyarrow as pa
import pytest

from reports.declare import Custom
from reports.render.brand import chart_themes
from reports.render.figures import ChartError, figure
from tests.reports.render.figures_kit import QUERY, SHOWN, TAG

TABLE = pa.table({"DAY": ["Mon", "Tue"], "TRIPS": [4, 5]})


def drawn(function) -> dict:
    return figure(Custom("Trips", QUERY, function, by=["day"], values=["count(*)"]), TABLE)


def said_of(function) -> ChartError:
    with pytest.raises(ChartError) as told:
        drawn(function)
    return told.value


def test_a_function_gets_the_slice_and_returns_a_dictionary():
    shown = drawn(lambda table, theme: {"data": [{"type": "bar", "y": table.column("TRIPS").to_pylist()}]})
    assert shown == {"data": [{"type": "bar", "y": [4, 5]}], "layout": {}}


def test_a_function_may_return_a_plotly_figure():
    shown = drawn(lambda table, theme: go.Figure(go.Bar(x=["Mon"], y=[4]), layout={"template": theme.template}))
    assert shown["data"][0]["type"] == "bar"
    assert "template" not in shown["layout"]


def test_whatever_holds_numbers_and_days_can_be_returned():
    given = [TABLE.column(1), np.array([1.5, np.nan]), Decimal("2.5"), date(2026, 11, 2), (np.int64(3), None, True)]
    shown = drawn(lambda table, theme: {"data": [{"y": given}]})
    assert json.loads(json.dumps(shown))["data"][0]["y"] == [[4, 5], [1.5, None], 2.5, "2026-11-02", [3, None, True]]


def test_the_colours_of_the_theme_turn_dark_with_the_page():
    def paint(table, theme):
        return {"data": [{"marker": {"color": [theme.palette[1], theme.other, "#123456"]}, "name": theme.palette[1]}]}

    trace = drawn(paint)["data"][0]
    assert trace["marker"]["color"] == ["@c2", "@other", "#123456"]
    assert trace["name"] == chart_themes()["light"]["palette"][1]


def test_data_that_is_a_link_becomes_text():
    shown = drawn(lambda table, theme: {"data": [{"x": [TAG, "<b>bold</b>"]}]})
    assert shown["data"][0]["x"] == [SHOWN.replace("&gt;", ">"), "<b>bold</b>"]


def test_marks_pick_nothing():
    shown = drawn(lambda table, theme: {"data": [{"meta": {"column": "x"}, "customdata": ["x"], "y": [1]}]})
    assert shown["data"] == [{"y": [1]}]


def test_what_a_function_raises_is_a_sentence_and_for_its_author_the_reason():
    def weekdays(table, theme):
        return table.column("STATE")

    error = said_of(weekdays)
    assert error.sentence.startswith("This chart could not be drawn.")
    assert "STATE" not in error.sentence
    assert error.details.startswith("weekdays(table, theme) raised KeyError: ")
    assert "STATE" in error.details


@pytest.mark.parametrize(
    ("returned", "details"),
    [
        (None, "returned nothing. Return a Plotly figure"),
        ([1], "returned a list. Return a Plotly figure"),
        ({"data": "bars"}, "returned a dict. Return a Plotly figure"),
        ({"data": [1]}, "returned a figure whose traces or layout are no dictionaries."),
        ({"data": [], "layout": [1]}, "returned a figure whose traces or layout are no dictionaries."),
        ({"data": [{"x": [1, {2}]}]}, "returned something that no chart can hold: a set at data[0].x[1]."),
    ],
)
def test_what_is_no_figure_is_said_to_its_author(returned, details):
    assert details in said_of(lambda table, theme: returned).details


def test_a_function_that_takes_too_little_is_said():
    assert "TypeError" in said_of(lambda table: {}).details
