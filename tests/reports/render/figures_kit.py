"""What the tests of figures share: a query to draw, and how to read typed arrays."""

import base64

import numpy as np

from reports.declare import Query

QUERY = Query("select 1")
TAG = '<a href="https://elsewhere.example">DELI</a>'
SHOWN = '&lt;a href="https://elsewhere.example"&gt;DELI&lt;/a&gt;'


def read(array: dict) -> list:
    """The numbers of a typed array; None for a gap."""
    values = np.frombuffer(base64.b64decode(array["bdata"]), dtype=f"<{array['dtype']}")
    shaped = values.reshape([int(each) for each in array["shape"].split(",")]) if "shape" in array else values
    return [_gaps(row) for row in shaped] if shaped.ndim > 1 else _gaps(shaped)


def _gaps(values: np.ndarray) -> list:
    return [None if each != each else each for each in values.tolist()]
