"""What was used, by report, team, person, month or purpose; and honestly what of it has no credits, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from querylog.audit.numbers.links import search
from querylog.audit.numbers.periods import Period
from querylog.audit.numbers.rows import rows
from querylog.usage.credits import LATE, Reading, last_reading
from querylog.usage.days import today

MOST = 100
GROUPS = {  # what stands in the address: its heading, and the column
    "report": ("Report", "report"),
    "team": ("Team", "team"),
    "person": ("Person", "person_name"),
    "month": ("Month", "to_char(day, 'YYYY-MM')"),
    "purpose": ("Purpose", "purpose"),
}
SORTS = {"seconds": "Seconds", "bytes": "Bytes", "credits": "Credits", "statements": "Statements"}
SUMS = """
    sum(statements)::bigint AS statements, sum(seconds) AS seconds, sum(bytes)::bigint AS bytes,
    sum(measured)::bigint AS measured, sum(credits) AS credits, sum(attributed)::bigint AS attributed
"""
WITHIN = "FROM querylog_tally WHERE day >= %(first)s AND day <= %(last)s"
GROUPED = "SELECT {column} AS name, {sums} {within} GROUP BY 1 ORDER BY {sort} DESC, 1 LIMIT %(most)s"
WHOLE = "SELECT {sums} {within}"
# Days whose end is not yet so old that all credits are there; of the others, those that never will be.
UNATTRIBUTED = (
    """
    SELECT coalesce(sum(statements - attributed), 0)::bigint AS statements,
           coalesce(sum(seconds - attributed_seconds), 0) AS seconds,
           coalesce(sum(short), 0)::bigint AS short,
           coalesce(sum(statements - attributed - short) FILTER (WHERE day >= %(young)s), 0)::bigint AS late
"""
    + WITHIN
)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One group, or all others together, or the whole."""

    name: str
    sums: Any
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Costs:
    """The groups that used most, the others in one line, and the whole."""

    lines: list[Line]
    others: Line | None
    whole: Line | None


@dataclass(frozen=True, kw_only=True)
class Unattributed:
    """What has no credits: how many statements, how many seconds, and the reasons in words."""

    statements: int
    seconds: float
    reasons: list[str]


def costs_of(period: Period, *, by: str, sort: str) -> Costs:
    """The period in groups, the one that used most first."""
    within: dict[str, Any] = {"first": period.first, "last": period.last}
    sql = GROUPED.format(column=GROUPS[by][1], sums=SUMS, within=WITHIN, sort=sort)
    lines = [_line(each, by, period) for each in rows(sql, most=MOST, **within)]
    if not lines:
        return Costs(lines=[], others=None, whole=None)
    whole = rows(WHOLE.format(sums=SUMS, within=WITHIN), **within)[0]
    left = {name: getattr(whole, name) - sum(getattr(each.sums, name) for each in lines) for name in whole._fields}
    others = Line(name="All others", sums=whole._replace(**left)) if left["statements"] else None
    return Costs(lines=lines, others=others, whole=Line(name="All", sums=whole, address=search(period.search)))


def _line(row: Any, by: str, period: Period) -> Line:
    named = {"person": "user", "month": "on"}.get(by, by)
    days = "" if by == "month" else period.search
    return Line(name=row.name, sums=row, address=search(days, **{named: row.name}) if row.name else "")


def unattributed(period: Period) -> Unattributed:
    """The line that keeps the credits honest."""
    reading = last_reading()
    young = reading.complete_until.date() if reading.complete_until else today()
    found = rows(UNATTRIBUTED, first=period.first, last=period.last, young=young)[0]
    return Unattributed(statements=found.statements, seconds=max(found.seconds, 0), reasons=[*_reasons(found, reading)])


def _reasons(found: Any, reading: Reading) -> Iterator[str]:
    if found.short:
        yield f"{found.short:,} took less than 100 ms: Snowflake attributes nothing to these."
    rest = found.statements - found.short
    if reading.refused:
        since = f" since {reading.at:%-d %b %Y %H:%M} UTC" if reading.at else ""
        yield f"{reading.refused} Nothing has been read{since}."
    if reading.at is None:
        if not reading.refused:
            yield "Credits have not been read from Snowflake yet; the keeper does so each hour."
        return
    late = min(found.late, rest)
    if late:
        hours = int(LATE.total_seconds() // 3600)
        yield f"{late:,} are so young that their credits may still come: Snowflake takes up to {hours} hours."
    if rest - late:
        yield (
            f"{rest - late:,} are older and Snowflake names no credits for them: they needed no warehouse, never got "
            "there, took less than 100 ms there, or are from before the credits were first read."
        )
