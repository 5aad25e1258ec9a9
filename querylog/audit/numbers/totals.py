"""The whole of a period in a few numbers, and day by day."""

from dataclasses import dataclass
from typing import Any

from querylog.audit.numbers.bars import Bars, bars_of
from querylog.audit.numbers.periods import Period
from querylog.audit.numbers.rows import rows

FAILED = ("failed", "lost")
TOTALS = """
    SELECT coalesce(sum(statements), 0) AS statements, count(DISTINCT person_id) AS people,
           count(DISTINCT nullif(report, '')) AS reports,
           coalesce(sum(statements) FILTER (WHERE status = ANY(%(failed)s)), 0) AS failed,
           coalesce(sum(seconds), 0) AS seconds, coalesce(sum(bytes), 0) AS bytes,
           coalesce(sum(measured), 0) AS measured
    FROM querylog_tally WHERE day >= %(first)s AND day <= %(last)s
"""
DAYS = """
    SELECT day, sum(statements)::bigint AS statements FROM querylog_tally
    WHERE day >= %(first)s AND day <= %(last)s GROUP BY day
"""


@dataclass(frozen=True, kw_only=True)
class Totals:
    """A period at a glance."""

    sums: Any
    bars: Bars

    @property
    def percent_failed(self) -> float:
        return float(self.sums.failed * 100 / self.sums.statements) if self.sums.statements else 0.0


def totals_of(period: Period) -> Totals:
    """Its sums, and a bar for each day or week."""
    within = {"first": period.first, "last": period.last}
    days = {each.day: each.statements for each in rows(DAYS, **within)}
    return Totals(sums=rows(TOTALS, failed=[*FAILED], **within)[0], bars=bars_of(days, period))
