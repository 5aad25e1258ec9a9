"""Reports × time, and those that fail."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from querylog.audit.numbers import ranking
from querylog.audit.numbers.bars import Bars, bars_of
from querylog.audit.numbers.links import search
from querylog.audit.numbers.periods import Period
from querylog.audit.numbers.rows import rows
from querylog.audit.numbers.totals import FAILED
from querylog.usage.days import ids_of

DAYS = """
    SELECT report, day, sum(statements)::bigint AS statements FROM querylog_tally
    WHERE day >= %(first)s AND day <= %(last)s AND report = ANY(%(reports)s) GROUP BY 1, 2
"""
FAILING = """
    SELECT report, sum(statements)::bigint AS statements,
           sum(statements) FILTER (WHERE status = ANY(%(failed)s))::bigint AS failed,
           max(day) FILTER (WHERE status = ANY(%(failed)s)) AS newest
    FROM querylog_tally WHERE day >= %(first)s AND day <= %(last)s AND report <> '' GROUP BY report
    HAVING sum(statements) FILTER (WHERE status = ANY(%(failed)s)) > 0
    ORDER BY failed DESC, report LIMIT %(most)s
"""
# Of each report the newest failure, within the one day in which it is known to be.
NEWEST = """
    SELECT asked.report, newest.statement_id, newest.error, newest.at
    FROM unnest(%(reports)s::text[], %(firsts)s::uuid[], %(ends)s::uuid[]) AS asked(report, first, until)
    CROSS JOIN LATERAL (
        SELECT ending.statement_id, ending.error, ending.at
        FROM querylog_statement statement
        JOIN querylog_ending ending ON ending.statement_id = statement.id
             AND ending.statement_id >= asked.first AND ending.statement_id < asked.until
        WHERE statement.report = asked.report AND statement.report <> ''
          AND statement.id >= asked.first AND statement.id < asked.until AND ending.status = ANY(%(failed)s)
          AND ending.status <> 'finished'
        ORDER BY statement.id DESC LIMIT 1
    ) newest
"""
AT_ONCE = 25


@dataclass(frozen=True, kw_only=True)
class Line:
    """A report with its bars."""

    report: str
    statements: int
    address: str
    bars: Bars


@dataclass(frozen=True, kw_only=True)
class Failing:
    """A report that fails: how often of how often, and how the newest time."""

    report: str
    statements: int
    failed: int
    address: str
    newest: Any = None

    @property
    def percent(self) -> float:
        return self.failed * 100 / self.statements


def over_time(period: Period, *, find: str = "", after: str = "", most: int = AT_ONCE) -> tuple[list[Line], str]:
    """The most asked reports, each by day or week; and the key of those that come after."""
    page = ranking.reports(period, most=most, find=find, after=after)
    days: dict[str, dict[date, int]] = {}
    for each in rows(DAYS, first=period.first, last=period.last, reports=page.names):
        days.setdefault(each.report, {})[each.day] = each.statements
    lines = [
        Line(
            report=each.report,
            statements=each.statements,
            address=search(period.search, report=each.report),
            bars=bars_of(days.get(each.report, {}), period, report=each.report),
        )
        for each in page.rows
    ]
    return lines, page.after


def failing(period: Period, *, most: int = AT_ONCE) -> list[Failing]:
    """Those with the most failures first."""
    found = rows(FAILING, first=period.first, last=period.last, failed=[*FAILED], most=most)
    newest = _newest(found)
    return [
        Failing(
            report=each.report,
            statements=each.statements,
            failed=each.failed,
            address=search(f"status:{','.join(FAILED)}", period.search, report=each.report),
            newest=newest.get(each.report),
        )
        for each in found
    ]


def _newest(found: list[Any]) -> dict[str, Any]:
    days = [ids_of(each.newest) for each in found]
    asked = {"reports": [each.report for each in found], "firsts": [a for a, _ in days], "ends": [b for _, b in days]}
    return {each.report: each for each in rows(NEWEST, failed=[*FAILED], **asked)}
