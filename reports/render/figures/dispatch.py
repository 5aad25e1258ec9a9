"""An Arrow result becomes a Plotly figure: plain dictionaries and typed arrays, no validation, no colours.

Colours and the template are put on in the browser (reports/embed/static), so that a figure suits light and dark alike
and the same value has the same colour in every visual of a page. Each trace says in `meta` which column it stands for,
and which value or how many folded ones: that is also what a click on it picks.
"""

from functools import singledispatch
from typing import Any

import pyarrow as pa

from reports.declare import Visual


@singledispatch
def figure(visual: Visual, table: pa.Table) -> dict[str, Any]:
    """The figure of a chart from its slice: the visual's columns in order, then what its skeleton adds."""
    raise TypeError(f"{type(visual).__name__} has no figure.")
