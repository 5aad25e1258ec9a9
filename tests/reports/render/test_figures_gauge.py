"""Gauges, from their slices."""

import pyarrow as pa
import pytest

from reports.declare import Gauge
from reports.render.figures import ChartError, figure
from tests.reports.render.figures_kit import QUERY


def gauge(value: float | None, aim: float | None = None, **options) -> dict:
    values = {
        "V": pa.array([value], pa.float64()),
        **({"T": pa.array([aim], pa.float64())} if "target" in options else {}),
    }
    return figure(Gauge("Sales", QUERY, "sum(sales)", **{"format": "money", **options}), pa.table(values))


def read_as(drawn: dict) -> str:
    """The figure as Plotly writes it."""
    trace = drawn["data"][0]
    number = trace["number"]
    return f"{number['prefix']}{trace['value']:{number['valueformat']}}{number['suffix']}"


def caption(drawn: dict) -> str:
    return drawn["layout"]["annotations"][0]["text"]


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (9.834, "money", "$9.83"),
        (1_634_210.0, "money", "$1.63\u202fM"),
        (-48_210.0, "money", "$-48.2\u202fk"),
        (0.234, "percent", "23.4%"),
        (1204.0, "count", "1,204"),
        (0.0, "number", "0"),
    ],
)
def test_the_figure_reads_as_headlines_do(value, style, text):
    assert read_as(gauge(value, format=style)) == text


def test_the_target_is_a_mark_on_the_dial():
    dial = gauge(1_500_000.0, 2_000_000.0, target="sum(target)")["data"][0]
    assert dial["gauge"]["threshold"]["value"] / dial["value"] == pytest.approx(2 / 1.5)


def test_the_caption_says_how_much_of_the_target_is_reached():
    assert caption(gauge(9.0, 12.0, target=12)) == "75% of target $12.00"
    assert caption(gauge(9.0, 0.0, target=0)) == "target $0.00"


def test_without_a_target_the_caption_says_the_ends_of_the_dial():
    assert caption(gauge(0.25, format="percent", most=1)) == "0.0% to 100.0%"
    assert "threshold" not in gauge(1.0)["data"][0]["gauge"]


def test_a_target_that_nobody_set_is_none():
    assert "threshold" not in gauge(1.0, None, target="max(aim)")["data"][0]["gauge"]


@pytest.mark.parametrize(
    ("given", "ends"),
    [
        ({"value": 10.0}, (0, 12)),
        ({"value": 10.0, "most": 50}, (0, 50)),
        ({"value": 10.0, "aim": 20.0, "target": 20}, (0, 24)),
        ({"value": -10.0}, (-10, -9)),
        ({"value": 0.0}, (0, 1)),
    ],
)
def test_the_dial_has_room_for_what_it_shows(given, ends):
    drawn = gauge(given.pop("value"), given.pop("aim", None), format="count", **given)
    assert drawn["data"][0]["gauge"]["axis"]["range"] == pytest.approx(ends)


def test_without_a_figure_there_is_nothing_to_draw():
    with pytest.raises(ChartError, match="Nothing matches"):
        gauge(None)
