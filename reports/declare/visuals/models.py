"""What is to come and what is expected: Forecast and Prediction.

They draw what is known; the models that look ahead are added under them later, with no change to a report.
"""

from dataclasses import KW_ONLY
from functools import cached_property
from typing import Any

from reports.declare.columns import Column, Grouped, Measured, columns_of
from reports.declare.part import declared
from reports.declare.query import Query
from reports.declare.visuals.along import Along
from reports.declare.visuals.base import Chart

NO_MODEL = "No model is installed yet, so only what was measured is drawn."


@declared
class Forecast(Along):
    """A measure `y` along time, `x`, and where it is likely to go in the next `horizon` steps.

    No model is installed yet: until one is, what was measured is drawn, and a sentence says so.

        to_come = Forecast("Sales to come", sales, x="week", y="sum(sales)", horizon=8)
    """

    title: str
    query: Query
    _: KW_ONLY
    x: Grouped
    y: Measured
    horizon: int = 13
    format: str = ""
    help: str = ""
    download: bool = True
    color = ""


@declared
class Prediction(Chart):
    """What was `expected` of each of `points`, against the `actual`: one point for each, on the line when they agree.

    At most `most` points are drawn, those with the largest `actual`; a cut is said.

        agree = Prediction("Units tell sales", sales, points="brand", actual="sum(sales)", expected="sum(units) * 2.4")
    """

    title: str
    query: Query
    _: KW_ONLY
    points: Grouped
    actual: Measured
    expected: Measured
    most: int = 2_000
    format: str = ""
    help: str = ""
    download: bool = True

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return columns_of([self.points], [self.expected, self.actual], format=self.format)

    def expressions(self) -> list[tuple[str, Any, bool]]:
        return [("points", self.points, False), ("expected", self.expected, True), ("actual", self.actual, True)]
