"""The visuals: each names a query and says, in SQL, what it shows of that query's result."""

from collections.abc import Sequence
from dataclasses import KW_ONLY
from functools import cached_property
from typing import Any

from reports.declare.columns import Column, Measure, columns_of
from reports.declare.part import Part, declared, place_of_author
from reports.declare.query import Query
from reports.declare.words import slug


class Visual(Part):
    """Something to look at. `columns` says what its slice selects, in order."""

    title: str
    query: Query
    help: str

    @property
    def columns(self) -> tuple[Column, ...]:
        raise NotImplementedError

    @property
    def dimensions(self) -> tuple[Column, ...]:
        """What it groups by: what a click on it can pick."""
        return tuple(each for each in self.columns if not each.measure)

    @property
    def measures(self) -> tuple[Column, ...]:
        return tuple(each for each in self.columns if each.measure)


@declared
class Kpi(Visual):
    """One figure, such as `Kpi("Sales", buyers, "sum(sales)", format="money")`."""

    title: str
    query: Query
    measure: str
    _: KW_ONLY
    format: str = ""
    help: str = ""

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return columns_of([], [Measure(self.measure, label=self.title)], format=self.format)


@declared
class Line(Visual):
    """A measure along x, one line per value of `color`; `top` keeps the largest lines and folds the rest into one."""

    title: str
    query: Query
    _: KW_ONLY
    x: str
    y: str
    color: str = ""
    top: int | None = None
    format: str = ""
    help: str = ""

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        by = [self.x, self.color] if self.color else [self.x]
        return columns_of(by, [self.y], format=self.format, title=self.title)

    @property
    def folded(self) -> Column | None:
        """The dimension whose smaller values become "Other", if any."""
        return self.dimensions[1] if self.top and self.color else None


@declared
class Bar(Visual):
    """A measure per value of x; `top` keeps the largest and folds the rest into one bar."""

    title: str
    query: Query
    _: KW_ONLY
    x: str
    y: str
    color: str = ""
    top: int | None = None
    horizontal: bool = False
    format: str = ""
    help: str = ""

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        by = [self.x, self.color] if self.color else [self.x]
        return columns_of(by, [self.y], format=self.format, title=self.title)

    @property
    def folded(self) -> Column | None:
        """The dimension whose smaller values become "Other", if any."""
        return self.dimensions[0] if self.top else None


@declared
class Table(Visual):
    """Rows of measures, read page by page; `values` are SQL, or Measure where a label or a format is wanted."""

    title: str
    query: Query
    _: KW_ONLY
    rows: Sequence[str] = ()
    values: Sequence[str | Measure] = ()
    download: bool = False
    help: str = ""

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return columns_of(self.rows, self.values)


class Row(Part):
    """Visuals side by side."""

    def __init__(self, *parts: Visual, **options: Any) -> None:
        self.parts = parts
        self.place = place_of_author()
        self.slips = tuple(f"Row has no option {each}. It takes visuals, and nothing else." for each in options)

    def join(self, report: type, name: str) -> None:
        """Belong to this report, and give each visual its name.

        The name comes from the title, not the position: the log and saved links name visuals, and a visual put in
        front of the others must not make an old name mean a new visual.
        """
        super().join(report, name)
        taken: set[str] = set()
        visuals = [each for each in self.parts if isinstance(each, Visual)]
        for number, each in enumerate(visuals, start=1):
            own = f"{name}_{slug(str(each.title), between='_')}"
            own = f"{own}_{number}" if own in taken else own
            taken.add(own)
            each.join(report, own)
