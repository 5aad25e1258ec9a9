"""What is to come and what is expected: Forecast and Prediction."""

from dataclasses import KW_ONLY
from functools import cached_property
from typing import Any

from reports.declare.columns import Column, Grouped, Measured, columns_of
from reports.declare.parameters import Number
from reports.declare.part import declared
from reports.declare.query import Query
from reports.declare.visuals.along import Along
from reports.declare.visuals.base import Chart

WHAT = "MEASURED_OR_FORECAST"
ENDS = {"LOW_80": "Low, 80%", "HIGH_80": "High, 80%", "LOW_95": "Low, 95%", "HIGH_95": "High, 95%"}


@declared
class Forecast(Along):
    """A measure `y` along time, `x`, and where it is likely to go in the next `horizon` steps.

    `x` gives days, or the first days of weeks, months, quarters or years; `horizon` is a number of them, or a Number
    that people set. Models are tried on the past, and the best one is drawn with bands in which the values will lie
    with 80 and with 95 %: where none is better than the baseline, which carries the last value or season forward, that
    one is. The model, its error and the baseline's stand below the chart. Under 12 whole periods, there is no forecast.
    A period that is not over, or not within the dates asked for, is left out. Where `y` is a sum or a count, a period
    without rows is 0.

        to_come = Forecast("Sales to come", sales, x="week", y="sum(sales)", horizon=8)
    """

    title: str
    query: Query
    _: KW_ONLY
    x: Grouped
    y: Measured
    horizon: int | Number = 13
    format: str = ""
    help: str = ""
    download: bool = True
    color = ""

    @property
    def told_columns(self) -> tuple[Column, ...]:
        """Its own columns; whether a row was measured or is to come; and between which values it will lie."""
        style = self.measures[0].format
        what = Column(alias=WHAT, sql=WHAT, label="Measured or forecast", format="", measure=False)
        ends = [
            Column(alias=alias, sql=alias, label=label, format=style, measure=True) for alias, label in ENDS.items()
        ]
        return (*self.columns, what, *ends)


@declared
class Prediction(Chart):
    """What was `expected` of each of `points`, against the `actual`: one point for each, on the line when they agree.

    At most `most` points are drawn, those with the largest `actual`; a cut is said.

        told = Measure("sum(units) * 2.4", label="Expected sales")
        agree = Prediction("Units tell sales", sales, points="brand", actual="sum(sales)", expected=told)
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
