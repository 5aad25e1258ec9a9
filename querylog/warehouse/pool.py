"""Connections to Snowflake: a bounded number, kept between statements, never shared with a forked process."""

import atexit
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from weakref import WeakSet

from snowflake.connector import SnowflakeConnection
from snowflake.connector.errors import ProgrammingError

from querylog.errors import WarehouseUnreachable
from querylog.warehouse.sign_in import new_connection
from querylog.warehouse.translate import session_is_gone

LONGEST_IDLE = 15 * 60  # seconds; Snowflake itself ends a session after four hours
LONGEST_WAIT = 30  # seconds for a connection when all are in use


class Pool:
    """At most `size` connections. One is used by one thread at a time, because a session works off one by one."""

    def __init__(self, size: int) -> None:
        self._free: list[tuple[float, SnowflakeConnection]] = []
        self._places = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()
        self._open: WeakSet[SnowflakeConnection] = WeakSet()

    @contextmanager
    def connection(self) -> Iterator[SnowflakeConnection]:
        """A connection for the time of one statement. It is kept, unless what was raised says that it is broken."""
        if not self._places.acquire(timeout=LONGEST_WAIT):
            raise WarehouseUnreachable("All of the portal's connections to Snowflake are busy. Try again in a minute.")
        try:
            connection = self._take() or self._new()
            try:
                yield connection
            except ProgrammingError as error:
                # The statement was at fault, not the connection; a new one costs a sign-in.
                self._put_back(connection) if not session_is_gone(error) else _close(connection)
                raise
            except BaseException:
                _close(connection)
                raise
            self._put_back(connection)
        finally:
            self._places.release()

    def close(self) -> None:
        """End every connection that is not in use."""
        with self._lock:
            free, self._free = self._free, []
        for _, connection in free:
            _close(connection)

    def over(self, query_id: str) -> None:
        """Note that a submitted statement has ended.

        The connector remembers each one on the connection that submitted it, asks for all of them before it ends the
        session, and would keep them for ever: statements are looked at on whichever connection is free.
        """
        with self._lock:
            for connection in self._open:
                connection._async_sfqids.pop(query_id, None)

    def leave_to_the_parent(self) -> None:
        """Forget every connection without ending its session: in a forked child they are still the parent's.

        The connector would end them when the child ends; that is called off.
        """
        for connection in list(self._open):
            atexit.unregister(connection._close_at_exit)
        self._free.clear()
        self._open.clear()

    def _take(self) -> SnowflakeConnection | None:
        with self._lock:
            stale = [each for since, each in self._free if since + LONGEST_IDLE < time.monotonic()]
            self._free = [(since, each) for since, each in self._free if since + LONGEST_IDLE >= time.monotonic()]
            taken = self._free.pop()[1] if self._free else None
        for connection in stale:
            _close(connection)
        return taken

    def _new(self) -> SnowflakeConnection:
        connection = new_connection()
        with self._lock:
            self._open.add(connection)
        return connection

    def _put_back(self, connection: SnowflakeConnection) -> None:
        with self._lock:
            self._free.append((time.monotonic(), connection))


def _close(connection: SnowflakeConnection) -> None:
    with suppress(Exception):  # it may be broken already, and nobody waits for a good-bye
        connection.close(retry=False)
