"""Audience: ids that are handed on."""

from collections.abc import Sequence
from dataclasses import KW_ONLY
from functools import cached_property
from typing import Any

from reports.declare.columns import Column, Measured, columns_of
from reports.declare.part import declared
from reports.declare.query import Query
from reports.declare.visuals.base import Visual


@declared
class Audience(Visual):
    """How many different values of a `key` there are, and a button that exports them: once each, sorted, without empty.

    The export is a zip of the ids as CSV and of a manifest: the criteria in words and as values, who, when, how many,
    the query ID and the SHA-256 of the CSV. `values` are columns beside the key, one value for each id. Where an
    admin says so of the team, one of its leads approves each export first.

        reach = Audience("Export as an audience", sales, key="household_id", values=["max(week)"])
    """

    title: str
    query: Query
    _: KW_ONLY
    key: str
    values: Sequence[Measured] = ()
    help: str = ""

    download = False  # the number is no file; the ids go by their own way

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return columns_of([], [f"count(distinct {self.key})"], format="count")

    @cached_property
    def file_columns(self) -> tuple[Column, ...]:
        """The columns of the file: the key, then what its author names beside it."""
        return columns_of([self.key], self.values)

    def expressions(self) -> list[tuple[str, Any, bool]]:
        return [("key", self.key, False), *(("values", each, True) for each in self.values)]
