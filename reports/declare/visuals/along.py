"""Charts with an x: Line, Area, Bar."""

from dataclasses import KW_ONLY
from functools import cached_property
from typing import Any

from reports.declare.columns import Column, Grouped, Measure, Measured, columns_of, sql_of
from reports.declare.part import declared
from reports.declare.query import Query
from reports.declare.visuals.base import Chart, optional

MOST_COLORS = 8  # beyond, no two lines could be told apart
MODES = ("stacked", "grouped", "share")


class Along(Chart):
    """A measure along x, told apart by `color`."""

    x: Grouped
    y: Measured
    color: Grouped
    format: str

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        by = [self.x, self.color] if self.color else [self.x]
        return columns_of(by, [self.y], format=self.format, title=self.title)

    @property
    def folded(self) -> Column | None:
        """The dimension whose smaller values become "Other": the colours."""
        return self.dimensions[1] if self.top and self.color else None

    def expressions(self) -> list[tuple[str, Any, bool]]:
        return [("x", self.x, False), *optional(("color", self.color, False)), ("y", self.y, True)]


@declared
class Line(Along):
    """A measure `y` along `x`, with one line per value of `color`.

    `top` keeps the largest lines and folds the rest into "Other": as many as there are colours, unless it says another
    number, or None for all.

        over_time = Line("Sales by week", sales, x="week", y="sum(sales)", color="department")
    """

    title: str
    query: Query
    _: KW_ONLY
    x: Grouped
    y: Measured
    color: Grouped = ""
    top: int | None = MOST_COLORS
    format: str = ""
    help: str = ""
    download: bool = True


@declared
class Area(Along):
    """A measure `y` along `x`, filled: the values of `color` stand on each other.

    `mode` shows them as amounts ("stacked") or as parts of a whole ("share"). `top` keeps the largest and folds the
    rest into "Other", as for Line.

        shares = Area("Share of sales", sales, x="week", y="sum(sales)", color="brand", mode="share")
    """

    title: str
    query: Query
    _: KW_ONLY
    x: Grouped
    y: Measured
    color: Grouped = ""
    top: int | None = MOST_COLORS
    mode: str = "stacked"
    format: str = ""
    help: str = ""
    download: bool = True


@declared
class Bar(Along):
    """A measure `y` per value of `x`. Names stand by size, days and numbers in their own order.

    `top` keeps the largest bars and folds the rest into "Other". With `color`, `mode` says how the colours of one bar
    stand: "stacked", "grouped" side by side, or as a "share". `horizontal` bars have room for long names. Where `y` is
    an estimate, `low` and `high` are the ends of its 95% confidence interval: a whisker on the bar, and two columns of
    its rows.

        departments = Bar("Departments", sales, x="department", y="sum(sales)", top=8, horizontal=True)
    """

    title: str
    query: Query
    _: KW_ONLY
    x: Grouped
    y: Measured
    color: Grouped = ""
    top: int | None = None
    mode: str = "stacked"
    horizontal: bool = False
    low: Measured = ""
    high: Measured = ""
    format: str = ""
    help: str = ""
    download: bool = True

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        by = [self.x, self.color] if self.color else [self.x]
        return columns_of(by, [self.y, *self._ends()], format=self.format, title=self.title)

    @property
    def bounded(self) -> bool:
        """True when it shows how sure each estimate is."""
        return bool(self.low and self.high)

    def _ends(self) -> list[Measure]:
        """The ends of the interval, called alike in every report, and written as the estimate is."""
        style = self.y.format if isinstance(self.y, Measure) else ""
        ends = [("95% from", self.low), ("95% to", self.high)] if self.bounded else []
        return [Measure(sql_of(end), label=label, format=style) for label, end in ends]

    @property
    def folded(self) -> Column | None:
        """The dimension whose smaller values become "Other": the bars."""
        return self.dimensions[0] if self.top else None

    def expressions(self) -> list[tuple[str, Any, bool]]:
        return [*super().expressions(), *optional(("low", self.low, True), ("high", self.high, True))]
