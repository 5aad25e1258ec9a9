"""The rules there are, each with the SQL by which it finds: over sums by day, or the events of downloads, in bounds."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection

from querylog.audit.language import quoted
from querylog.usage.days import ids_of
from querylog.usage.rules import MOST, Finding, Number, Numbers, Rule

ENOUGH_DAYS = 3  # before a usual day can be told

VOLUME = """
    SELECT day, person_id, person_name, statements, round(usual) FROM (
        SELECT *, avg(statements) OVER before AS usual, count(*) OVER before AS known
        FROM querylog_daytally
        WHERE day >= %(first)s::date - %(days)s AND day <= %(last)s
        WINDOW before AS (PARTITION BY person_id ORDER BY day
                          RANGE BETWEEN make_interval(days => %(days)s) PRECEDING AND '1 day' PRECEDING)
    ) each_day
    WHERE day >= %(first)s AND statements >= %(least)s AND known >= %(enough)s AND statements > %(times)s * usual
    ORDER BY day DESC, statements DESC LIMIT %(most)s
"""
# Known hours are those of the days before, and the hours next to them: summer time moves all of them by one.
HOURS = """
    SELECT day, person_id, person_name, hours, known, before FROM (
        SELECT *, bit_or(hours) OVER past AS known, sum(statements) OVER past AS before
        FROM querylog_daytally
        WHERE day >= %(first)s::date - %(days)s AND day <= %(last)s
        WINDOW past AS (PARTITION BY person_id ORDER BY day
                        RANGE BETWEEN make_interval(days => %(days)s) PRECEDING AND '1 day' PRECEDING)
    ) each_day
    WHERE day >= %(first)s AND before >= %(least)s
      AND hours & ~(known | (known << 1) | (known >> 1) | (known >> 23) | ((known & 1) << 23)) & 16777215 <> 0
    ORDER BY day DESC, person_name LIMIT %(most)s
"""
NEW_TABLES = """
    SELECT met.day, met.person_id, met.person_name, met."table", met.statements FROM (
        SELECT DISTINCT ON (person_id, "table") day, person_id, person_name, "table", statements
        FROM querylog_tabletally
        WHERE day >= %(first)s AND day <= %(last)s AND person_id IS NOT NULL
        ORDER BY person_id, "table", day
    ) met
    WHERE NOT EXISTS (
            SELECT FROM querylog_tabletally old
            WHERE old.person_id = met.person_id AND old."table" = met."table" AND old.day < %(first)s)
      AND EXISTS (
            SELECT FROM querylog_daytally old
            WHERE old.person_id = met.person_id AND old.day <= met.day - %(days)s)
    ORDER BY met.day DESC, met.person_name, met."table" LIMIT %(most)s
"""
# A download is on record when it begins, with its rows, and when it has ended, with its bytes.
DOWNLOADS = """
    SELECT day, person_id, person_name, rows, bytes, largest, visual, statement_id, id FROM (
        SELECT id, (at AT TIME ZONE 'UTC')::date AS day, person_id, person_name, statement_id,
               facts->>'visual' AS visual, (facts->>'rows')::bigint AS rows, (facts->>'bytes')::bigint AS bytes,
               max((facts->>'rows')::bigint) OVER (PARTITION BY person_id ORDER BY at
                   RANGE BETWEEN make_interval(days => %(days)s) PRECEDING AND '1 microsecond' PRECEDING) AS largest
        FROM querylog_event
        WHERE kind = 'downloaded' AND id >= %(since)s AND id < %(end)s AND person_id IS NOT NULL
          AND facts->>'stage' <> 'begun'
    ) download
    WHERE id >= %(start)s
      AND (rows >= %(rows)s OR bytes >= %(megabytes)s * 1000000::bigint
           OR (rows >= %(least)s AND rows > %(times)s * largest))
    ORDER BY id DESC LIMIT %(most)s
