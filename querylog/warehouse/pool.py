"""Connections to Snowflake: a bounded number, kept between statements, never shared with a forked process."""

import atexit
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from weakref import WeakSet

from django.conf import settings
from snowflake.connector import SnowflakeConnection
from snowflake.connector.errors import ProgrammingError

from querylog.errors import SignInRefused, WarehouseUnreachable
from querylog.warehouse.refusals import Refusals
from querylog.warehouse.sign_in import allow_silence, new_connection
from querylog.warehouse.translate import session_is_gone

LONGEST_IDLE = 15 * 60  # seconds; Snowflake itself ends a session after four hours
LONGEST_UNCHECKED = 60  # seconds; firewalls forget a silent connection after a few minutes and tell nobody
LONGEST_CHECK = 5  # seconds


class Pool:
    """At most `size` connections of one user. One is used by one thread at a time: a session works off one by one."""

    def __init__(self, size: int, team: str = "") -> None:
        self.team = team
        self._free: list[tuple[float, SnowflakeConnection]] = []  # the one that was used last is the last
        self._places = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()
        self._open: WeakSet[SnowflakeConnection] = WeakSet()
        self._refusals = Refusals()

    @contextmanager
    def connection(self) -> Iterator[SnowflakeConnection]:
        """A connection for the time of one statement. It is kept, unless what was raised says that it is broken."""
        if not self._places.acquire(timeout=settings.NETWORK_TIMEOUT_SECONDS):
            raise WarehouseUnreachable("All of the portal's connections to Snowflake are busy. Try again in a minute.")
        try:
            connection = self._kept() or self._new()
            try:
                yield connection
            except ProgrammingError as error:
                # The statement was at fault, not the connection; a new one costs a sign-in.
                self._put_back(connection) if not session_is_gone(error) else _close(connection)
                raise
            except BaseException:
                _close_in_passing([connection])
                raise
            self._put_back(connection)
        finally:
            self._places.release()

    def close(self) -> None:
        """End every connection that is not in use."""
        for connection in self._all_free():
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

    def _kept(self) -> SnowflakeConnection | None:
        """The connection that was used last, if there is one that works."""
        since, taken = self._take()
        if taken is None or time.monotonic() - since <= LONGEST_UNCHECKED or _answers(taken):
            return taken
        # The others have been silent for longer.
        _close_in_passing([taken, *self._all_free()])
        return None

    def _take(self) -> tuple[float, SnowflakeConnection | None]:
        too_old = time.monotonic() - LONGEST_IDLE
        with self._lock:
            stale = [each for since, each in self._free if since < too_old]
            self._free = [(since, each) for since, each in self._free if since >= too_old]
            taken = self._free.pop() if self._free else (0.0, None)
        _close_in_passing(stale)
        return taken

    def _new(self) -> SnowflakeConnection:
        self._refusals.raise_while_fresh()
        try:
            connection = new_connection(self.team)
        except SignInRefused as refusal:
            self._refusals.refused(refusal)
            raise
        self._refusals.accepted()
        with self._lock:
            self._open.add(connection)
        return connection

    def _put_back(self, connection: SnowflakeConnection) -> None:
        with self._lock:
            self._free.append((time.monotonic(), connection))

    def _all_free(self) -> list[SnowflakeConnection]:
        with self._lock:
            free, self._free = self._free, []
        return [connection for _, connection in free]


def _answers(connection: SnowflakeConnection) -> bool:
    """True when Snowflake still knows the session. That is asked without a statement, and once only."""
    usual = connection.socket_timeout or LONGEST_CHECK
    allow_silence(connection, LONGEST_CHECK)
    try:
        # Not connection.is_valid(): it repeats itself for as long as a statement may take.
        told = connection.rest.request("/session/heartbeat", client="rest", timeout=LONGEST_CHECK, _no_retry=True)  # type: ignore[union-attr]
    except Exception:
        return False
    finally:
        allow_silence(connection, usual)
    return bool(told and told.get("success"))


def _close(connection: SnowflakeConnection) -> None:
    allow_silence(connection, LONGEST_CHECK)
    with suppress(Exception):  # it may be broken already, and nobody waits for a good-bye
        connection.close(retry=False)


def _close_in_passing(connections: Iterable[SnowflakeConnection]) -> None:
    """End connections while whoever needs another one goes on."""
    for connection in connections:
        threading.Thread(target=_close, args=[connection], daemon=True).start()
