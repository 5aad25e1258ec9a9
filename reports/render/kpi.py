"""A single figure: how it is written, how it changed, and how it went along."""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from reports.compile.slices.skeleton import BEFORE, IN_TOTAL
from reports.declare import Kpi
from reports.render.formats import NOTHING, write

HEIGHT = 24  # of the course's box, whose width is 100
Points = list[tuple[float, float]]


@dataclass(frozen=True, kw_only=True)
class KpiShown:
    """What stands in a Kpi's panel. `points` are the course from the left in a box of 100 by 24, the top being 0."""

    figure: str
    change: str = ""  # such as "▲ 4.2 %"
    tone: str = ""  # "good", "bad", or nothing
    against: str = ""  # such as "previous period"
    points: Points
    spoken: str = ""  # the course in words


def kpi(visual: Kpi, table: pa.Table) -> KpiShown:
    """The figure from the answer to a Kpi's slice; see compile.slices.skeleton for its columns."""
    measure = visual.measures[0]
    steps, whole = _split(table)
    now = _first(whole, measure.alias)
    change, tone = _change(visual, now, _first(whole, BEFORE)) if visual.compare else ("", "")
    course = _course(steps.column(measure.alias)) if steps is not None else []
    spoken = _spoken(steps.column(measure.alias), measure.format) if steps is not None and course else ""
    return KpiShown(
        figure=write(now, measure.format),
        change=change,
        tone=tone,
        against=visual.compare,
        points=course,
        spoken=spoken,
    )


def _split(table: pa.Table) -> tuple[pa.Table | None, pa.Table]:
    """The steps along the trend, and the row of the whole."""
    if IN_TOTAL not in table.column_names:
        return None, table
    in_total = pc.equal(table.column(IN_TOTAL), 1)
    return table.filter(pc.invert(in_total)), table.filter(in_total)


def _first(table: pa.Table, name: str) -> Any:
    return table.column(name)[0].as_py() if table.num_rows and name in table.column_names else None


def _change(visual: Kpi, now: Any, before: Any) -> tuple[str, str]:
    """The change in words and whether it is good news. Shares change in points, everything else in percent."""
    if now is None or before is None:
        return NOTHING, ""
    now, before = float(now), float(before)
    if visual.measures[0].format == "percent":
        change, words = now - before, f"{abs(now - before) * 100:,.1f} pt"
    elif before == 0:
        return NOTHING, ""
    else:
        change = (now - before) / abs(before)
        words = f"{abs(change):,.1%}"
    if round(change, 4) == 0:
        return f"= {words}", ""
    up = change > 0
    tone = "" if not visual.good else "good" if up == (visual.good == "up") else "bad"
    return f"{'▲' if up else '▼'} {words}", tone


def _course(column: pa.ChunkedArray) -> Points:
    """The values as points, the lowest at the foot of the box and the highest at its top; gaps are left out."""
    values = [(place, float(value)) for place, value in enumerate(column.to_pylist()) if value is not None]
    if len(values) < 2:
        return []
    heights = [value for _, value in values]
    low, span, last = min(heights), (max(heights) - min(heights)) or 1.0, max(len(column) - 1, 1)
    return [(100 * place / last, HEIGHT - 2 - (HEIGHT - 4) * (value - low) / span) for place, value in values]


def _spoken(column: pa.ChunkedArray, style: str) -> str:
    values = [value for value in column.to_pylist() if value is not None]
    first, last, highest = (write(each, style) for each in (values[0], values[-1], max(values)))
    return f"From {first} to {last}, at its highest {highest}"
