"""What does a log of ten million rows cost: to write, to keep, to search, to seal, to verify?

`python -m tests.benchmarks.ten_million`, or with another number of rows behind it. A third of the rows are statements,
a third their submissions, a third their endings, over twelve months, with 20,000 distinct texts.
"""

import os
import random
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID, uuid4

import django
from django.core.management import call_command

import tests.services as servers  # first: it gives the settings
from tests.web import fresh_database

ROWS = 10_000_000
MONTHS = 12
TEXTS = 20_000
BATCH = 10_000  # statements in one transaction
SINGLES = 1_000  # statements that one connection writes one by one
TIMES = 40  # of each search
MONTH = 30.4 * 86_400
DICE = random.Random(20261116)  # noqa: S311 - it is to be the same each time
COLUMNS = {
    "statement": (
        "id, intended_at, asked_by_id, asked_by_name, team, report, part, purpose, press, text_id, reads, binds"
    ),
    "submission": "statement_id, query_id, at",
    "ending": "statement_id, status, at, rows, seconds, error",
}
SIZES = """
    SELECT name, sum(pg_table_size(part))::bigint, sum(pg_total_relation_size(part))::bigint
    FROM unnest(ARRAY['sqltext', 'statement', 'submission', 'ending', 'seal', 'sealindex']) AS name,
         LATERAL (SELECT ('querylog_' || name)::regclass UNION ALL
                  SELECT inhrelid FROM pg_inherits WHERE inhparent = ('querylog_' || name)::regclass) AS parts(part)
    GROUP BY name ORDER BY 3 DESC
"""


def main() -> None:
    rows = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else ROWS
    with servers.services:
        os.environ["DATABASE_URL"] = fresh_database("portico_bench_log")
        django.setup()
        call_command("migrate", verbosity=0)
        write_texts()
        write_by_copy(rows)
        write_singly(1)
        write_singly(4)
        say_sizes()
        search()
        seal_and_verify()


def write_texts() -> None:
    """Texts as reports make them: alike, with other columns and conditions. One word stands in a single one."""
    from querylog.models import SqlText

    texts = []
    for number in range(TEXTS):
        sql = (
            f"select department, count(*) as baskets_{number}, sum(sales_value) as sales from LOYALTY.BASKETS "
            f"where department in (?, ?) and purchased_on >= ? and household_id % {number + 2} = ? "
            f"{'and coupon is not null ' * (number % 7)}group by department order by sales desc"
        )
        texts.append(SqlText(digest=SqlText.digest_of(sql), sql=sql, tables=["LOYALTY.BASKETS"]))
    SqlText.objects.bulk_create(texts, batch_size=2_000)


def write_by_copy(rows: int) -> None:
    from django.db import connection, transaction

    from querylog.models import SqlText

    ids = list(SqlText.objects.values_list("pk", flat=True))
    count, seconds = rows // 3, 0.0
    with connection.cursor() as cursor:
        for back in range(MONTHS):
            cursor.execute("SELECT querylog_add_month(now() - %s * interval '1 month')", [back])
        for first in range(0, count, BATCH):
            lines = lines_of(range(first, min(first + BATCH, count)), count, ids)
            start = time.perf_counter()
            with transaction.atomic():
                for table, columns in COLUMNS.items():
                    with cursor.copy(f"COPY querylog_{table} ({columns}) FROM STDIN") as target:
                        target.write(lines[table])
            seconds += time.perf_counter() - start
        print(f"COPY: {3 * count:,} rows in {seconds:,.1f} s, {3 * count / seconds:,.0f} rows/s", flush=True)
        cursor.execute("ANALYZE")


