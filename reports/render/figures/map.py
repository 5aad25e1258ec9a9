"""Map: a measure per place, by depth of colour, on outlines of our own."""

from typing import Any

import pyarrow as pa
from django.urls import reverse

from reports.declare import Map
from reports.render.figures.axes import hover, ticks, titled
from reports.render.figures.cant import ChartError
from reports.render.figures.columns import EMPTY, Figure, d3, floats, meta_of, name, numbers, plain, said
from reports.render.figures.dispatch import figure
from reports.render.outlines import Missing, Place, places, printed

_NOWHERE = {"visible": False, "bgcolor": "rgba(0,0,0,0)"}
_VIEWS = {
    "us-states": {**_NOWHERE, "scope": "usa", "projection": {"type": "albers usa"}},
    "world": {**_NOWHERE, "projection": {"type": "natural earth"}, "lataxis": {"range": [-57, 84]}},
}


@figure.register(Map)
def drawn_map(visual: Map, table: pa.Table) -> Figure:
    """Each place in the depth of its value over the outlines of all; the layout's `meta` names those not on it.

    Raises ChartError when the outlines are not installed.
    """
    known = _known(visual)
    found = [known.get(str(value).strip().casefold()) for value in table.column(0).to_pylist()]
    lost = [value for value, place in zip(table.column(0).to_pylist(), found, strict=True) if place is None]
    there = table.filter(pa.array([place is not None for place in found], pa.bool_()))
    marks = _marks(visual, there, [place for place in found if place])
    layout: Figure = {"geo": _VIEWS[visual.outlines], "margin": {"l": 4, "r": 4, "t": 4, "b": 4}, "dragmode": False}
    missing = [EMPTY if value is None else value for value in lost]
    more = {"meta": {"unplaced": missing}} if missing else {}
    return {"data": [_ground(visual, known), marks], "layout": {**layout, **more, "uirevision": visual.name}}


def _known(visual: Map) -> dict[str, Place]:
    try:
        return places(visual.outlines)
    except Missing as error:
        details = f"{error}: it brings the outlines of {visual.outlines}."
        raise ChartError("The outlines of this map are not installed here.", details=details) from error


def _shapes(visual: Map) -> Figure:
    address = reverse("outlines", kwargs={"which": visual.outlines})
    return {"type": "choropleth", "locationmode": "geojson-id", "geojson": f"{address}?{printed(visual.outlines)}"}


def _ground(visual: Map, known: dict[str, Place]) -> Figure:
    """All places, quiet, so that those without a value are seen to be there."""
    codes = sorted({place.code for place in known.values()})
    quiet: list[Any] = [[0, "@surface-2"], [1, "@surface-2"]]
    return {
        **_shapes(visual),
        **{"locations": codes, "z": [0] * len(codes), "colorscale": quiet, "showscale": False, "hoverinfo": "skip"},
        "marker": {"line": {"color": "@line", "width": 1}},
    }


def _marks(visual: Map, table: pa.Table, found: list[Place]) -> Figure:
    measure = visual.measures[0]
    return {
        **_shapes(visual),
        **{"name": said(measure.label), "locations": [place.code for place in found], "z": numbers(table.column(1))},
        **_scale(floats(table.column(1)).to_pylist()),
        "colorbar": _bar(visual, table),
        "marker": {"line": {"color": "@surface", "width": 1}},
        "hovertext": [name(place.label, 0) for place in found],
        "hovertemplate": hover("%{hovertext}", f"{said(measure.label)}: %{{z:{d3(measure)}}}"),
        "customdata": plain(table.column(0)),
        "meta": meta_of(visual, visual.dimensions[0]),
    }


def _scale(values: list[float | None]) -> Figure:
    """From pale to strong; with values below zero, from one colour to another with quiet in the middle."""
    known = [each for each in values if each is not None]
    if known and min(known) < 0:
        return {"colorscale": [[0, "@c2"], [0.5, "@surface-2"], [1, "@c1"]], "zmid": 0}
    # Never as quiet as the ground: a small value is not the same as none.
    return {"colorscale": [[0, "@c1/16"], [1, "@c1"]], "zmin": 0}


def _bar(visual: Map, table: pa.Table) -> Figure:
    """A strip below the map, where it takes no width from it."""
    measure = visual.measures[0]
    lying = {"orientation": "h", "x": 0.5, "xanchor": "center", "y": 0, "yanchor": "top", "len": 0.8, "ypad": 4}
    return {**lying, **titled(measure.label), **ticks(measure, table.column(1)), "nticks": 3}
