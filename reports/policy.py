"""What a person may see of the warehouse's tables: which rows, and which columns as they are.

The portal decides it and hands it down with the Viewer; compile applies it to every table that a statement reads.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from reports.schema import plain

Listed = tuple[str, ...] | tuple[Decimal, ...] | tuple[date, ...]


@dataclass(frozen=True)
class OneOf:
    """Rows whose column has one of these values. A row that has none in it is not among them; no value means no row."""

    column: str
    values: Listed


@dataclass(frozen=True)
class Share:
    """What one team sees of a table: rows that meet every condition, and in them every column that is not covered.

    `hidden` columns are empty, `masked` ones show that there is something; both with the column's type, if known.
    """

    rows: tuple[OneOf, ...] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)
    masked: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_all(self) -> bool:
        return not (self.rows or self.hidden or self.masked)


@dataclass(frozen=True)
class Policy:
    """The tables of which somebody does not see everything, by "SCHEMA.TABLE": what each of her teams sees of it.

    She sees the union. A table with no share shows no row; one that is not named here is open. Tables are looked up in
    `home` where a query names no schema.
    """

    tables: Mapping[str, tuple[Share, ...]] = field(default_factory=dict)
    home: str = ""

    @classmethod
    def of(cls, tables: Mapping[str, tuple[Share, ...]], *, home: str = "") -> "Policy":
        """The policy that these shares make, without the tables of which one of them is everything."""
        limited = {plain(name): shares for name, shares in tables.items() if not any(each.is_all for each in shares)}
        return cls(limited, home)

    @cached_property
    def fingerprint(self) -> str:
        """Equal for those who see the same, whatever their teams; "open" where nothing is kept from anybody."""
        if not self.tables:
            return "open"
        told = {name: sorted(json.dumps(_told(each)) for each in shares) for name, shares in self.tables.items()}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def named(self, parts: list[str]) -> Iterator[tuple[str, tuple[Share, ...]]]:
        """The limited tables that a reference may mean, by its parts. Without a schema that is known, any of that name.

        Whether it was written in quotes does not matter: a table that differs in its case alone is rather limited, too.
        """
        parts = [each.upper() for each in parts]
        if len(parts) == 1 and self.home:
            parts = [self.home.upper(), *parts]
        wanted = ".".join(parts[-2:])
        for name, shares in self.tables.items():
            if name == wanted or (len(parts) == 1 and name.rpartition(".")[2] == wanted):
                yield name, shares


OPEN = Policy()


def _told(share: Share) -> list[object]:
    rows = sorted([rule.column.upper(), sorted({str(each) for each in rule.values})] for rule in share.rows)
    return [rows, sorted(share.hidden), sorted(share.masked)]