def lines_of(numbers: range, count: int, ids: list[int]) -> dict[str, str]:
    """Statements with their submissions and endings as COPY takes them."""
    from querylog.ids import id_at

    lines: dict[str, list[str]] = {table: [] for table in COLUMNS}
    until = time.time()
    since = datetime.now().astimezone().replace(day=2).timestamp() - (MONTHS - 1) * MONTH
    for number in numbers:
        moment = since + (until - since) * number / count
        at, identity, query, who = datetime.fromtimestamp(moment).astimezone(), id_at(moment), uuid4(), number % 300
        text = ids[int(len(ids) * DICE.random() ** 3)]  # some are asked often, most seldom
        press = UUID(int=number // 8 + (1 << 100))
        lines["statement"].append(
            f"{identity}\t{at}\t{who}\tPerson {who}\tTeam {who % 20}\treport-{number % 40}\tpart_{number % 9}\tslice\t"
            f'{press}\t{text}\t{{{query}}}\t["DELI", "{who}", "2026-11-01", {number}]'
        )
        lines["submission"].append(f"{identity}\t{query}\t{at}")
        lines["ending"].append(f"{identity}\tfinished\t{at}\t{number % 5_000}\t{0.05 + DICE.random():.4f}\t")
    return {table: "\n".join(each) + "\n" for table, each in lines.items()}


def write_singly(connections: int) -> None:
    """As the portal writes: each step committed before the next."""
    from django.db import connection

    from querylog import log
    from querylog.asker import Asker
    from querylog.models import Purpose, SqlText, State

    sql = SqlText.objects.values_list("sql", flat=True)[7]
    asker = Asker(user_id=7, name="Ana Moreno", team="Offers", report="category-performance")

    def write() -> None:
        for number in range(SINGLES):
            statement = log.intend(
                sql, ["DELI", number], asker=asker, purpose=Purpose.SLICE, press=None, parent=None, part="top"
            )
            log.ended(statement, State.FINISHED, query_id=str(uuid4()), rows=number, seconds=0.1)
        connection.close()

    writers = [threading.Thread(target=write) for _ in range(connections)]
    start = time.perf_counter()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    seconds = time.perf_counter() - start
    count = SINGLES * connections
    print(f"One by one, {connections} at once: {3 * count / seconds:,.0f} rows/s ({count / seconds:,.0f} statements/s)")


def say_sizes() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(SIZES)
        for table, alone, with_indexes in cursor.fetchall():
            print(f"{table:12} {alone / 1e6:10,.1f} MB {with_indexes / 1e6:10,.1f} MB with indexes", flush=True)


def search() -> None:
    from querylog.audit.search import page_of
    from querylog.models import Statement

    ids = Statement.objects.order_by("-id").values_list("pk", flat=True)
    middle = Statement.objects.count() // 2
    places: Iterator[int] = iter(range(middle, middle + TIMES * 50, 50))
    keys = [str(ids[place]) for place in list(places)[:5]] if middle > TIMES * 50 else [""]
    report("newest page", lambda n: page_of("", after=""))
    report(f"page at a depth of {middle:,}", lambda n: page_of("", after=keys[n % len(keys)]))
    report("search, a text asked seldom", lambda n: page_of(f"baskets_{TEXTS - 1 - n} ", after=""))
    report("search, a word of every text", lambda n: page_of("purchased_on", after=""))
    report("search, a word of no text", lambda n: page_of(f"nobody-{n}", after=""))


def report(what: str, do: Callable[[int], object]) -> None:
    """The median and the slow end, in milliseconds. What takes seconds is done less often."""
    took: list[float] = []
    for number in range(TIMES):
        start = time.perf_counter()
        do(number)
        took.append((time.perf_counter() - start) * 1000)
        if sum(took) > 60_000:
            break
    p95 = sorted(took)[int(len(took) * 0.95)]
    print(f"{what:36} p50 {statistics.median(took):9.1f} ms   p95 {p95:9.1f} ms   ({len(took)} times)", flush=True)


def seal_and_verify() -> None:
    from querylog import seals
    from querylog.seals.checking import check

    start = time.perf_counter()
    made = seals.now()
    seconds = time.perf_counter() - start
    rows = sum(facts["rows"] for seal in made for facts in seal.roots.values() if isinstance(facts, dict))
    print(
        f"Sealing: {rows:,} rows under {len(made)} seals in {seconds:,.1f} s, {rows / seconds:,.0f} rows/s", flush=True
    )
    write_singly(1)
    start = time.perf_counter()
    seals.now()
    print(f"Sealing what came in since: {time.perf_counter() - start:.2f} s", flush=True)
    start = time.perf_counter()
    found = check()
    seconds = time.perf_counter() - start
    assert not found.differences, found.differences[:3]
    print(f"Verifying: {found.rows:,} rows in {seconds:,.1f} s, {seconds / found.rows * 1e6:,.1f} s per million")
    say_sizes()


if __name__ == "__main__":
    main()
