"""Parts of a whole, and the way from one figure to another: Pie, Treemap, Funnel, Waterfall, Map."""

from collections.abc import Sequence
from dataclasses import KW_ONLY
from functools import cached_property
from typing import Any

from reports.declare.columns import Column, Grouped, Measured, columns_of
from reports.declare.part import declared
from reports.declare.query import Query
from reports.declare.visuals.base import Chart
from reports.declare.visuals.spread import listed

OUTLINES = ("us-states", "world")


class PerValue(Chart):
    """A measure per value of one dimension."""

    by: Grouped
    value: Measured
    format: str

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return columns_of([self.by], [self.value], format=self.format, title=self.title)

    @property
    def folded(self) -> Column | None:
        return self.dimensions[0] if self.top else None

    def expressions(self) -> list[tuple[str, Any, bool]]:
        return [("by", self.by, False), ("value", self.value, True)]


@declared
class Pie(PerValue):
    """Parts of a whole, as a ring; beyond `top` they are one part."""

    title: str
    query: Query
    _: KW_ONLY
    by: Grouped
    value: Measured
    top: int | None = 7
    format: str = ""
    help: str = ""
    download: bool = True


@declared
class Waterfall(PerValue):
    """How the values of a dimension add up, bar by bar, to a total. Beyond `top`, they are one bar."""

    title: str
    query: Query
    _: KW_ONLY
    by: Grouped
    value: Measured
    top: int | None = 12
    total: str = "Total"
    format: str = ""
    help: str = ""
    download: bool = True


@declared
class Map(PerValue):
    """A measure per place. `by` gives two-letter codes of states ("us-states") or of countries ("world").

    The outlines come with Portico: the map asks no other server.
    """

    title: str
    query: Query
    _: KW_ONLY
    by: Grouped
    value: Measured
    outlines: str = "us-states"
    format: str = ""
    help: str = ""
    download: bool = True

    @property
    def folded(self) -> Column | None:
        return None


@declared
class Treemap(Chart):
    """Parts of a whole within parts of a whole, such as categories in departments: at most `most` of them."""

    title: str
    query: Query
    _: KW_ONLY
    by: Grouped | Sequence[Grouped]
    value: Measured
    most: int = 300
    format: str = ""
    help: str = ""
    download: bool = True

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return columns_of(listed(self.by), [self.value], format=self.format, title=self.title)

    def expressions(self) -> list[tuple[str, Any, bool]]:
        return [*(("by", each, False) for each in listed(self.by)), ("value", self.value, True)]


@declared
class Funnel(Chart):
    """How many are left at each stage: one measure per stage, in order, each with its label."""

    title: str
    query: Query
    _: KW_ONLY
    stages: Sequence[Measured]
    format: str = ""
    help: str = ""
    download: bool = True

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return columns_of([], self.stages, format=self.format)

    def expressions(self) -> list[tuple[str, Any, bool]]:
        return [("stages", each, True) for each in self.stages]
