"""What every visual is: something with a title that shows columns of a query's result."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from reports.declare.columns import Column
from reports.declare.part import Part
from reports.declare.query import Query


class Placed(Part):
    """Something that has a place on the page."""

    def flat(self) -> Iterator["Placed"]:
        """It and whatever stands inside of it, in code order."""
        yield self


class Visual(Placed):
    """Something to look at. `columns` says what its slice selects, in order: dimensions first, then measures."""

    title: str
    query: Query
    help: str
    download: bool
    top: int | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        raise NotImplementedError

    @cached_property
    def dimensions(self) -> tuple[Column, ...]:
        """What it groups by: what a click on it can pick."""
        return tuple(each for each in self.columns if not each.measure)

    @cached_property
    def measures(self) -> tuple[Column, ...]:
        return tuple(each for each in self.columns if each.measure)

    @property
    def folded(self) -> Column | None:
        """The dimension whose smaller values become "Other", if any."""
        return None

    @property
    def told_columns(self) -> tuple[Column, ...]:
        """What its rows have as a table and in a file: its columns, and what the portal works out from them."""
        return self.columns

    def expressions(self) -> list[tuple[str, Any, bool]]:
        """Each expression as its author wrote it: the option, the expression, whether it has to be an aggregate."""
        raise NotImplementedError


class Chart(Visual):
    """A visual that is drawn: its slice becomes a figure."""


def optional(*said: tuple[str, Any, bool]) -> list[tuple[str, Any, bool]]:
    """Those of the expressions that the author gave."""
    return [each for each in said if each[1]]
