"""What a person sees of a table, in words: which rows, and which columns not as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reports.declare.words import either
from reports.lineage import unknown_views
from reports.policy import Policy, Share

MOST_VALUES = 6  # that are named in a sentence


@dataclass(frozen=True)
class Seen:
    """What is seen of a table or view: the union of these shares, or everything where there is no word about it."""

    table: str
    shares: tuple[Share, ...] | None
    refused: bool = False  # a view of whose SQL nothing is known: reports that read it don't run

    @property
    def words(self) -> str:
        if self.refused:
            return "nothing: its SQL is not known, and no admin has said what may be seen of it"
        if self.shares is None:
            return "all rows"
        return "; and ".join(dict.fromkeys(_share(each) for each in self._with_rows)) or "no row"

    def of_column(self, column: str) -> str:
        """What is seen of one column, in the same words."""
        if self.refused or not self._with_rows:
            return self.words
        how = dict.fromkeys(f"{_how(column, share)} in {_rows(share)}" for share in self._with_rows)
        return "; and ".join(how)

    @property
    def _with_rows(self) -> list[Share]:
        """Without shares of none: those of a person who has no value of an attribute that is asked for."""
        return [share for share in self.shares or () if all(each.values for each in share.rows)]

    def told(self) -> dict[str, Any]:
        """For scripts: with every value."""
        shares = None if self.shares is None else [_told(each) for each in self.shares]
        return {"table": self.table, "words": self.words, "shares": shares}


def seen(name: str, policy: Policy) -> Seen:
    """What somebody under this policy sees of this table; of a view, of which something was said."""
    refused = bool(policy.tables) and name not in policy.said and name in unknown_views(name)
    return Seen(name, policy.tables.get(name), refused)


def _share(share: Share) -> str:
    covered = [*(f"{name} hidden" for name in share.hidden), *(f"{name} masked" for name in share.masked)]
    return f"{_rows(share)}, with {' and '.join(covered)}" if covered else _rows(share)


def _rows(share: Share) -> str:
    if not share.rows:
        return "all rows"
    return "rows where " + " and ".join(f"{each.column} is {_values(each.values)}" for each in share.rows)


def _how(column: str, share: Share) -> str:
    if column in share.hidden:
        return "hidden"
    return "masked" if column in share.masked else "as it is"


def _values(values: Sequence[Any]) -> str:
    if len(values) > MOST_VALUES:
        return f"{', '.join(map(str, values[:MOST_VALUES]))} or one of {len(values) - MOST_VALUES:,} more"
    return either([str(each) for each in values])


def _told(share: Share) -> dict[str, Any]:
    rows = [{"column": each.column, "values": [str(value) for value in each.values]} for each in share.rows]
    return {"rows": rows, "hidden": sorted(share.hidden), "masked": sorted(share.masked)}
