"""What a person may see of the warehouse's tables: which rows, and which columns as they are.

The portal decides it and hands it down with the Viewer; compile applies it to every table that a statement reads.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
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

    She sees the union. A table with no share shows no row; one that is not named is open. A view, by its SQL in
    `views`, shows what it reads of the tables, unless something was `said` of the view itself. Where a query names no
    schema, `home` is meant.
    """

    tables: Mapping[str, tuple[Share, ...]] = field(default_factory=dict)
    home: str = ""
    views: Mapping[str, str] = field(default_factory=dict)
    said: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        shares: Mapping[str, tuple[Share, ...]],
        *,
        home: str = "",
        views: Mapping[str, str] | None = None,
        said: Iterable[str] = (),
    ) -> "Policy":
        """The policy that these shares make, without the tables of which one of them is everything."""
        limited = {plain(name): some for name, some in shares.items() if not any(each.is_all for each in some)}
        return cls(limited, home, views or {}, frozenset(plain(name) for name in (*said, *shares)))

    @cached_property
    def fingerprint(self) -> str:
        """Equal for those who see the same, whatever their teams; "open" where nothing is kept from anybody."""
        if not self.tables:
            return "open"
        told = {name: sorted(json.dumps(_told(each)) for each in shares) for name, shares in self.tables.items()}
        return hashlib.sha256(json.dumps([told, sorted(self.said)], sort_keys=True).encode()).hexdigest()

    def meant(self, parts: list[str], *, home: str = "") -> list[str]:
        """The limited tables, and the views, that a reference may mean by its parts; any of its name without a schema.

        Whether it was written in quotes does not matter: a table that differs in its case alone is rather limited, too.
        """
        parts = [each.upper() for each in parts]
        if len(parts) == 1 and (home or self.home):
            parts = [(home or self.home).upper(), *parts]
        wanted = ".".join(parts[-2:])
        known = [*self.tables, *(view for view in self.views if view not in self.said)]
        return [name for name in known if name == wanted or (len(parts) == 1 and name.rpartition(".")[2] == wanted)]


OPEN = Policy()


def _told(share: Share) -> list[object]:
    rows = sorted([rule.column.upper(), sorted({str(each) for each in rule.values})] for rule in share.rows)
    return [rows, sorted(share.hidden), sorted(share.masked)]
