"""What can be asked of Snowflake: run a statement, start one, see how far it is."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import pyarrow as pa
from django.conf import settings
from snowflake.connector import SnowflakeConnection
from snowflake.connector.cursor import SnowflakeCursor
from snowflake.connector.errors import NotSupportedError

from querylog.errors import AnswerLost, SessionEnded
from querylog.warehouse import repeats
from querylog.warehouse.pool import LONGEST_CHECK, Pool
from querylog.warehouse.progress import Progress, progress_of
from querylog.warehouse.sign_in import LONGER_THAN_AN_EXCHANGE
from querylog.warehouse.streams import Rows
from querylog.warehouse.translate import CONNECTORS, session_is_gone, statement_failed

Outcome = TypeVar("Outcome")


@dataclass(frozen=True, kw_only=True)
class Result:
    """The rows of a statement, and Snowflake's ID of it."""

    query_id: str
    table: pa.Table


class Warehouse:
    """Snowflake, through a pool of connections of the portal's service user, or of a team's own.

    Each statement may be given a `timeout` in seconds, at which Snowflake stops it, in place of the portal's.
    """

    def __init__(self, size: int, team: str = "") -> None:
        self.pool = Pool(size, team)

    def execute(self, sql: str, binds: Sequence[Any], *, tag: str, timeout: int | None = None) -> Result:
        """The rows of a statement. Raises a WarehouseError."""

        def run(connection: SnowflakeConnection) -> Result:
            cursor = connection.cursor()
            cursor.execute(sql, list(binds) or None, _statement_params=_parameters(tag, timeout))
            return Result(query_id=cursor.sfqid or "", table=_table(cursor))

        return self._try(run)

    @contextmanager
    def stream(self, sql: str, binds: Sequence[Any], *, tag: str, timeout: int | None = None) -> Iterator[Rows]:
        """The rows of a statement, to be read piece by piece; until the end of the block they hold a connection.

        Raises a WarehouseError, and so may reading.
        """
        with ExitStack() as held:

            def run() -> Rows:
                with ExitStack() as holding:
                    cursor = holding.enter_context(self.pool.connection()).cursor()
                    cursor.execute(sql, list(binds) or None, _statement_params=_parameters(tag, timeout))
                    rows = Rows(cursor)
                    held.push(holding.pop_all())
                return rows

            yield self._twice(run)

    def submit(self, sql: str, binds: Sequence[Any], *, tag: str, timeout: int | None = None) -> str:
        """The query ID of a statement that runs in Snowflake from now on. Raises a WarehouseError."""

        def start(connection: SnowflakeConnection) -> str:
            cursor = connection.cursor()
            cursor.execute_async(sql, list(binds) or None, _statement_params=_parameters(tag, timeout))
            return cursor.sfqid or ""

        return self._try(start)

    def progress(self, query_id: str) -> Progress:
        """How far a submitted statement has come. Asking sends no statement."""
        progress = self._try(lambda connection: progress_of(connection, query_id), runs_nothing=True)
        if not progress.running:
            self.pool.over(query_id)
        return progress

    def _try(self, act: Callable[[SnowflakeConnection], Outcome], *, runs_nothing: bool = False) -> Outcome:
        """Do it on a connection."""

        def on_a_connection() -> Outcome:
            with self.pool.connection() as connection:
                return act(connection)

        return self._twice(on_a_connection, runs_nothing=runs_nothing)

    def _twice(self, act: Callable[[], Outcome], *, runs_nothing: bool = False) -> Outcome:
        """Do it; once more on a new connection when Snowflake had ended the session and looked at nothing."""
        try:
            return self._once(act, runs_nothing=runs_nothing)
        except SessionEnded:
            self.pool.close()
        return self._once(act, runs_nothing=runs_nothing)

    def _once(self, act: Callable[[], Outcome], *, runs_nothing: bool) -> Outcome:
        """Do it. What it raises is a WarehouseError."""
        repeated_before = repeats.so_far()
        try:
            return act()
        except CONNECTORS as error:
            if not session_is_gone(error):
                raise statement_failed(error) from error
            if repeats.so_far() > repeated_before and not runs_nothing:
                # The last try was not looked at, but those before it may have been taken.
                raise AnswerLost from error
            raise SessionEnded from error


def warehouse(team: str = "") -> Warehouse:
    """The way to Snowflake of the running process: the team's own where it has one, else the one that all share.

    A forked child gets ways of its own.
    """
    own = team if team in settings.SNOWFLAKE_TEAMS else ""
    with _making:
        if own not in _ways:
            _ways[own] = Warehouse(settings.WAREHOUSE_CONNECTIONS, own)
        return _ways[own]


def longest_way() -> timedelta:
    """After this, nothing that the portal has begun to ask can be on its way to Snowflake any more.

    It waits for a connection, sees whether it works, and finds that its session has ended; it waits again, signs in,
    which is tried twice, and is then tried for as long as an exchange may take.
    """
    wait, sign_in = settings.NETWORK_TIMEOUT_SECONDS, 2 * (settings.LOGIN_TIMEOUT_SECONDS + repeats.LONGEST_PAUSE)
    exchange = settings.NETWORK_TIMEOUT_SECONDS + LONGER_THAN_AN_EXCHANGE
    return timedelta(seconds=wait + LONGEST_CHECK + exchange + wait + sign_in + exchange + repeats.LONGEST_PAUSE)


def hang_up() -> None:
    """End every connection that is not in use, of all teams."""
    for way in list(_ways.values()):
        way.pool.close()


_ways: dict[str, Warehouse] = {}
_making = threading.Lock()


def _start_over() -> None:
    """In a forked child: no connection of the parent's, and no lock that one of its threads happened to hold."""
    global _making
    for way in _ways.values():
        way.pool.leave_to_the_parent()
    _ways.clear()
    _making = threading.Lock()


os.register_at_fork(after_in_child=_start_over)


def _parameters(tag: str, timeout: int | None) -> dict[str, Any]:
    """What goes with one statement, so that connections stay shared."""
    seconds = settings.STATEMENT_TIMEOUT_SECONDS if timeout is None else timeout
    return {"QUERY_TAG": tag, "STATEMENT_TIMEOUT_IN_SECONDS": seconds}


def _table(cursor: SnowflakeCursor) -> pa.Table:
    """The rows as Arrow. A few statements answer in JSON only, always with a handful of rows."""
    try:
        table = cursor.fetch_arrow_all(force_return_table=True)
    except NotSupportedError:
        names = [column.name for column in cursor.description]
        table = pa.table(dict(zip(names, zip(*cursor.fetchall(), strict=True), strict=False)))
    return table
