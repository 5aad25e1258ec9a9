"""How values lie: Histogram, Box, Scatter, Heatmap."""

from collections.abc import Sequence
from dataclasses import KW_ONLY
from functools import cached_property
from typing import Any

from reports.declare.columns import Column, Dimension, Grouped, Measure, Measured, columns_of, label_of, sql_of
from reports.declare.part import declared
from reports.declare.query import Query
from reports.declare.visuals.base import Chart, optional


@declared
class Histogram(Chart):
    """How often values of a number come: `x` is a number of each row, such as "sales"; `y` what is counted in each bin.

    The edges are round numbers (1, 2 or 5 times a power of ten), so that there are at most `bins` of them.

        sizes = Histogram("Sizes of lines", sales, x="sales", y="count(distinct basket_id)", bins=20)
    """

    title: str
    query: Query
    _: KW_ONLY
    x: Grouped
    y: Measured = "count(*)"
    bins: int = 30
    format: str = ""
    help: str = ""
    download: bool = True

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return columns_of([self.x], [self.y], format=self.format, title=self.title)

    def expressions(self) -> list[tuple[str, Any, bool]]:
        return [("x", self.x, False), ("y", self.y, True)]


@declared
class Box(Chart):
    """How a number lies within each value of `x`: `y` is a number of each row; the box is its middle half.

    The whiskers are the 5th and the 95th percentile, and the line within is the median. At most `most` boxes are drawn,
    those of the most rows; a cut is said.

        lines = Box("Sales of a line", sales, y="sales", x="department", most=10)
    """

    title: str
    query: Query
    _: KW_ONLY
    y: Grouped
    x: Grouped = ""
    most: int = 30
    format: str = ""
    help: str = ""
    download: bool = True

    QUANTILES = (("5th percentile", 0.05), ("Lower quarter", 0.25), ("Median", 0.5), ("Upper quarter", 0.75))
    LAST = ("95th percentile", 0.95)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        value = sql_of(self.y)
        cuts = [
            Measure(f"percentile_cont({share}) within group (order by {value})", label=name)
            for name, share in (*self.QUANTILES, self.LAST)
        ]
        counted = Measure("count(*)", label="Rows", format="count")
        return columns_of([self.x] if self.x else [], [*cuts, counted], format=self.format)

    @property
    def label(self) -> str:
        """What the number is called."""
        own = self.y.label if isinstance(self.y, Dimension) else ""
        return own or label_of(sql_of(self.y)) or self.title

    def expressions(self) -> list[tuple[str, Any, bool]]:
        return [*optional(("x", self.x, False)), ("y", self.y, False)]


@declared
class Scatter(Chart):
    """A point per value of `points`, at two measures, `x` and `y`; `size` makes it a bubble, `color` groups the points.

    At most `most` points are drawn, the largest by `size` or else by `y`; a cut is said.

        categories = Scatter("Categories", sales, points="product_category", x="sum(units)", y="sum(sales)")
    """

    title: str
    query: Query
    _: KW_ONLY
    points: Grouped
    x: Measured
    y: Measured
    size: Measured = ""
    color: Grouped = ""
    most: int = 2_000
    format: str = ""
    help: str = ""
    download: bool = True

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        by = [self.points, self.color] if self.color else [self.points]
        measures = [self.x, self.y, self.size] if self.size else [self.x, self.y]
        return columns_of(by, measures, format=self.format)

    def expressions(self) -> list[tuple[str, Any, bool]]:
        grouped = [("points", self.points, False), *optional(("color", self.color, False))]
        return [*grouped, ("x", self.x, True), ("y", self.y, True), *optional(("size", self.size, True))]


@declared
class Heatmap(Chart):
    """A measure, `value`, where two dimensions, `x` and `y`, meet: by depth of colour.

    `top` keeps the rows of `y` with the largest values and folds the rest into "Other". Where `x` and `y` have the same
    values, both axes have them in one order.

        when = Heatmap("Departments by week", sales, x="week", y="department", value="sum(sales)", top=10)
    """

    title: str
    query: Query
    _: KW_ONLY
    x: Grouped
    y: Grouped
    value: Measured
    top: int | None = None
    format: str = ""
    help: str = ""
    download: bool = True

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return columns_of([self.x, self.y], [self.value], format=self.format, title=self.title)

    @property
    def folded(self) -> Column | None:
        """The dimension whose smaller values become "Other": the rows."""
        return self.dimensions[1] if self.top else None

    def expressions(self) -> list[tuple[str, Any, bool]]:
        return [("x", self.x, False), ("y", self.y, False), ("value", self.value, True)]


def listed(given: Grouped | Sequence[Grouped]) -> list[Grouped]:
    """One dimension or several, as a list."""
    return [given] if isinstance(given, str | Dimension) else list(given)
