"""Forecast: what was measured as a line, what is to come as a dashed one within bands."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from reports.declare import Forecast
from reports.render.figures.along import along
from reports.render.figures.axes import hover, size_axis
from reports.render.figures.columns import Figure, moments, numbers, said, spelled
from reports.render.figures.dispatch import figure
from reports.render.figures.place import place_of

MEASURED, FORECAST, NOT_WHOLE = "measured", "forecast", "measured, not whole"  # what a row is, in the third column
BANDS = {"95%": (5, 6, "@c1/12"), "80%": (3, 4, "@c1/24")}  # the columns of their ends, and how much they cover
_NO_LINE: Figure = {"type": "scatter", "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}


@figure.register
def forecast(visual: Forecast, table: pa.Table) -> Figure:
    """The measured line with its axes; bands and line to come, which begin where it ends."""
    whole, ahead = _only(table, MEASURED), _only(table, FORECAST)
    drawn = along(visual, whole.select([0, 1]))
    marks = drawn["data"]
    joined = pa.concat_tables([whole.slice(max(len(whole) - 1, 0)), ahead])
    if len(ahead):
        lines = [_line(visual, joined)]
        marks[:0] = [trace for name, band in BANDS.items() for trace in _band(name, band, joined)]
        marks += lines
    if len(broken := _only(table, NOT_WHOLE)):
        marks.append(_broken(visual, broken))
    place = place_of(visual, table.select([0, 1]))
    highest = pa.chunked_array([*pc.cast(table.column(1), pa.float64()).chunks, *table.column(6).chunks])
    axes = {"xaxis": place.axis, "yaxis": size_axis(visual.measures[0], highest)}
    return {"data": marks, "layout": {**drawn["layout"], **axes, "showlegend": len(marks) > 1}}


def _only(table: pa.Table, what: str) -> pa.Table:
    return table.filter(pc.equal(table.column(2), what))


def _band(name: str, band: tuple[int, int, str], joined: pa.Table) -> list[Figure]:
    """An interval: its lower end unseen, and the space from there to its upper end."""
    low, high, colour = band
    # The band opens out of the last measured point, where both of its ends are.
    ends = [pc.coalesce(joined.column(each), joined.column(1)) for each in (low, high)]
    x = moments(joined.column(0))
    lower = {**_NO_LINE, "x": x, "y": numbers(ends[0]), "showlegend": False, "legendgroup": name}
    upper = {**_NO_LINE, "x": x, "y": numbers(ends[1]), "fill": "tonexty", "fillcolor": colour}
    return [lower, {**upper, "name": f"{name} interval", "legendgroup": name}]


def _line(visual: Forecast, joined: pa.Table) -> Figure:
    place = place_of(visual, joined.select([0, 1]))
    return {
        **{"type": "scatter", "mode": "lines", "name": "Forecast"},
        "x": moments(joined.column(0)),
        "y": numbers(joined.column(1)),
        "line": {"color": "@c1", "width": 2, "dash": "dash"},
        "text": [_told(visual, row) for row in joined.to_pylist()],
        "hovertemplate": hover(place.pattern, "%{text}"),
    }


def _told(visual: Forecast, row: dict[str, Any]) -> str:
    """What a tooltip says of a step: the forecast and its intervals, or what was measured where the line begins."""
    _, value, what, *ends = row.values()
    measure = visual.measures[0]
    if what == MEASURED:
        return f"{said(measure.label)}: {spelled(value, measure.format)}" if value is not None else "–"
    low_80, high_80, low_95, high_95 = (spelled(each, measure.format) for each in ends)
    return f"Forecast: {spelled(value, measure.format)}<br>80%: {low_80} – {high_80}<br>95%: {low_95} – {high_95}"


def _broken(visual: Forecast, rows: pa.Table) -> Figure:
    """Periods that are not whole: dots beside the line, or the line would seem to fall there."""
    place = place_of(visual, rows.select([0, 1]))
    measure = visual.measures[0]
    values = ["–" if each is None else spelled(each, measure.format) for each in rows.column(1).to_pylist()]
    return {
        **{"type": "scatter", "mode": "markers", "name": "Not whole, left out", "showlegend": False},
        "x": moments(rows.column(0)),
        "y": numbers(rows.column(1)),
        "marker": {"color": "@c1", "size": 7, "symbol": "circle-open"},
        "text": values,
        "hovertemplate": hover(place.pattern, f"{said(measure.label)}: %{{text}}", "not whole, left out"),
    }
