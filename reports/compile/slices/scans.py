"""The stored results that a slice reads, before it is known which ones they are."""

import re
from collections.abc import Sequence

from sqlglot import exp

from reports.compile.conditions import all_of
from reports.compile.picks import BASE
from reports.compile.sources import scan_of

NOW, EARLIER = "", "earlier"  # the result of the press, and the one of the same query for an earlier period
_QUERY_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def scan(*selected: exp.Expr | str, which: str = NOW) -> exp.Select:
    """A SELECT from a stored result that is not named yet."""
    return exp.select(*selected).from_(scan_of(which, BASE))


def point_at(tree: exp.Query, query_ids: dict[str, str], conditions: Sequence[exp.Expr]) -> None:
    """Name the stored results, and let only rows that fulfil the conditions through.

    The ids come from our own log. They have to be literals, so they are checked all the same.
    """
    for result in tree.find_all(exp.TableFromRows):
        query_id = sound_id(query_ids[result.this.expressions[0].name])
        result.this.set("expressions", [exp.Literal.string(query_id)])
        select = result.parent_select
        if conditions and select is not None:
            select.set("where", exp.Where(this=all_of([each.copy() for each in conditions])))


def sound_id(query_id: str) -> str:
    """The id as it stands in a text. Raises ValueError for what is none."""
    if not _QUERY_ID.fullmatch(query_id):
        raise ValueError(f"{query_id!r} is not the id of a query.")
    return query_id.lower()
