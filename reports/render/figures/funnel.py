"""Funnel: how many are left at each stage, in the order in which the stages are declared."""

import pyarrow as pa

from reports.declare import Column, Funnel
from reports.render.figures.axes import name_axis, shortened
from reports.render.figures.cant import only_parts
from reports.render.figures.columns import Figure, apart, floats, said, spelled
from reports.render.figures.dispatch import figure
from reports.render.formats import write


@figure.register
def funnel(visual: Funnel, table: pa.Table) -> Figure:
    """A bar per stage. A stage is a measure and no value of a column, so there is nothing to pick."""
    stages = visual.measures
    names = apart([said(each.label) for each in stages])
    sizes = only_parts([_first(table.column(place)) for place in range(len(stages))], names, kind="funnel")
    trace = {
        **{"type": "funnel", "name": said(visual.title), "y": names, "x": sizes, "marker": {"color": "@c1"}},
        **{"textposition": "auto", "textinfo": "text", "insidetextanchor": "middle"},
        "text": [f"{size / sizes[0]:.0%}" if sizes[0] else "" for size in sizes],
        "hovertext": [_words(stages, sizes, place) for place in range(len(stages))],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    ticks = {"labelalias": _counted(names, stages, sizes)}
    yaxis = {**name_axis(names), **ticks, "autorange": "reversed", "showgrid": False}
    layout = {"xaxis": {"visible": False}, "yaxis": yaxis, "showlegend": False, "uirevision": visual.name}
    return {"data": [trace], "layout": layout}


def _first(column: pa.ChunkedArray) -> float | None:
    value: float | None = floats(column)[0].as_py()
    return value


def _counted(names: list[str], stages: tuple[Column, ...], sizes: list[float]) -> dict[str, str]:
    """The name of each stage with its figure below: in a narrow bar it would have no room."""
    figures = [write(size, stage.format) for stage, size in zip(stages, sizes, strict=True)]
    return {each: f"{shortened(each)}<br><b>{size}</b>" for each, size in zip(names, figures, strict=True)}


def _words(stages: tuple[Column, ...], sizes: list[float], place: int) -> str:
    """The whole tooltip of a stage: how many, and which part of the first and of the stage before."""
    lines = [f"<b>{said(stages[place].label)}</b>", spelled(sizes[place], stages[place].format)]
    if place and sizes[0]:
        lines.append(f"{sizes[place] / sizes[0]:.1%} of {said(stages[0].label)}")
    if place > 1 and sizes[place - 1]:
        lines.append(f"{sizes[place] / sizes[place - 1]:.1%} of {said(stages[place - 1].label)}")
    return "<br>".join(lines)
