"""The look: readable for everyone, in light and dark, and known to whatever asks for it."""

import re
from itertools import combinations
from pathlib import Path

import dash
import dash_ag_grid
import pytest

from reports.render.brand import PORTICO, Colours, chart_themes
from reports.render.brand_css import DASH, GRID
from tests.portal.seeing import SIGHTS, contrast, difference

MODES = {"light": PORTICO.light, "dark": PORTICO.dark}
TEXTS = ["ink", "ink_2", "ink_3", "accent"]
GROUNDS = ["ground", "surface", "surface_2"]
ON_THEIR_OWN = [("accent_ink", "accent"), ("accent", "accent_soft"), ("ink", "accent_soft"), ("ink_2", "accent_soft")]
SIGNALS = [(name, ground) for name in ("good", "bad", "warn") for ground in ("ground", "surface", f"{name}_soft")]
TEXT_PAIRS = [(text, ground) for text in TEXTS for ground in GROUNDS] + ON_THEIR_OWN + SIGNALS


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_is_readable(mode, text, ground):
    colours = MODES[mode]
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("shape", ["edge", "focus", "other"])
def test_controls_and_focus_can_be_seen(mode, shape):
    colours = MODES[mode]
    assert min(contrast(getattr(colours, shape), ground) for ground in (colours.ground, colours.surface)) >= 3


@pytest.mark.parametrize("mode", MODES)
def test_data_stands_out_from_its_ground(mode):
    colours = MODES[mode]
    assert min(contrast(colour, colours.surface) for colour in colours.palette) >= 3


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("mode", MODES)
def test_the_eight_can_be_told_apart_by_every_eye(mode, sight):
    pairs = combinations(MODES[mode].palette, 2)
    assert min(difference(one, other, sight=sight) for one, other in pairs) >= 0.08


def test_every_colour_is_a_variable_in_both_modes():
    css = PORTICO.css()
    names = [f"--{field.replace('_', '-')}:" for field in Colours.__dataclass_fields__ if field != "palette"]
    names += [f"--c{place}:" for place in range(1, 9)]
    assert [name for name in names if len(re.findall(rf"(?<![\w-]){name}", css)) != 3] == []


def test_every_variable_that_dash_controls_read_is_given():
    folder = Path(dash.__file__).parent / "dcc"
    read = {name for file in folder.glob("*.js") for name in re.findall(r"var\((--Dash-[\w-]+)", file.read_text())}
    assert read - set(DASH) <= {"--Dash-Tooltip-PointerEvents", "--Dash-Tooltip-ZIndex"}


def test_every_variable_for_the_grid_is_one_that_the_grid_reads():
    bundle = (Path(dash_ag_grid.__file__).parent / "dash_ag_grid.min.js").read_text()
    known = set(re.findall(r"--ag-[a-z-]+", bundle))
    assert set(GRID) - known == set()


def test_charts_get_a_template_that_plotly_accepts_in_both_modes():
    import plotly.graph_objects as go

    for theme in chart_themes().values():
        figure = go.Figure(layout={"template": theme["template"]})
        assert list(figure.layout.template.layout.colorway) == theme["palette"]


def test_no_style_sheet_names_a_colour_of_its_own():
    folder = Path(__file__).resolve().parents[2] / "portal" / "static" / "portal"
    named = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")
    assert {
        file.name: named.findall(file.read_text()) for file in folder.glob("*.css") if named.search(file.read_text())
    } == {}
