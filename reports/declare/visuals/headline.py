"""Single figures: Kpi and Gauge."""

from dataclasses import KW_ONLY
from functools import cached_property
from typing import Any

from reports.declare.columns import Column, Grouped, Measure, Measured, columns_of
from reports.declare.part import declared
from reports.declare.query import Query
from reports.declare.visuals.base import Chart, Visual, optional


@declared
class Kpi(Visual):
    """One figure: a `measure` over all that the query found.

    `compare` sets it against the same figure of the "previous period" or of the "previous year": the query then runs a
    second time, with its date range moved. `trend` draws it along a column, such as the week, as a small line. `good`
    says which way is good news: "up", "down", or "" for neither.

        total = Kpi("Sales", sales, "sum(sales)", format="money", compare="previous period", trend="week")
    """

    title: str
    query: Query
    measure: Measured
    _: KW_ONLY
    format: str = ""
    compare: str = ""
    trend: Grouped = ""
    good: str = "up"
    help: str = ""
    download: bool = True

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return columns_of(optional_list(self.trend), [titled(self.measure, self.title)], format=self.format)

    def expressions(self) -> list[tuple[str, Any, bool]]:
        return [("", self.measure, True), *optional(("trend", self.trend, False))]


@declared
class Gauge(Chart):
    """A `measure` on a dial, against a `target`: a number, or an aggregate such as "sum(target)".

    The dial ends at `most`, or a fifth above the larger of figure and target.

        goal = Gauge("Sales per trip", sales, "sum(sales) / count(distinct basket_id)", target=30, format="money")
    """

    title: str
    query: Query
    measure: Measured
    _: KW_ONLY
    target: float | Measured | None = None
    most: float | None = None
    format: str = ""
    help: str = ""
    download: bool = True

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        aim = [] if self.target is None else [Measure(self._target_sql, label="Target")]
        return columns_of([], [titled(self.measure, self.title), *aim], format=self.format)

    @property
    def _target_sql(self) -> Any:
        # max() makes a plain number an aggregate, as every measure is.
        return (
            f"max({self.target})" if isinstance(self.target, int | float) else getattr(self.target, "sql", self.target)
        )

    def expressions(self) -> list[tuple[str, Any, bool]]:
        aim = [] if isinstance(self.target, int | float) else [("target", self.target, True)]
        return [("", self.measure, True), *optional(*aim)]


def titled(measure: Measured, title: str) -> Measure:
    """The measure, called as the visual is unless it has a name of its own."""
    one = measure if isinstance(measure, Measure) else Measure(measure)
    return Measure(one.sql, label=one.label or title, format=one.format)


def optional_list(given: Grouped) -> list[Grouped]:
    """A list with the dimension, or without any when none was given."""
    return [given] if given else []
