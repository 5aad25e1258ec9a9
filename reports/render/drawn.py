"""What draws a visual: a figure, the texts of a Kpi, the number of an Audience, the grid of a Pivot."""

from functools import singledispatch

import pyarrow as pa

from reports.declare import Audience, Kpi, Pivot, Visual
from reports.render.audience import AudienceShown, how_many
from reports.render.figures import Figure, figure
from reports.render.kpi import KpiShown, kpi
from reports.render.pivot import PivotGrid, pivot_grid

Drawn = Figure | KpiShown | AudienceShown | PivotGrid


@singledispatch
def drawn(visual: Visual, table: pa.Table, *, hidden: set[str]) -> Drawn:
    """What the visual's kind makes of its slice, without the columns that are `hidden` because nobody picked them."""
    return figure(visual, table)


@drawn.register
def _(visual: Kpi, table: pa.Table, *, hidden: set[str]) -> Drawn:
    return kpi(visual, table)


@drawn.register
def _(visual: Audience, table: pa.Table, *, hidden: set[str]) -> Drawn:
    return how_many(visual, table)


@drawn.register
def _(visual: Pivot, table: pa.Table, *, hidden: set[str]) -> Drawn:
    return pivot_grid(visual, table, hidden=hidden)
