"""A log as a busy company has it after a year, made within PostgreSQL: few people and reports take most of it."""

import time
from datetime import UTC, datetime

from django.db import connection

MONTHS, TEXTS, PEOPLE, TEAMS, REPORTS = 12, 20_000, 300, 20, 40
TABLES = ("BASKETS", "TRANSACTIONS", "PRODUCTS", "DEMOGRAPHICS", "COUPONS", "CAMPAIGNS", "PROMOTIONS", "TARGETS")

# A table and four columns of it for each text, and a word that stands in no other.
WRITE_TEXTS = """
    INSERT INTO querylog_sqltext (digest, sql, tables, columns, tx)
    SELECT sha256(n::text::bytea),
           format('SELECT DEPARTMENT, SUM(SALES_VALUE) AS SALES_%%1$s FROM LOYALTY.%%2$s AS B '
                  'JOIN LOYALTY.PRODUCTS AS P ON P.PRODUCT_ID = B.PRODUCT_ID WHERE B.DEPARTMENT IN (?, ?) '
                  'AND B.PURCHASED_ON >= ? AND B.COLUMN_%%3$s > ? %%4$s GROUP BY DEPARTMENT ORDER BY SALES_%%1$s DESC',
                  n, name, n %% 97, repeat('AND B.COUPON IS NOT NULL ', n %% 7)),
           ARRAY['LOYALTY.' || name, 'LOYALTY.PRODUCTS'],
           ARRAY['LOYALTY.' || name || '.DEPARTMENT', 'LOYALTY.' || name || '.COLUMN_' || n %% 97,
                 'LOYALTY.' || name || '.PURCHASED_ON', 'LOYALTY.PRODUCTS.PRODUCT_ID'],
           700
    FROM generate_series(1, %(texts)s) n,
         LATERAL (SELECT (%(tables)s::text[])[1 + n %% cardinality(%(tables)s::text[])] AS name) AS tables
"""
MONTH = """
    CREATE TEMP TABLE a_month ON COMMIT DROP AS
    SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0')
            || '8' || substr(md5(n::text || at::text), 1, 15))::uuid AS id,
           at, person, report, text, status, purpose, gen_random_uuid() AS query_id,
           md5('press' || %(month)s::text || n / 8)::uuid AS press,
           power(10, CASE purpose WHEN 'base' THEN -1.5 + 3.2 * how_long ELSE -2 + 1.2 * how_long END) AS seconds,
           floor(power(10, 6.5 * how_many * how_many))::bigint AS rows,
           floor(power(10, CASE purpose WHEN 'base' THEN 6 + 5 * how_long ELSE 5 * how_long END))::bigint AS bytes
    FROM (
        SELECT n, %(start)s + (%(stop)s - %(start)s) * ((n - 1)::float / %(count)s) AS at,
               floor(%(people)s * power(random(), 2))::int AS person,
               floor(%(reports)s * power(random(), 2))::int AS report,
               1 + floor(%(texts)s * power(random(), 3))::int AS text,
               CASE WHEN n %% 997 = 0 THEN 'export' WHEN n %% 8 = 0 THEN 'base' WHEN n %% 8 = 7 THEN 'options'
                    ELSE 'slice' END AS purpose,
               CASE WHEN luck < 0.97 THEN 'finished' WHEN luck < 0.99 THEN 'failed' WHEN luck < 0.998 THEN 'cancelled'
                    ELSE 'lost' END AS status,
               random() AS how_long, random() AS how_many
        FROM (SELECT n, random() AS luck FROM generate_series(1, %(count)s) n) AS numbers
    ) AS made
""".replace("n % 4096", "n %% 4096")
WRITE = (
    """
    INSERT INTO querylog_statement (id, intended_at, asked_by_id, asked_by_name, team, report, part, purpose, press,
                                    text_id, reads, binds, tx)
    SELECT id, at, person, 'person-' || person, 'Team ' || person %% %(teams)s, 'report-' || report, 'part',
           purpose, press, text, '{}', '["DELI", "GROCERY", "2026-11-01", 7]', 800 FROM a_month
    """,
    "INSERT INTO querylog_submission (statement_id, query_id, at, tx) SELECT id, query_id, at, 800 FROM a_month",
    """
    INSERT INTO querylog_ending (statement_id, status, at, rows, seconds, error, tx)
    SELECT id, status, at + seconds * interval '1 second', rows, seconds,
           CASE status WHEN 'failed' THEN 'The column X is not there.' ELSE '' END, 800 FROM a_month
    """,
    "INSERT INTO querylog_usage (statement_id, bytes, at) SELECT id, bytes, at FROM a_month",
)
INDEXES = """
    SELECT c.relname, replace(pg_get_indexdef(c.oid), ' ON ONLY ', ' ON ')
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE NOT i.indisprimary AND i.indrelid = ANY(ARRAY['querylog_statement', 'querylog_submission', 'querylog_ending',
                                                         'querylog_usage']::regclass[])
"""


def fill(statements: int) -> None:
    """Write so many statements with their steps, evenly over the last twelve months. Says how long it takes."""
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute("SET synchronous_commit = off")
        cursor.execute(WRITE_TEXTS, {"texts": TEXTS, "tables": list(TABLES)})
        cursor.execute(INDEXES)
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        for back in range(MONTHS - 1, -1, -1):
            _write_month(back, statements // MONTHS)
        print(f"{statements:,} statements are written in {time.perf_counter() - began:,.0f} s", flush=True)
        for _, definition in indexes:
            cursor.execute(definition)
        print(f"and have their indexes after {time.perf_counter() - began:,.0f} s", flush=True)
        cursor.execute("VACUUM ANALYZE")
        # As recovery notes it twice a minute: all before it have ended.
        cursor.execute("INSERT INTO querylog_mark SELECT 'ended to', max(id::text), now() FROM querylog_statement")
    print(f"The log is there after {time.perf_counter() - began:,.0f} s", flush=True)


def _write_month(back: int, count: int) -> None:
    now = datetime.now(UTC)
    number = now.year * 12 + now.month - 1 - back
    start = datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)
    stop = min(datetime((number + 1) // 12, (number + 1) % 12 + 1, 1, tzinfo=UTC), now)
    sizes = {"count": count, "people": PEOPLE, "teams": TEAMS, "reports": REPORTS, "texts": TEXTS}
    with connection.cursor() as cursor:
        cursor.execute("SELECT querylog_add_month(%s)", [start])
        cursor.execute("BEGIN")
        cursor.execute(MONTH, {**sizes, "month": str(back), "start": start, "stop": stop})
        for each in WRITE:
            cursor.execute(each, sizes)
        cursor.execute("COMMIT")
