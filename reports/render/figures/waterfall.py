"""Waterfall: how values add up, bar by bar, to a total."""

from itertools import accumulate

import pyarrow as pa

from reports.declare import Waterfall
from reports.render.figures.axes import hover, name_axis, size_axis, titled, written
from reports.render.figures.columns import Figure, apart, floats, in_order, meta_of, names_of, plain, said, spelled
from reports.render.figures.dispatch import figure

LONGEST_STEP = 16  # characters: many bars stand side by side, and their names lean


@figure.register
def waterfall(visual: Waterfall, table: pa.Table) -> Figure:
    """Bars that each begin where the one before ended, and the total at the end."""
    table = in_order(visual, table)
    dimension, measure = visual.dimensions[0], visual.measures[0]
    rest = table.column(2).to_pylist() if visual.folded else [0] * len(table)
    steps = [value or 0.0 for value in floats(table.column(1)).to_pylist()]
    levels = [0.0, *accumulate(steps)]
    names = apart([*names_of(table.column(0), written(dimension, table.column(0)), rest), said(visual.total)])
    trace = {
        **{"type": "bar", "name": said(measure.label), "x": names, "textposition": "none"},
        **{"base": [*levels[:-1], 0.0], "y": [*steps, levels[-1]]},
        "hovertext": _words(steps, levels, measure.format),
        "hovertemplate": hover("%{x}", "%{hovertext}"),
        "marker": {"color": [*("@good" if step >= 0 else "@bad" for step in steps), "@c1"]},
        # The total is no value of the dimension, so it can't be picked, as the rest can't.
        "customdata": [*plain(table.column(0)), None],
        "meta": meta_of(visual, dimension, rest=[*rest, 1]),
    }
    return {"data": [trace], "layout": _layout(visual, table, names, levels)}


def _words(steps: list[float], levels: list[float], style: str) -> list[str]:
    """What each bar adds and what it comes to, and the total by itself."""
    signed = [f"{'+' if step > 0 else ''}{spelled(step, style)}" for step in steps]
    found = [f"{step}<br>to {spelled(to, style)}" for step, to in zip(signed, levels[1:], strict=True)]
    return [*found, spelled(levels[-1], style)]


def _layout(visual: Waterfall, table: pa.Table, names: list[str], levels: list[float]) -> Figure:
    xaxis = {**titled(visual.dimensions[0].label), **name_axis(names, LONGEST_STEP), "autotickangles": [0, 40]}
    yaxis = size_axis(visual.measures[0], pa.chunked_array([levels]))
    bridges = [_bridge(place, level) for place, level in enumerate(levels[1:])]
    return {"xaxis": xaxis, "yaxis": yaxis, "shapes": bridges, "showlegend": False, "uirevision": visual.name}


def _bridge(place: int, level: float) -> Figure:
    """A thin line behind the bars, from where one ends to where the next begins."""
    across = {"x0": place, "x1": place + 1, "y0": level, "y1": level}
    return {"type": "line", "layer": "below", **across, "line": {"color": "@edge", "width": 1}}
