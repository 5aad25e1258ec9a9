"""What can be chosen in a filter: its values in the data, most frequent first."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from querylog import door
from querylog.door import Purpose
from reports import compile
from reports.declare import Field, Filters, Report
from reports.run.press import asker_for
from reports.viewer import Viewer

LIMIT = 1_000
KEEP_SECONDS = 600


@dataclass(frozen=True, kw_only=True)
class Option:
    """One value of a column, and how many rows have it."""

    value: Any
    rows: int


@dataclass(frozen=True, kw_only=True)
class Options:
    """The values that a filter offers; `cut` says that the data has more than are listed."""

    values: tuple[Option, ...]
    cut: bool


def options(filters: Filters, field: Field, *, report: type[Report], viewer: Viewer, search: str = "") -> Options:
    """The values of one field that this person may choose from, kept for ten minutes per row policy."""
    key = f"options:{viewer.policy}:{filters.table}:{field.name}:{search!r}".replace(" ", "_")[:240]
    found = cache.get(key)
    if found is None:
        found = _ask(filters, field, report=report, viewer=viewer, search=search)
        cache.set(key, found, KEEP_SECONDS)
    return found


def _ask(filters: Filters, field: Field, *, report: type[Report], viewer: Viewer, search: str) -> Options:
    asked = compile.options(filters, field, search=search, limit=LIMIT + 1)
    table = door.ask(
        asked.sql,
        asked.binds,
        asker=asker_for(viewer, report),
        purpose=Purpose.OPTIONS,
        part=f"{filters.name}.{field.name}",
    ).table
    pairs = list(zip(table.column(0).to_pylist(), table.column(1).to_pylist(), strict=True))
    return Options(values=tuple(Option(value=v, rows=n) for v, n in pairs[:LIMIT]), cut=len(pairs) > LIMIT)
