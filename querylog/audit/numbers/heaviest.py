"""The heaviest statements of a period: by time, by bytes, by rows. Each order has an index of its own."""

from dataclasses import dataclass
from typing import Any

from querylog.audit.numbers.periods import Period
from querylog.audit.numbers.rows import rows
from querylog.models import Statement, Usage
from querylog.usage.days import ids_of

MOST = 50
HEAVIEST = """
    SELECT statement_id FROM {table}
    WHERE {column} IS NOT NULL AND {column} > 0 AND statement_id >= %(first)s AND statement_id < %(end)s
    ORDER BY {column} DESC, statement_id DESC LIMIT %(most)s
"""
BY = {
    "seconds": ("Time", "querylog_ending"),
    "bytes": ("Bytes", "querylog_usage"),
    "rows": ("Rows", "querylog_ending"),
}


@dataclass(frozen=True, kw_only=True)
class Heavy:
    """A statement, and what it used as far as that is known."""

    statement: Statement
    usage: Usage | None


def heaviest(period: Period, by: str, *, most: int = MOST) -> list[Heavy]:
    """The heaviest by one of BY, the heaviest first."""
    first, end = ids_of(period.first, period.last)
    found = [each.statement_id for each in rows(sql(by), first=first, end=end, most=most)]
    whole: dict[Any, Statement] = Statement.objects.select_related("text", "submission", "ending").in_bulk(found)
    used = Usage.objects.in_bulk(found)
    return [Heavy(statement=whole[each], usage=used.get(each)) for each in found if each in whole]


def sql(by: str) -> str:
    """By which they are found."""
    return HEAVIEST.format(column=by, table=BY[by][1])
