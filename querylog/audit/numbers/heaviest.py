"""The heaviest statements of a period: by time, by bytes, by rows. Each order has an index of its own."""

from querylog.audit.numbers.periods import Period
from querylog.audit.numbers.rows import rows
from querylog.audit.search import with_steps
from querylog.models import Statement
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


def heaviest(period: Period, by: str, *, most: int = MOST) -> list[Statement]:
    """The heaviest by one of BY, the heaviest first."""
    first, end = ids_of(period.first, period.last)
    found = [each.statement_id for each in rows(sql(by), first=first, end=end, most=most)]
    whole = {each.pk: each for each in with_steps(found)}
    return [whole[each] for each in found if each in whole]


def sql(by: str) -> str:
    """By which they are found."""
    return HEAVIEST.format(column=by, table=BY[by][1])
