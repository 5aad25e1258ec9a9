"""What can be chosen in a filter: its values in the data, most frequent first, and the ends of its numbers."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from querylog import door
from querylog.door import Purpose
from reports import compile
from reports.compile import Compiled
from reports.declare import Choices, Field, Filtered, Report
from reports.declare.inputs import Chosen
from reports.run.press import asker_for
from reports.viewer import Viewer

LISTED = 200  # values at a time: who looks for another one types
KEEP_SECONDS = 600


@dataclass(frozen=True, kw_only=True)
class Option:
    """One value of a column, and how many rows have it."""

    value: Any
    rows: int


@dataclass(frozen=True, kw_only=True)
class Options:
    """The first of the values that match, and how many match in all."""

    values: tuple[Option, ...]
    total: int


class Offers:
    """What a person may choose from in the filters of a report, kept for ten minutes per row policy and team."""

    def __init__(self, report: type[Report], *, viewer: Viewer) -> None:
        self._report, self._viewer = report, viewer

    def options(self, part: Filtered, field: Field, *, search: str = "", beside: Sequence[Chosen] = ()) -> Options:
        """The values that hold `search` and go with what is chosen `beside`, in the other fields."""
        asked = compile.options(part, field, policy=self._viewer.policy, search=search, limit=LISTED, beside=beside)
        rows = self._rows(asked, f"{part.name}.{field.name}")
        values = tuple(Option(value=value, rows=count) for value, count, _ in rows)
        return Options(values=values, total=rows[0][2] if rows else 0)

    def gone(self, part: Filtered, field: Field, chosen: Choices, *, beside: Sequence[Chosen] = ()) -> list[Any]:
        """Those of the chosen values that the data does not have, beside what is chosen in the other fields.

        None is among them when empty was chosen and nothing is.
        """
        asked = compile.still_there(part, field, chosen, policy=self._viewer.policy, beside=beside)
        there = {value for (value,) in self._rows(asked, f"{part.name}.{field.name}")}
        listed = [*chosen.values, None] if chosen.empty else chosen.values
        return [each for each in listed if each not in there]

    def bounds(self, part: Filtered, field: Field) -> tuple[Any, Any]:
        """The smallest and the largest value in the data."""
        low, high = self._rows(compile.bounds(part, field, policy=self._viewer.policy), f"{part.name}.{field.name}")[0]
        return low, high

    def _rows(self, asked: Compiled, part: str) -> list[tuple[Any, ...]]:
        # The team as well: it may ask Snowflake as a user of its own, who reads other rows.
        told = repr((self._viewer.team, self._viewer.policy.fingerprint, asked.sql, asked.binds))
        key = f"options:{hashlib.sha256(told.encode()).hexdigest()}"
        rows: list[tuple[Any, ...]] | None = cache.get(key)
        if rows is None:
            rows = self._ask(asked, part)
            cache.set(key, rows, KEEP_SECONDS)
        return rows

    def _ask(self, asked: Compiled, part: str) -> list[tuple[Any, ...]]:
        asker = asker_for(self._viewer, self._report)
        table = door.ask(asked.sql, asked.binds, asker=asker, purpose=Purpose.OPTIONS, part=part).table
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))
