"""No log, no request: while the log can't take a row, nothing is sent, and work goes on by itself when it can again."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from querylog import sharing
from querylog.errors import LogUnavailable
from querylog.models import Purpose
from tests.querylog.asking import ANA, ask, history, other_server, submit
from tests.querylog.conftest import committed, database_of_its_own  # noqa: F401 - fixtures

pytestmark = pytest.mark.usefixtures("committed")

FULL = """
    create or replace function is_full() returns trigger language plpgsql as $$
    begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$;
    create trigger is_full before insert on querylog_statement execute function is_full();
"""


@contextmanager
def down(name: str) -> Iterator[None]:
    """PostgreSQL takes nobody in any more, and whoever was in is out."""
    with owner("postgres") as server:
        server.execute(f"alter database {name} allow_connections false")
        server.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name])
        try:
            yield
        finally:
            server.execute(f"alter database {name} allow_connections true")


@contextmanager
def read_only(name: str) -> Iterator[None]:
    """As a standby is, or a server whose disk was found broken."""
    with owner("postgres") as server:
        server.execute("alter system set default_transaction_read_only = on")
        server.execute("select pg_reload_conf()")
        time.sleep(0.3)
        try:
            yield
        finally:
            server.execute("set default_transaction_read_only = off")
            server.execute("alter system reset default_transaction_read_only")
            server.execute("select pg_reload_conf()")


@contextmanager
def full(name: str) -> Iterator[None]:
    """No room for one more row."""
    with owner(name) as server:
        server.execute(FULL)
        try:
            yield
        finally:
            server.execute("drop trigger is_full on querylog_statement")


@contextmanager
def hung(name: str) -> Iterator[None]:
    """Somebody holds the table, and does not let go. Who waits for it gives up after lock_timeout."""
    with owner(name) as server, server.transaction():
        server.execute("lock table querylog_statement in access exclusive mode")
        yield


@contextmanager
def owner(name: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(other_server(name), autocommit=True) as server:
        yield server


BROKEN = {"down": down, "read-only": read_only, "full": full, "hung": hung}
ATTEMPTS = {"down": 200, "read-only": 400, "full": 400, "hung": 16}  # a hung log is given up after three seconds


def attempts(count: int, marker: str, *, at_once: int) -> list[str]:
    """What came of asking so often by each way that there is to Snowflake."""
    ways: list[Callable[[str], object]] = [ask, submit, press]

    def one(number: int) -> str:
        try:
            ways[number % len(ways)](f"select '{marker}' as marker, {number} as n")
        except LogUnavailable as error:
            return error.sentence
        finally:
            connection.close()
        return "sent"

    with ThreadPoolExecutor(at_once) as threads:
        return list(threads.map(one, range(count)))


def press(sql: str) -> object:
    about = {"asker": ANA, "purpose": Purpose.BASE, "press": uuid4(), "part": "sales", "fresh": timedelta(0)}
    return sharing.submit(sql, (), **about)


def check(how: str, count: int, name: str, *, at_once: int = 8) -> None:
    marker = uuid4().hex
    ask("select 1")  # all is well
    with BROKEN[how](name):
        said = attempts(count, marker, at_once=at_once)
    back = time.monotonic()
    assert set(said) == {"The query log can't be written, so nothing was sent to Snowflake. Try again in a minute."}
    assert comes_back(within=30)
    print(f"\n{how}: of {count:,} attempts none was sent; back after {time.monotonic() - back:.1f} s")
    assert history("QUERY_TEXT like ? and QUERY_TEXT not like '%HISTORY%'", f"%{marker}%") == []


def comes_back(*, within: float) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            ask("select 'work resumes'")
        except LogUnavailable:
            time.sleep(0.1)
        else:
            return True
    return False


@pytest.mark.parametrize("how", BROKEN)
def test_while_the_log_can_not_be_written_nothing_is_sent_and_then_work_resumes(how, committed):  # noqa: F811
    check(how, ATTEMPTS[how], committed)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("how", BROKEN)
def test_of_ten_thousand_attempts_not_one_is_sent(how, committed):  # noqa: F811
    check(how, 10_000, committed, at_once=100)  # most of the time of each is waiting
