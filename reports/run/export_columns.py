"""The columns of a download: those that a visual shows, and what tells its totals from the rows that they sum up."""

from reports import compile
from reports.compile.slices.pivots import ACROSS, LEVEL
from reports.compile.slices.skeleton import IN_TOTAL
from reports.declare import Column, Kpi, Pivot, Visual
from reports.declare.words import spoken


def columns_of(visual: Visual) -> list[Column]:
    """The first columns of the visual's slice, in its order."""
    if not visual.columns:
        return [_plain(name, spoken(name)) for name in compile.columns(visual.query)]
    if isinstance(visual, Pivot):
        return [*visual.columns, _plain(LEVEL, "Rows summed up"), _plain(ACROSS, "Columns summed up")]
    if isinstance(visual, Kpi) and visual.trend:
        return [*visual.columns, _plain(IN_TOTAL, "Total")]
    return list(visual.told_columns)


def _plain(name: str, label: str) -> Column:
    return Column(alias=name, sql=name, label=label, format="", measure=False)
