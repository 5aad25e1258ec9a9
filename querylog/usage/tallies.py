"""Sums of the log by day, made anew from it as often as one likes: no page counts statements while somebody waits.

A day is a range of ids, so each table is read from the index of its keys, in one partition.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection, transaction

from querylog.usage.days import DONE, due, ids_of, mark, today

AT_ONCE = 31  # days; what is left waits for the next time
SHORT = 0.1  # seconds: Snowflake attributes no credits to what takes less

CLEAR = "DELETE FROM querylog_{table} WHERE day = %(day)s"
TALLY = """
    INSERT INTO querylog_tally (day, person_id, person_name, team, report, purpose, status, statements, rows, seconds,
                                measured, bytes, attributed, credits, attributed_seconds, short)
    SELECT %(day)s, statement.asked_by_id, statement.asked_by_name, statement.team, statement.report, statement.purpose,
           coalesce(ending.status, CASE WHEN submission.statement_id IS NULL THEN 'intended' ELSE 'submitted' END),
           count(*), coalesce(sum(ending.rows), 0), coalesce(sum(ending.seconds), 0),
           count(usage.bytes), coalesce(sum(usage.bytes), 0), count(usage.credits), coalesce(sum(usage.credits), 0),
           coalesce(sum(ending.seconds) FILTER (WHERE usage.credits IS NOT NULL), 0),
           count(*) FILTER (WHERE usage.credits IS NULL AND ending.seconds < %(short)s)
    FROM querylog_statement statement
    LEFT JOIN querylog_submission submission ON submission.statement_id = statement.id
         AND submission.statement_id >= %(first)s AND submission.statement_id < %(end)s
    LEFT JOIN querylog_ending ending ON ending.statement_id = statement.id
         AND ending.statement_id >= %(first)s AND ending.statement_id < %(end)s
    LEFT JOIN querylog_usage usage ON usage.statement_id = statement.id
         AND usage.statement_id >= %(first)s AND usage.statement_id < %(end)s
    WHERE statement.id >= %(first)s AND statement.id < %(end)s
    GROUP BY 2, 3, 4, 5, 6, 7
"""
TABLETALLY = """
    INSERT INTO querylog_tabletally (day, person_id, person_name, team, "table", statements)
    SELECT %(day)s, statement.asked_by_id, statement.asked_by_name, statement.team, named, count(*)
    FROM querylog_statement statement
    JOIN querylog_sqltext text ON text.id = statement.text_id, unnest(text.tables) named
    WHERE statement.id >= %(first)s AND statement.id < %(end)s
    GROUP BY 2, 3, 4, 5
"""
# The first 48 bits of an id are milliseconds since 1970: a day's hours are ranges of ids, and need no other column.
DAYTALLY = """
    INSERT INTO querylog_daytally (day, person_id, person_name, statements, hours)
    SELECT %(day)s, asked_by_id, max(asked_by_name), count(*),
           bit_or(1 << (('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 3600000 %% 24)::int)
    FROM querylog_statement
    WHERE id >= %(first)s AND id < %(end)s AND asked_by_id IS NOT NULL
    GROUP BY 2
"""
SUMS = {"tally": TALLY, "tabletally": TABLETALLY, "daytally": DAYTALLY}


def tally_day(day: date) -> None:
    """The sums of one day, all or none of them."""
    first, end = ids_of(day)
    asked: dict[str, Any] = {"day": day, "first": first, "end": end, "short": SHORT}
    with transaction.atomic():
        mark(day, DONE)
        with connection.cursor() as cursor:
            for table, sums in SUMS.items():
                cursor.execute(CLEAR.format(table=table), asked)
                cursor.execute(sums, asked)


def tally_due(days: list[date] | None = None) -> Iterator[date]:
    """Tallies each of these days, or each that is due, and gives it when it is done."""
    for day in due() if days is None else days:
        tally_day(day)
        yield day


def run() -> None:
    """What the keeper does every few minutes."""
    for _ in tally_due(due()[:AT_ONCE]):
        pass


def since(first: date) -> list[date]:
    """Each day from this one to today, newest first."""
    return [date.fromordinal(number) for number in range(today().toordinal(), first.toordinal() - 1, -1)]
