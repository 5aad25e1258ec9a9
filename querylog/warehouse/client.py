"""What can be asked of Snowflake: run a statement, start one, see how far it is."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import pyarrow as pa
from django.conf import settings
from snowflake.connector import SnowflakeConnection
from snowflake.connector.cursor import SnowflakeCursor
from snowflake.connector.errors import Error, InterfaceError, NotSupportedError, OperationalError, ProgrammingError

from querylog.errors import WarehouseError
from querylog.warehouse.pool import Pool
from querylog.warehouse.streams import Rows
from querylog.warehouse.translate import session_is_gone, statement_failed

Outcome = TypeVar("Outcome")

# A status that is none of these, or that Snowflake may add one day, is a statement that goes on.
ENDS = {"SUCCESS", "FAILED_WITH_ERROR", "FAILED_WITH_INCIDENT", "ABORTED", "DISCONNECTED"}


@dataclass(frozen=True, kw_only=True)
class Result:
    """The rows of a statement, and Snowflake's ID of it."""

    query_id: str
    table: pa.Table


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a statement has come. `error` says how it failed; `rows` and `seconds` are known when Snowflake tells.

    One that is not `known` to Snowflake is too new for it, or forgotten.
    """

    running: bool
    known: bool = True
    error: WarehouseError | None = None
    rows: int | None = None
    seconds: float | None = None


class Warehouse:
    """Snowflake, through a pool of connections of the portal's service user."""

    def __init__(self, size: int) -> None:
        self.pool = Pool(size)

    def execute(self, sql: str, binds: Sequence[Any], *, tag: str) -> Result:
        """The rows of a statement. Raises a WarehouseError."""

        def run(connection: SnowflakeConnection) -> Result:
            cursor = connection.cursor()
            cursor.execute(sql, list(binds) or None, _statement_params=_parameters(tag))
            return Result(query_id=cursor.sfqid or "", table=_table(cursor))

        return self._try(run)

    @contextmanager
    def stream(self, sql: str, binds: Sequence[Any], *, tag: str) -> Iterator[Rows]:
        """The rows of a statement, to be read piece by piece; until the end of the block they hold a connection.

        Raises a WarehouseError, and so may reading.
        """
        with ExitStack() as held:

            def run() -> Rows:
                with ExitStack() as holding:
                    cursor = holding.enter_context(self.pool.connection()).cursor()
                    cursor.execute(sql, list(binds) or None, _statement_params=_parameters(tag))
                    rows = Rows(cursor)
                    held.push(holding.pop_all())
                return rows

            yield self._twice(run)

    def submit(self, sql: str, binds: Sequence[Any], *, tag: str) -> str:
        """The query ID of a statement that runs in Snowflake from now on. Raises a WarehouseError."""

        def start(connection: SnowflakeConnection) -> str:
            cursor = connection.cursor()
            cursor.execute_async(sql, list(binds) or None, _statement_params=_parameters(tag))
            return cursor.sfqid or ""

        return self._try(start)

    def progress(self, query_id: str) -> Progress:
        """How far a submitted statement has come. Asking sends no statement."""

        def see(connection: SnowflakeConnection) -> Progress:
            told = _monitored(connection, query_id)
            if told.get("status") not in ENDS:
                return Progress(running=True, known=bool(told))
            if told["status"] != "SUCCESS":
                return Progress(running=False, error=_failure(told, query_id), seconds=_elapsed(told))
            return Progress(running=False, rows=_stored_rows(connection, query_id), seconds=_elapsed(told))

        progress = self._try(see)
        if not progress.running:
            self.pool.over(query_id)
        return progress

    def _try(self, act: Callable[[SnowflakeConnection], Outcome]) -> Outcome:
        """Do it on a connection."""

        def on_a_connection() -> Outcome:
            with self.pool.connection() as connection:
                return act(connection)

        return self._twice(on_a_connection)

    def _twice(self, act: Callable[[], Outcome]) -> Outcome:
        """Do it; once more on a new connection when Snowflake had ended the session and looked at nothing."""
        try:
            return act()
        except Error as error:
            if not session_is_gone(error):
                raise statement_failed(error) from error
        self.pool.close()
        try:
            return act()
        except Error as error:
            raise statement_failed(error) from error


def warehouse() -> Warehouse:
    """The way to Snowflake of the running process; a forked child gets one of its own."""
    global _warehouse
    with _making:
        if _warehouse is None:
            _warehouse = Warehouse(settings.WAREHOUSE_CONNECTIONS)
        return _warehouse


_warehouse: Warehouse | None = None
_making = threading.Lock()


def _start_over() -> None:
    """In a forked child: no connection of the parent's, and no lock that one of its threads happened to hold."""
    global _warehouse, _making
    if _warehouse is not None:
        _warehouse.pool.leave_to_the_parent()
    _warehouse, _making = None, threading.Lock()


os.register_at_fork(after_in_child=_start_over)


def _parameters(tag: str) -> dict[str, Any]:
    """What goes with one statement, so that connections stay shared."""
    return {"QUERY_TAG": tag, "STATEMENT_TIMEOUT_IN_SECONDS": settings.STATEMENT_TIMEOUT_SECONDS}


def _table(cursor: SnowflakeCursor) -> pa.Table:
    """The rows as Arrow. A few statements answer in JSON only, always with a handful of rows."""
    try:
        table = cursor.fetch_arrow_all(force_return_table=True)
    except NotSupportedError:
        names = [column.name for column in cursor.description]
        table = pa.table(dict(zip(names, zip(*cursor.fetchall(), strict=True), strict=False)))
    return table


def _monitored(connection: SnowflakeConnection, query_id: str) -> dict[str, Any]:
    """What Snowflake says of a statement, or nothing when it knows of none.

    The connector's own method takes an answer without a statement for a failed statement: a session that has ended
    would put a wrong end on record.
    """
    answer = _get(connection, f"/monitoring/queries/{query_id}")
    if not answer.get("success"):
        raise OperationalError(msg=answer.get("message"), errno=int(answer.get("code") or -1))
    statements = (answer.get("data") or {}).get("queries") or [{}]
    return dict(statements[0])


def _failure(told: dict[str, Any], query_id: str) -> WarehouseError:
    number = int(told.get("errorCode") or -1)
    return statement_failed(ProgrammingError(msg=told.get("errorMessage") or "", errno=number), query_id=query_id)


def _elapsed(told: dict[str, Any]) -> float | None:
    """How long Snowflake had the statement, in seconds."""
    started, ended = told.get("startTime"), told.get("endTime")
    return (ended - started) / 1000 if started and ended else None


def _stored_rows(connection: SnowflakeConnection, query_id: str) -> int | None:
    """How many rows a finished statement has, from the head of its result; no statement is sent for it."""
    total = (_get(connection, f"/queries/{query_id}/result").get("data") or {}).get("total")
    return int(total) if total is not None else None


def _get(connection: SnowflakeConnection, path: str) -> dict[str, Any]:
    if connection.rest is None:
        raise InterfaceError(msg="The connection is closed.")
    return dict(connection.rest.request(path, method="get", client="rest") or {})
