"""What no other visual is: Custom, which an author draws, and Markdown, which an author writes."""

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY
from functools import cached_property
from typing import Any

from reports.declare.columns import Column, Grouped, Measured, columns_of
from reports.declare.part import declared
from reports.declare.query import Query
from reports.declare.visuals.base import Chart, Placed


@declared
class Custom(Chart):
    """A figure of one's own: `function` gets an Arrow table and a theme, and returns a Plotly figure.

    The table has a column for each of `by`, then one for each of `values`, and at most `most` rows. With neither, it
    has the query's rows. The figure is a dictionary with "data" and "layout", or a plotly Figure. The theme has the
    brand's `palette`, `other` and `template`.

        def dots(table: Any, theme: Any) -> dict[str, Any]:
            names, amounts = (column.to_pylist() for column in table.columns)
            return {"data": [{"type": "scatter", "mode": "markers", "x": amounts, "y": names}], "layout": {}}


        own = Custom("Departments as dots", sales, dots, by=["department"], values=["sum(sales)"])
    """

    title: str
    query: Query
    function: Callable[[Any, Any], Any]
    _: KW_ONLY
    by: Sequence[Grouped] = ()
    values: Sequence[Measured] = ()
    most: int = 10_000
    format: str = ""
    help: str = ""
    download: bool = True

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return columns_of(self.by, self.values, format=self.format)

    def expressions(self) -> list[tuple[str, Any, bool]]:
        by = [("by", each, False) for each in self.by]
        return [*by, *(("values", each, True) for each in self.values)]


@declared
class Markdown(Placed):
    """Words between the visuals: `text` in Markdown.

    HTML in it is shown as text.

        words = Markdown("Sales are **before** coupons.")
    """

    text: str
