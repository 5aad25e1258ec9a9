"""How sure an estimate is: the whiskers of a Bar with `low` and `high`, and their words."""

from typing import TypeGuard

import pyarrow as pa
import pyarrow.compute as pc

from reports.declare import Bar, Visual
from reports.render.figures.columns import Figure, floats, numbers, spelled


def bounded(visual: Visual) -> TypeGuard[Bar]:
    """True for a visual whose rows have, after the estimate, the lower and the upper end of its interval."""
    return isinstance(visual, Bar) and visual.bounded


def whiskers(visual: Visual, rows: pa.Table, size: str) -> Figure:
    """What Plotly draws along `size`, x or y: how far each end is from the estimate. Half an interval is none."""
    if not bounded(visual):
        return {}
    estimate, low, high = _estimates(visual, rows)
    reach = {"array": numbers(pc.subtract(high, estimate)), "arrayminus": numbers(pc.subtract(estimate, low))}
    look = {"color": "@ink-2", "thickness": 1.5, "width": 4}
    return {f"error_{size}": {"type": "data", "symmetric": False, **reach, **look}}


def ends_in_words(visual: Visual, rows: pa.Table) -> Figure:
    """The ends as a tooltip says them."""
    if not bounded(visual):
        return {}
    _, low, high = _estimates(visual, rows)
    style = visual.measures[0].format
    pairs = zip(low.to_pylist(), high.to_pylist(), strict=True)
    return {"text": [_words(lower, upper, style) for lower, upper in pairs]}


def _words(lower: float | None, upper: float | None, style: str) -> str:
    if lower is None or upper is None:
        return "no interval: too few to tell"
    return f"95% from {spelled(lower, style)} to {spelled(upper, style)}"


def _estimates(visual: Bar, rows: pa.Table) -> list[pa.ChunkedArray]:
    first = len(visual.dimensions)
    return [floats(rows.column(first + each)) for each in range(3)]
