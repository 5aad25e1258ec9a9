"""Pie: parts of a whole as a ring, with their shares in the legend, where there is room for them at any width."""

import pyarrow as pa

from reports.declare import Pie
from reports.render.figures.axes import hover, shortened, written
from reports.render.figures.cant import only_parts
from reports.render.figures.columns import (
    Figure,
    apart,
    d3,
    floats,
    meta_of,
    names_of,
    plain,
    said,
    spelled,
)
from reports.render.figures.dispatch import figure

LONGEST_ENTRY = 16  # characters in the legend, which takes its room from the ring


@figure.register
def pie(visual: Pie, table: pa.Table) -> Figure:
    """A ring with the largest part first, clockwise from the top, and the rest last. Raises ChartError below zero."""
    table = _largest_first(visual, table)
    dimension, measure = visual.dimensions[0], visual.measures[0]
    rest = table.column(2).to_pylist() if visual.folded else [0] * len(table)
    names = names_of(table.column(0), written(dimension, table.column(0)), rest)
    sizes = only_parts(floats(table.column(1)).to_pylist(), names, kind="pie")
    whole = sum(sizes)
    shares = [f"{size / whole:.1%}" for size in sizes]
    entries = [f"{shortened(each, LONGEST_ENTRY)}  {share}" for each, share in zip(names, shares, strict=True)]
    trace = {
        **{"type": "pie", "name": said(measure.label), "values": sizes, "sort": False, "direction": "clockwise"},
        **{"labels": apart(entries), "hole": 0.62, "textinfo": "none", "hovertext": names},
        "hovertemplate": hover(
            "%{hovertext}",
            f"{said(measure.label)}: %{{value:{d3(measure)}}}",
            f"%{{percent:.1%}} of {spelled(whole, measure.format)}",
        ),
        "customdata": plain(table.column(0)),
        "meta": meta_of(visual, dimension, each=True, rest=rest),
    }
    return {"data": [trace], "layout": _layout(visual)}


def _largest_first(visual: Pie, table: pa.Table) -> pa.Table:
    """Where nothing is folded, the slice is in the order of its names."""
    return table if visual.folded else table.sort_by([(table.column_names[1], "descending")])


def _layout(visual: Pie) -> Figure:
    # A part that is hidden would make the shares of the others wrong, so the legend takes no clicks.
    beside = {"orientation": "v", "x": 1.02, "xanchor": "left", "yref": "paper", "y": 0.5, "yanchor": "middle"}
    legend = {**beside, "itemclick": False, "itemdoubleclick": False, "traceorder": "normal"}
    return {"legend": legend, "showlegend": True, "margin": {"l": 8, "b": 16}, "uirevision": visual.name}
