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
    """Parts of a whole, as a ring: a measure, `value`, per value of `by`.

    Those beyond `top` are one part, "Other".

        brands = Pie("Sales by brand", sales, by="brand", value="sum(sales)")
    """

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
    """How a measure, `value`, adds up over the values of `by`, bar by bar, to a total. Those beyond `top` are one bar.

    `total` is what the last bar is called.

        adds_up = Waterfall("How sales add up", sales, by="department", value="sum(sales)", top=6)
    """

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
    """A measure, `value`, per place. `by` gives codes or names of places; `outlines` says of which sort they are.

    "us-states" are the states of the US, "world" are countries. The outlines come with Portico: the map asks no other
    server.

        state = Dimension("iff(store_id % 2 = 0, 'TX', 'CA')", label="State")
        places = Map("Sales", sales, by=state, value="sum(sales)")
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
    """Parts of a whole within parts of a whole: a measure, `value`, by one dimension or several, `by`.

    At most `most` parts are drawn, the largest; a cut is said.

        categories = Treemap("Categories", sales, by=["department", "product_category"], value="sum(sales)", most=100)
    """

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
    """How many are left at each of `stages`: one measure per stage, in order, each with its label.

    Every stage is measured over all rows: it says itself what still counts.

        ten = Measure("count(distinct iff(sales > 10, basket_id, null))", label="With a line above $10")
        left = Funnel("Trips", sales, stages=[Measure("count(distinct basket_id)", label="Trips"), ten])
    """

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
