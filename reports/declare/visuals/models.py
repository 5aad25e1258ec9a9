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
    """A measure along time, and where it is likely to go in the next `horizon` steps."""

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
    """What was expected of each of `points`, against what came: one point for each, on the line when they agree."""

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
