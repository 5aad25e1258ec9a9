"""How much memory does it take to export a million statements of the log?

`python -m tests.benchmarks.audit_export`, or with another number of rows behind it. The memory is that of the process
that exports, above what it has after a short export.
"""

import os
import sys
import time
from contextlib import closing

import django
from django.core.management import call_command

import tests.services as servers  # first: it gives the settings
from tests.benchmarks.ten_million_rows import watched
from tests.web import fresh_database

ROWS = 1_000_000
GOAL = 150  # MB above what the process has after a short export
FORMATS = ("csv", "parquet", "jsonl")
TEXTS = """
    insert into querylog_sqltext (digest, sql, tables)
    select sha256(n::text::bytea), 'select department, sum(sales_value) from BASKETS where ' || n || ' = ? group by 1',
           array['BASKETS'] from generate_series(1, 1000) n
"""
# Ids as the portal makes them: a millisecond apart, from the beginning of this month.
STATEMENTS = """
    insert into querylog_statement
        (id, intended_at, asked_by_id, asked_by_name, team, report, part, purpose, press, reads, binds, text_id)
    select (lpad(to_hex(floor(extract(epoch from date_trunc('month', now())) * 1000)::bigint + n), 12, '0') || '7000'
            || '8000' || lpad(to_hex(n), 12, '0'))::uuid,
           date_trunc('month', now()) + n * interval '1 millisecond', 7, 'Ana Moreno', 'Offers', 'lapsed-buyers', 'top',
           'slice', null, '{}', '["DELI", 7]',
           (select min(id) from querylog_sqltext) + n %% 1000
    from generate_series(%s::int, %s::int) n
"""
STEPS = """
    insert into querylog_submission (statement_id, query_id, at)
    select id, id::text, intended_at from querylog_statement;
    insert into querylog_ending (statement_id, status, at, rows, seconds, error)
    select id, 'finished', intended_at, 20, 0.2, '' from querylog_statement;
    analyze;
"""
AT_ONCE = 50_000


def main() -> None:
    most = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else ROWS
    with servers.services:
        os.environ["DATABASE_URL"] = fresh_database("portico_bench_export")
        django.setup()
        call_command("migrate", verbosity=0)
        fill(most)
        export("csv", 5_000)  # what is read for the first time stays in memory
        print(f"{'format':>8} {'rows':>12} {'MB':>7} {'seconds':>8} {'rows/s':>10} {'peak MB above':>14}")
        peak = max(say(format, rows) for format in FORMATS for rows in (most // 10, most))
        print(f"\n{peak:.0f} MB for {most:,} rows; the goal is {GOAL}. {'Met' if peak <= GOAL else 'Missed'}.")


def fill(rows: int) -> None:
    from django.db import connection

    from querylog import seals

    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
        cursor.execute(TEXTS)
        for start in range(0, rows, AT_ONCE):
            cursor.execute(STATEMENTS, [start + 1, min(start + AT_ONCE, rows)])
        cursor.execute(STEPS)
    connection.close()
    print(f"{rows:,} statements under {len(seals.now())} seals", flush=True)


def say(format: str, rows: int) -> float:
    with watched() as peak:
        size, seconds = export(format, rows)
    print(
        f"{format:>8} {rows:12,} {size / 1e6:7.1f} {seconds:8.1f} {rows / seconds:10,.0f} {peak.above:14.1f}",
        flush=True,
    )
    return peak.above


def export(format: str, rows: int) -> tuple[int, float]:
    """How many bytes there were, and how long they took."""
    from django.conf import settings

    from querylog.audit.export.archive import Archive
    from querylog.audit.export.views import recorded
    from querylog.audit.language import read

    settings.LOG_EXPORT_ROWS = rows
    started = time.monotonic()
    archive = Archive(read(""), format, in_sql=True, by="benchmark")
    with closing(recorded(archive, user_id=None, name="benchmark", format=format)) as content:
        size = sum(len(piece) for piece in content)
    assert archive.rows == rows, f"{archive.rows:,} of {rows:,} rows came"
    return size, time.monotonic() - started


if __name__ == "__main__":
    main()
