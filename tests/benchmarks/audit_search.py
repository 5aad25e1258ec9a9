"""How long does an analyst wait for a search among ten million statements, and does PostgreSQL read it by an index?

`python -m tests.benchmarks.audit_search`, or with another number of statements behind it. A log that an earlier run has
written is searched again.
"""

import os
import re
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
from django.core.management import call_command
from django.db import connection

import tests.services as servers  # first: it gives the settings
from tests.benchmarks.filled_log import TEXTS, fill
from tests.web import fresh_database

STATEMENTS = 10_000_000
TIMES, SECONDS = 30, 20  # of each search, at most
SMALL = 10_000  # rows: of such a table PostgreSQL may read all
SEARCHES = (
    "",
    "user:person-3",
    "user:PERSON-299",
    "user:person-1*",
    'team:"Team 7"',
    "report:report-39",
    "report:report-0",
    "table:LOYALTY.BASKETS",
    "table:coupons,campaigns",
    "column:LOYALTY.DEMOGRAPHICS.COLUMN_7",
    "column:PRODUCT_ID",
    "status:failed",
    "status:lost",
    "status:submitted",
    "-status:finished",
    "purpose:base",
    "purpose:training",
    "took:>5s",
    "took:>40s",
    "took:>1h",
    "took:<12ms",
    "rows:>1m",
    "rows:0",
    "bytes:>10gb",
    "bytes:>1pb",
    "on:{month}",
    "on:{month}-03",
    "on:{month}-03T14",
    "on:2001",
    "id:{statement}",
    "id:{query}",
    "id:{prefix}",
    "id:{press}",
    "tag:{statement}",
    "sales_{text}",
    "purchased_on",
    "nobody-{number}",
    '"coupon is not null and b.coupon is not null group"',
    "word:column_7",
    "word:sales",
    "-purchased_on",
    "-table:BASKETS",
    "person-17",
    "user:person-3 status:failed",
    "user:person-3 took:>5s",
    "user:person-290 took:>40s",
    "report:report-39 -status:finished rows:>1m",
    "report:report-0 bytes:>50gb on:{month}",
    'team:"Team 7" sales_{text}',
    "table:BASKETS user:person-3 status:lost",
    "purpose:base took:>1m",
    "on:{month} coupon purpose:base",
)
IS_WHOLE = "SELECT FROM pg_database WHERE datname = %s AND shobj_description(oid, 'pg_database') = 'whole'"
GROWS = re.compile(r"Seq Scan on (querylog_\w+)")


def main() -> None:
    statements = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else STATEMENTS
    with servers.services:
        have_a_log(statements)
        search()


def have_a_log(statements: int) -> None:
    """A database with so many statements: the one of an earlier run, or a new one."""
    name = f"portico_bench_{statements}"
    with psycopg.connect(os.environ["DATABASE_URL"]) as owner:
        there = owner.execute(IS_WHOLE, [name]).fetchone()
    if there is not None:
        os.environ["DATABASE_URL"] = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
        django.setup()
        return
    os.environ["DATABASE_URL"] = fresh_database(name)
    django.setup()
    call_command("migrate", verbosity=0)
    fill(statements)
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON DATABASE {name} IS 'whole'")


def search() -> None:
    from querylog.audit.histogram import histogram_of
    from querylog.audit.language import read
    from querylog.audit.search import page_of

    slow, scanned = [], []
    for words in SEARCHES:
        numbers = count()
        took, rows = _times(lambda w=words, n=numbers: len(page_of(read(_filled(w, next(n)))).statements))
        seen = _scans(lambda w=words: page_of(read(_filled(w, 0))))
        scanned += [(words, table) for table in seen]
        slow += [words] * (_p95(took) > 1000)
        _say(words or "(the newest)", took, f"{rows:3} rows {' '.join(seen)}")
    print("\nHistograms", flush=True)
    for words in SEARCHES:
        found = histogram_of(read(_filled(words, 0)))
        took, _ = _times(lambda w=words: histogram_of(read(_filled(w, 0))), times=5)
        about = "about " if found.estimated else ""
        _say(words or "(everything)", took, f"{about}{found.total:,} in {len(found.bars)} bars")
    print(f"\nSlower than a second at p95: {slow or 'none'}. Whole tables read: {scanned or 'none'}.")


def _filled(words: str, number: int) -> str:
    """The search with values that are there, others each time."""
    from django.utils import timezone

    from querylog.models import Statement

    if "{" not in words:
        return words
    month = (timezone.now().replace(day=1) - timedelta(days=40 + 30 * (number % 9))).strftime("%Y-%m")
    one = Statement.objects.select_related("submission").order_by("-pk")[number * 7]
    known = {
        "month": month,
        "statement": one.pk,
        "press": one.press,
        "query": one.query_id,
        "prefix": one.query_id[:8],
        "text": TEXTS - 1 - number,
        "number": number,
    }
    return words.format(**known)


def _times(do: Callable[[], int], times: int = TIMES) -> tuple[list[float], int]:
    """How many milliseconds it took each time, after a first one that fills the caches; and its last answer."""
    do()
    took: list[float] = []
    answer = 0
    while len(took) < times and sum(took) < SECONDS * 1000:
        start = time.perf_counter()
        answer = do()
        took.append((time.perf_counter() - start) * 1000)
    return took, answer


def _scans(do: Callable[[], object]) -> list[str]:
    """Which tables that grow PostgreSQL reads from end to end for this, by its plans."""
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        do()
    found = set()
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            sql = query["sql"].strip()
            if sql.startswith(("SELECT", "WITH")) and "querylog_" in sql:
                cursor.execute("EXPLAIN " + sql)
                found |= {name for (line,) in cursor.fetchall() for name in GROWS.findall(line)}
        cursor.execute("SELECT relname FROM pg_class WHERE relname = ANY(%s) AND reltuples > %s", [list(found), SMALL])
        return sorted(name for (name,) in cursor.fetchall())


def _p95(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.95)]


def _say(what: str, took: list[float], more: str) -> None:
    print(f"{what:52} p50 {statistics.median(took):8.1f}  p95 {_p95(took):8.1f} ms  {more}", flush=True)


if __name__ == "__main__":
    main()
