"""The outlines that maps are drawn on: where each place lies, from data that installed packages bring along.

States are those of the US Census (plotly-geo), countries those of Natural Earth (geo-intel-offline); both are in the
public domain. Nothing of them is in this repository, and a map asks no other server.
"""

import json
from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import version
from typing import NamedTuple

from reports.render.outlines import countries, states
from reports.render.outlines.place import Place
from reports.render.outlines.snapped import Ring, polygons

__all__ = ["OUTLINES", "Missing", "Place", "geojson", "places", "printed"]


class Source(NamedTuple):
    """Where outlines come from, and how fine they are drawn."""

    package: str
    places: Callable[[], list[Place]]
    rings: Callable[[], dict[str, list[Ring]]]
    grid: float  # degrees: what lies closer together becomes one point


OUTLINES = {
    "us-states": Source("plotly-geo", states.places, states.rings, 0.05),
    "world": Source("geo-intel-offline", countries.places, countries.rings, 0.25),
}


class Missing(Exception):
    """The package that brings the outlines is not installed; says which."""


@lru_cache
def places(which: str) -> dict[str, Place]:
    """Each place under its code and its names, in small letters. Raises Missing."""
    source = OUTLINES[which]
    try:
        found = source.places()
    except ModuleNotFoundError as error:
        raise Missing(f"{source.package} is not installed") from error
    return {name.casefold(): place for place in reversed(found) for name in place.names}


@lru_cache
def geojson(which: str) -> bytes:
    """The outlines as GeoJSON, for browsers. A feature's id is its place's code. Raises Missing."""
    codes = {place.code for place in places(which).values()}
    source = OUTLINES[which]
    shapes = {code: polygons(rings, source.grid) for code, rings in source.rings().items() if code in codes}
    features = [
        {"type": "Feature", "id": code, "geometry": {"type": "MultiPolygon", "coordinates": shape}, "properties": {}}
        for code, shape in sorted(shapes.items())
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")).encode()


def printed(which: str) -> str:
    """Changes when the outlines may have, so that browsers may keep them. Raises Missing."""
    places(which)
    return version(OUTLINES[which].package)
