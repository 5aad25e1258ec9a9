"""Rows of figures: Table and Pivot."""

from collections.abc import Sequence
from dataclasses import KW_ONLY
from functools import cached_property
from typing import Any

from reports.declare.columns import Column, Grouped, Measured, columns_of, sql_of
from reports.declare.inputs import Inputs
from reports.declare.parameters import Dimensions
from reports.declare.part import declared
from reports.declare.query import Query
from reports.declare.visuals.base import Visual


class InRows(Visual):
    """Shows measures by `rows`. The name of a Dimensions part there stands for all of its fields."""

    rows: Sequence[Grouped]
    values: Sequence[Measured]

    @cached_property
    def down(self) -> list[Grouped]:
        """The dimensions of the rows, with those of a Dimensions part spelled out."""
        found: list[Grouped] = []
        for each in self.rows:
            part = self._dimensions(each)
            found += list(part.outputs.values()) if part else [each]
        return found

    def picks_its_rows(self) -> bool:
        """True when a person says which fields the rows are."""
        return any(self._dimensions(row) for row in self.rows)

    def unpicked(self, inputs: Inputs) -> set[str]:
        """The aliases of columns that stand for fields which nobody picked, so that they are empty."""
        parts = [part for part in map(self._dimensions, self.rows) if part]
        absent = {
            field.sql for part in parts for label, field in part.outputs.items() if label not in inputs.setting(part)
        }
        return {each.alias for each in self.dimensions if each.sql in absent}

    def _dimensions(self, row: Grouped) -> Dimensions | None:
        part = self.report.parts.get(sql_of(row)) if self.report else None
        return part if isinstance(part, Dimensions) else None


@declared
class Table(InRows):
    """Measures, `values`, by `rows`.

    It is read page by page, sorted and filtered by the warehouse, however many rows there are; a download has them all.

        categories = Table("Categories", sales, rows=["department", "product_category"], values=["sum(sales)"])
    """

    title: str
    query: Query
    _: KW_ONLY
    rows: Sequence[Grouped] = ()
    values: Sequence[Measured] = ()
    format: str = ""
    help: str = ""
    download: bool = True

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return columns_of(self.down, self.values, format=self.format)

    def expressions(self) -> list[tuple[str, Any, bool]]:
        rows = [("rows", row, False) for row in self.down]
        return [*rows, *(("values", each, True) for each in self.values)]


@declared
class Pivot(InRows):
    """Measures, `values`, by `rows` down and by `across`, with a total.

    With `subtotals`, there is one for each value of all rows but the last. `top` keeps the largest values of `across`
    and folds the rest into "Other"; at most `most` rows are shown, the largest first, and a cut is said.

        cube = Pivot("Brands", sales, rows=["department", "brand"], across="week", values=["sum(sales)"], top=4)
    """

    title: str
    query: Query
    _: KW_ONLY
    rows: Sequence[Grouped]
    values: Sequence[Measured]
    across: Grouped = ""
    top: int = 12
    most: int = 1_000
    subtotals: bool = True
    format: str = ""
    help: str = ""
    download: bool = True

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        by = self.down + ([self.across] if self.across else [])
        return columns_of(by, self.values, format=self.format)

    def expressions(self) -> list[tuple[str, Any, bool]]:
        across = [("across", self.across, False)] if self.across else []
        rows = [("rows", row, False) for row in self.down]
        return [*rows, *across, *(("values", each, True) for each in self.values)]
