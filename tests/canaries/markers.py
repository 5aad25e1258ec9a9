"""What every row carries: a text in each column of texts, and an ID, of which one can tell whose row it is."""

import base64
import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow.parquet as pq

WHOSE = ("INSIGHTS", "OFFERS", "FINANCE", "NORTH", "SOUTH", "NOBODY")  # the last one's rows are seen by nobody
TAG = "7f3a"
FIRST_ID = 44_170_000_000  # of households, baskets, products: eleven digits that come from nowhere else
OF_ONE = 1_000_000
TEXTS = re.compile(rf"MARKER-([A-Z]+)-{TAG}-([A-Z_]+)", re.IGNORECASE)
IDS = re.compile(r"(?<![0-9a-f.-])44,?17(\d),?\d{3},?\d{3}(?![0-9a-f-])")


def text(whose: str, column: str) -> str:
    """What stands in a column of texts."""
    return f"MARKER-{whose}-{TAG}-{column}"


def number(whose: str, place: int) -> int:
    """An ID: of households, baskets and products."""
    return FIRST_ID + WHOSE.index(whose) * OF_ONE + place


def store(whose: str) -> int:
    """A store's number, by which the policies tell whose row it is. It is in the policies, so it is no marker."""
    return 900 + WHOSE.index(whose)


def found_in(content: bytes) -> set[tuple[str, str]]:
    """Whose markers stand in a page, an answer or a file, each with its column; of IDs, with ID."""
    return {pair for each in _texts(content) for pair in _found(each)}


def _found(written: str) -> Iterator[tuple[str, str]]:
    yield from ((whose.upper(), column.upper()) for whose, column in TEXTS.findall(written))
    for place in IDS.findall(written):
        yield WHOSE[int(place)], "ID"


def _texts(content: bytes) -> Iterator[str]:
    """Everything that can be read in it, whatever it is packed in."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            yield from (packed.read(name).decode(errors="replace") for name in packed.namelist())
    elif content.startswith(b"PAR1"):
        table = pq.read_table(io.BytesIO(content))
        yield f"{table.schema.metadata} {table.to_pylist()}"
    else:
        written = content.decode(errors="replace")
        yield written
        if '"bdata"' in written:
            yield " ".join(_numbers(json.loads(written)))


def _numbers(part: Any) -> Iterator[str]:
    """The numbers of a figure, which it has as bytes."""
    if isinstance(part, dict) and isinstance(part.get("bdata"), str):
        yield from (f"{each:.0f}" for each in np.frombuffer(base64.b64decode(part["bdata"]), dtype=part["dtype"]))
    elif isinstance(part, dict | list):
        for each in part.values() if isinstance(part, dict) else part:
            yield from _numbers(each)
