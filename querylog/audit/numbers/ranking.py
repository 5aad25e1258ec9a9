"""The most of something in a period, page by page by a key: people, tables, reports."""

from dataclasses import dataclass
from typing import Any

from querylog.audit.numbers.periods import Period
from querylog.audit.numbers.rows import like, rows

RANKED = """
    SELECT {columns}, sum(statements)::bigint AS statements FROM {table}
    WHERE day >= %(first)s AND day <= %(last)s AND {name} <> '' AND {name} ILIKE %(like)s
    GROUP BY {columns} HAVING (-sum(statements), {name}) > (%(more)s, %(after)s)
    ORDER BY -sum(statements), {name} LIMIT %(most)s
"""
FROM_THE_TOP = -(2**62)


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some of them, and the key of those that come after, if any do."""

    rows: list[Any]
    after: str

    @property
    def names(self) -> list[str]:
        return [each[0] for each in self.rows]


def people(period: Period, *, most: int, find: str = "", after: str = "") -> Page:
    """Who asked statements that name a table, by name: the same name is one person here."""
    return _page("querylog_tabletally", "person_name", period, most, find, after)


def tables(period: Period, *, most: int, find: str = "", after: str = "") -> Page:
    """What was read, by name."""
    return _page("querylog_tabletally", '"table"', period, most, find, after)


def reports(period: Period, *, most: int, find: str = "", after: str = "") -> Page:
    """For what was asked, by slug."""
    return _page("querylog_tally", "report", period, most, find, after)


def _page(table: str, name: str, period: Period, most: int, find: str, after: str) -> Page:
    more, last = _key(after)
    sql = RANKED.format(table=table, name=name, columns=name)
    within = {"first": period.first, "last": period.last, "like": like(find)}
    found = rows(sql, **within, more=more, after=last, most=most + 1)
    shown = found[:most]
    return Page(rows=shown, after=f"{shown[-1].statements}:{shown[-1][0]}" if len(found) > most else "")


def _key(after: str) -> tuple[int, str]:
    """Behind which one a page begins; the top for a key that is none of ours."""
    count, _, name = after.replace("\0", "").encode("utf-8", "replace").decode().partition(":")
    return (-int(count), name) if count.isascii() and count.isdecimal() and len(count) < 19 else (FROM_THE_TOP, "")
