"""The states of the USA, from the Census: a shapefile and its table, as plotly-geo has them."""

import struct
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from reports.render.outlines.place import Place, packaged
from reports.render.outlines.snapped import Ring

FILE = "package_data/cb_2016_us_state_500k"
_HEADER = 100  # bytes before the first shape
_ON_THE_MAP = 56  # the Census numbers the states up to here, and the islands, which the map has no room for, after it


def places() -> list[Place]:
    """The fifty states and the District of Columbia."""
    rows = [row for row in _table() if int(row["STATEFP"]) <= _ON_THE_MAP]
    return [Place(row["STUSPS"], row["NAME"], (row["STUSPS"], row["NAME"])) for row in rows]


def rings() -> dict[str, list[Ring]]:
    """The outer and inner borders of each state, by its code."""
    return {row["STUSPS"]: shape for row, shape in zip(_table(), _shapes(), strict=True)}


def _table() -> list[dict[str, str]]:
    """The rows of the dBase file: a header with the fields, then rows of fixed widths, each after a mark."""
    raw = packaged("_plotly_geo", f"{FILE}.dbf")
    count, first, width = struct.unpack_from("<IHH", raw, 4)
    fields = [raw[at : at + 32] for at in range(32, first - 1, 32)]
    names = [each[:11].rstrip(b"\0").decode() for each in fields]
    ends = np.cumsum([1, *(each[16] for each in fields)]).tolist()
    rows = [raw[first + number * width :][:width] for number in range(count)]
    cells = [[row[begin:end].decode().strip() for begin, end in pairwise(ends)] for row in rows]
    return [dict(zip(names, row, strict=True)) for row in cells]


def _shapes() -> Iterator[list[Ring]]:
    """The polygons of the shapefile (ESRI's white paper of 1998): lengths are in words, and big-endian."""
    raw = packaged("_plotly_geo", f"{FILE}.shp")
    at = _HEADER
    while at < len(raw):
        (words,) = struct.unpack_from(">i", raw, at + 4)
        yield _polygon(raw, at + 8)
        at += 8 + 2 * words


def _polygon(raw: bytes, at: int) -> list[Ring]:
    """Kind and box come first, then how many rings and points there are, where each ring begins, and the points."""
    parts, count = struct.unpack_from("<ii", raw, at + 36)
    begins = struct.unpack_from(f"<{parts}i", raw, at + 44)
    points = np.frombuffer(raw, "<f8", 2 * count, at + 44 + 4 * parts).reshape(-1, 2)
    return np.split(points, begins[1:])