"""


def _rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"most": MOST, "enough": ENOUGH_DAYS, **values})
        return cursor.fetchall()


def _volume(numbers: Numbers, first: date, last: date) -> Iterator[Finding]:
    for day, person, name, count, usual in _rows(VOLUME, first=first, last=last, **numbers):
        yield Finding(
            rule="volume",
            day=day,
            person_id=person,
            person_name=name,
            sentence=f"{name} asked {count:,} statements on {day:%-d %b %Y}; her usual day has {usual:,}.",
            words=_search(name, day),
        )


def _hours(numbers: Numbers, first: date, last: date) -> Iterator[Finding]:
    for day, person, name, hours, known, before in _rows(HOURS, first=first, last=last, **numbers):
        new = [hour for hour in range(24) if hours >> hour & 1 and not _near(known, hour)]
        when = ", ".join(f"{hour:02}:00" for hour in new)
        yield Finding(
            rule="hour",
            day=day,
            person_id=person,
            person_name=name,
            sentence=f"{name} worked in the hour of {when} UTC on {day:%-d %b %Y}; "
            f"none of her {before:,} statements of the {numbers['days']} days before is of that time.",
            words=f"{_search(name, day)}T{new[0]:02}" if len(new) == 1 else _search(name, day),
        )


def _near(known: int, hour: int) -> bool:
    return any(known >> (hour + step) % 24 & 1 for step in (-1, 0, 1))


def _new_tables(numbers: Numbers, first: date, last: date) -> Iterator[Finding]:
    for day, person, name, table, count in _rows(NEW_TABLES, first=first, last=last, **numbers):
        yield Finding(
            rule="new-table",
            day=day,
            person_id=person,
            person_name=name,
            about=table,
            sentence=f"{name} read {table} for the first time on {day:%-d %b %Y}, in {count:,} "
            f"{'statement' if count == 1 else 'statements'}.",
            words=f"{_search(name, day)} table:{quoted(table)}",
        )


def _downloads(numbers: Numbers, first: date, last: date) -> Iterator[Finding]:
    start, end = ids_of(first, last)
    since, _ = ids_of(date.fromordinal(first.toordinal() - numbers["days"]))
    found = _rows(DOWNLOADS, start=start, end=end, since=since, **numbers)
    for day, person, name, rows, size, largest, visual, statement, event in found:
        bytes_too = f" and {size:,} bytes" if size else ""
        before = f"; her largest before had {largest:,} rows" if largest is not None else ""
        yield Finding(
            rule="download",
            day=day,
            person_id=person,
            person_name=name,
            about=str(event),
            sentence=f"{name} downloaded {visual or 'a result'} with {rows or 0:,} rows{bytes_too} "
            f"on {day:%-d %b %Y}{before}.",
            statement_id=str(statement or ""),
        )


def _search(name: str, day: date) -> str:
    return f"user:{quoted(name)} on:{day}"


DAYS = Number(name="days", label="Days that are looked back", default=28, most=365)
RULES = (
    Rule(
        name="volume",
        title="Many statements in a day",
        says="Someone asks more than {times} times as much as on her usual day, and at least {least} statements. "
        "Her usual day is the average of the days on which she asked anything, of the {days} days before.",
        blind="whoever has fewer than three such days behind her, and whoever asks a little more each day.",
        numbers=(
            Number(name="times", label="Times her usual day", default=5, most=1000),
            Number(name="least", label="Statements, at least", default=200),
            DAYS,
        ),
        find=_volume,
    ),
    Rule(
        name="hour",
        title="At an hour at which she does not work",
        says="Someone asks in an hour (UTC) in which, and next to which, she has asked nothing in the {days} days "
        "before, though she asked at least {least} statements then.",
        blind="whoever works at all hours, whoever has asked little before, and days of the week: a Sunday is a day.",
        numbers=(
            Number(name="days", label="Days that are looked back", default=60, most=365),
            Number(name="least", label="Statements before, at least", default=100),
        ),
        find=_hours,
    ),
    Rule(
        name="new-table",
        title="A table that is new to her",
        says="Someone reads a table that none of her statements has named before, and is known for at least {days} "
        "days.",
        blind="what a slice of a stored result reads, tables behind views, and one table under two names.",
        numbers=(Number(name="days", label="Days that she is known, at least", default=28, most=3650),),
        find=_new_tables,
    ),
    Rule(
        name="download",
        title="A large download",
        says="Someone downloads a file of at least {rows} rows or {megabytes} MB; or of at least {least} rows, when "
        "that is more than {times} times the largest that she downloaded in the {days} days before.",
        blind="many small files, and what is copied from the screen.",
        numbers=(
            Number(name="rows", label="Rows", default=100_000, most=1_000_000_000),
            Number(name="megabytes", label="MB", default=50),
            Number(name="times", label="Times her largest", default=10, most=1000),
            Number(name="least", label="Rows, at least", default=1_000),
            Number(name="days", label="Days that are looked back", default=90, most=365),
        ),
        find=_downloads,
    ),
)
