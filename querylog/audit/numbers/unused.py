"""Reports that nobody opens, and tables that nobody queries. Which there are, only other floors know: see settings."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from querylog.audit.numbers.periods import Period
from querylog.audit.numbers.rows import rows
from querylog.known import home, warehouse_has
from querylog.usage.days import day_of

# The newest view of each, newest month first; a report that was never opened has few events of other kinds.
OPENED = """
    SELECT asked.report, newest.id FROM unnest(%(reports)s::text[]) AS asked(report)
    CROSS JOIN LATERAL (
        SELECT id FROM querylog_event
        WHERE report = asked.report AND report <> '' AND kind = 'viewed' ORDER BY id DESC LIMIT 1
    ) newest
"""
# Every name once, each with its last day: each step goes by the index to the next name.
READ = """
    WITH RECURSIVE names(name) AS (
        (SELECT "table" FROM querylog_tabletally ORDER BY "table" LIMIT 1)
        UNION ALL
        SELECT (SELECT "table" FROM querylog_tabletally WHERE "table" > name ORDER BY "table" LIMIT 1)
        FROM names WHERE name IS NOT NULL
    )
    SELECT name, (SELECT max(day) FROM querylog_tabletally WHERE "table" = name) AS last
    FROM names WHERE name IS NOT NULL
"""


@dataclass(frozen=True, kw_only=True)
class Idle:
    """A report or a table that was not used in a period, and when it was last; None is never."""

    name: str
    title: str
    last: date | None


@dataclass(frozen=True, kw_only=True)
class Unused:
    """Those that were not used, never used ones first, and of how many."""

    idle: list[Idle]
    known: int


def reports(period: Period) -> Unused:
    """Which reports of the catalog nobody opened."""
    known: dict[str, str] = dict(import_string(settings.KNOWN_REPORTS)())
    opened = {each.report: day_of(each.id) for each in rows(OPENED, reports=list(known))}
    return _unused({name: (title, opened.get(name)) for name, title in known.items()}, period)


def tables(period: Period) -> Unused:
    """Which tables of the warehouse no statement of ours named. One name may be the end of a longer one."""
    last: dict[str, date] = {}
    for each in rows(READ):
        name = ".".join(each.name.split(".")[-2:])  # with its database it is the same table as without
        last[name] = max(last.get(name, each.last), each.last)
    return _unused({name: (name, _newest(last, name)) for name in warehouse_has().tables}, period)


def _newest(last: dict[str, date], name: str) -> date | None:
    """Also where the SQL leaves out the schema in which the portal is at home."""
    schema, _, table = name.rpartition(".")
    days = [last.get(name), last.get(table) if schema == home() else None]
    return max((day for day in days if day), default=None)


def _unused(known: dict[str, tuple[str, date | None]], period: Period) -> Unused:
    idle = [
        Idle(name=name, title=title, last=last)
        for name, (title, last) in known.items()
        if last is None or last < period.first
    ]
    return Unused(idle=sorted(idle, key=lambda each: (each.last or date.min, each.name)), known=len(known))
