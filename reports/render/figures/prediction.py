"""Prediction: what was expected against what came."""

import pyarrow as pa
import pyarrow.compute as pc

from reports.declare import Column, Prediction
from reports.render.figures.axes import hover, ticks, titled, written
from reports.render.figures.columns import Figure, d3, floats, meta_of, names_of, numbers, plain, said, spelled
from reports.render.figures.dispatch import figure
from reports.render.figures.spread import MANY_POINTS


@figure.register
def prediction(visual: Prediction, table: pa.Table) -> Figure:
    """A point for each value of `points`, and the line on which they would be if all had come as expected."""
    expected, actual = floats(table.column(1)), floats(table.column(2))
    column, points = visual.measures[1], visual.dimensions[0]
    trace = {
        "type": "scattergl" if len(table) > MANY_POINTS else "scatter",
        **{"mode": "markers", "name": said(points.label), "x": numbers(expected), "y": numbers(actual)},
        "hovertext": names_of(table.column(0), written(points, table.column(0))),
        "text": _differences(expected, actual, column),
        "hovertemplate": hover(
            "%{hovertext}", f"Expected: %{{x:{d3(visual.measures[0])}}}", f"Actual: %{{y:{d3(column)}}}", "%{text}"
        ),
        "customdata": plain(table.column(0)),
        "marker": {"size": 8, "line": {"color": "@surface", "width": 1}},
        "meta": meta_of(visual, points, paint=None),
    }
    measured = column.label.lower()
    xaxis = {**titled(f"Expected {measured}"), **ticks(visual.measures[0], expected), "showgrid": True}
    yaxis = {**titled(f"Actual {measured}"), **ticks(column, actual)}
    layout = {
        "annotations": _line_named(expected, actual),
        "xaxis": xaxis,
        "yaxis": yaxis,
        "hovermode": "closest",
        "showlegend": False,
        "uirevision": visual.name,
    }
    return {"data": [_as_expected(expected, actual), trace], "layout": layout}


def _differences(expected: pa.ChunkedArray, actual: pa.ChunkedArray, column: Column) -> list[str]:
    """How far each point came out above or below what was expected."""
    found = pc.subtract(actual, expected).to_pylist()
    return ["" if each is None else f"{spelled(abs(each), column.format)} {_side(each)}" for each in found]


def _side(difference: float) -> str:
    return "more than expected" if difference >= 0 else "less than expected"


def _as_expected(expected: pa.ChunkedArray, actual: pa.ChunkedArray) -> Figure:
    """The diagonal, from the smallest of all values to the largest."""
    ends = _ends(expected, actual)
    line = {"color": "@ink-3", "width": 1, "dash": "dot"}
    return {"type": "scatter", "mode": "lines", "x": ends, "y": ends, "line": line, "hoverinfo": "skip"}


def _line_named(expected: pa.ChunkedArray, actual: pa.ChunkedArray) -> list[Figure]:
    """What the diagonal is, at its upper end."""
    end = _ends(expected, actual)[1]
    quiet = {"font": {"color": "@ink-3", "size": 11}, "showarrow": False, "xanchor": "right", "yanchor": "bottom"}
    return [] if end is None else [{"x": end, "y": end, "text": "as expected", "xshift": -8, **quiet}]


def _ends(expected: pa.ChunkedArray, actual: pa.ChunkedArray) -> list[float | None]:
    known = pc.min_max(pa.chunked_array([*expected.chunks, *actual.chunks], pa.float64())).as_py()
    return [known["min"], known["max"]]
