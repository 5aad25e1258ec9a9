"""The countries of the world, from Natural Earth, as geo-intel-offline has them."""

import gzip
import json
from typing import Any

import numpy as np

from reports.render.outlines.place import Place, packaged
from reports.render.outlines.snapped import Ring

LEFT_OUT = "Antarctica"  # a third of the map, and nobody buys there
# Natural Earth gives no code, or a longer one, to those that are of several minds about their borders.
CODES = {"France": ("FR", "FRA"), "Norway": ("NO", "NOR"), "Kosovo": ("XK", "XKX"), "Taiwan": ("TW", "TWN")}


def places() -> list[Place]:
    """All countries; those without a code have their name for one."""
    return [_place(each) for each in _read("metadata").values() if each["name"] != LEFT_OUT]


def rings() -> dict[str, list[Ring]]:
    """The borders of each country, by its code."""
    codes = {number: _place(each).code for number, each in _read("metadata").items()}
    return {codes[number]: _rings(each) for number, each in _read("polygons").items()}


def _place(country: dict[str, Any]) -> Place:
    name = country["name"]
    codes = CODES.get(name) or tuple(each for each in (country["iso2"], country["iso3"]) if each.isalpha())
    return Place((*codes, name)[0], name, (*codes, name))


def _rings(shape: dict[str, Any]) -> list[Ring]:
    """The package has latitude before longitude."""
    return [np.array(each, float)[:, ::-1] for each in shape.get("exteriors") or [shape["exterior"]]]


def _read(name: str) -> dict[str, dict[str, Any]]:
    packed = packaged("geo_intel_offline", "data", f"{name}.json.gz")
    found: dict[str, dict[str, Any]] = json.loads(gzip.decompress(packed))
    return found
