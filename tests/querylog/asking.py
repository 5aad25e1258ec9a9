"""What the tests of the log ask, and what Snowflake itself remembers of it."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from uuid import uuid4

import psycopg
from django.conf import settings
from django.db import connection
from snowflake.connector import SnowflakeConnection, connect

from querylog import door, log
from querylog.asker import Asker
from querylog.door import Answer, Purpose
from querylog.models import Statement

ANA = Asker(user_id=7, name="Ana Moreno", team="Shopper insights", report="category-performance")
SLOW = "select system$wait(3)"
FOREVER = "select system$wait(60)"
HISTORY = "SNOWFLAKE.ACCOUNT_USAGE.QUERY_HISTORY"

Outcome = TypeVar("Outcome")


def ask(sql: str, binds: tuple[Any, ...] = (), **more: Any) -> Answer:
    return door.ask(sql, binds, **{"asker": ANA, "purpose": Purpose.SLICE, **more})


def submit(sql: str, binds: tuple[Any, ...] = (), **more: Any) -> Statement:
    return door.submit(sql, binds, **{"asker": ANA, "purpose": Purpose.BASE, **more})


def intend(sql: str) -> Statement:
    """A row that was never sent, as a process leaves one that is killed at the wrong moment."""
    return log.intend(sql, (), asker=ANA, purpose=Purpose.SLICE, press=None, parent=None, part="")


def unheard_of() -> str:
    """A statement that nobody has sent before."""
    return f"select '{uuid4()}' as it"  # it is the tests' own


def newest() -> Statement:
    return Statement.objects.latest("intended_at")


def as_kept(statement: Statement) -> Statement:
    """The statement as somebody else reads it in the log."""
    return Statement.objects.select_related("text", "submission", "ending").get(pk=statement.pk)


def own_connection() -> SnowflakeConnection:
    """A sign-in of the tests' own, that knows nothing of the portal's code."""
    given = {name: value for name, value in settings.SNOWFLAKE.items() if value}
    return connect(**given, paramstyle="qmark")


def history(where: str, *values: str) -> list[dict[str, Any]]:
    """What Snowflake itself remembers, oldest first."""
    with own_connection() as snowflake:
        cursor = snowflake.cursor()
        cursor.execute(f"select * from {HISTORY} where {where} order by START_TIME", list(values))
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def remembered(statement: Statement) -> dict[str, Any]:
    """What Snowflake itself remembers of this one statement."""
    (row,) = history("QUERY_TAG = ?", statement.tag)
    return row


def was_sent(sql: str) -> bool:
    return bool(history("QUERY_TEXT = ?", sql))


def at_once(count: int, act: Callable[[], Outcome]) -> list[Outcome]:
    """What each of so many threads gets that begin at the same moment, each with a database connection of its own."""
    start = threading.Barrier(count)

    def one(_: int) -> Outcome:
        start.wait(10)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))


def other_server(address: str) -> str:
    """The address of a database on the tests' PostgreSQL, given its name."""
    return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{address}"


def directly(sql: str, name: str) -> None:
    """Run a statement on a database of the tests' PostgreSQL, past Django."""
    with psycopg.connect(other_server(name), autocommit=True) as direct:
        direct.execute(sql)
