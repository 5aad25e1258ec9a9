"""A statement from its arrival to its end: its identity, how far it is, and how it is stopped.

https://docs.snowflake.com/en/sql-reference/functions/system_cancel_query
"""

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

RUNNING, SUCCESS, FAILED, ABORTED = "RUNNING", "SUCCESS", "FAILED_WITH_ERROR", "ABORTED"
INTERRUPTED_EVERY = 0.05  # seconds, until it is over: an interrupt is lost on a connection that has not begun yet
REMEMBERED = 10_000  # ended statements whose state can be asked for; the history has all of them


def new_query_id() -> str:
    """A query ID of Snowflake's form, later ones greater."""
    minutes = int(time.time() // 60) & 0xFFFFFF
    rest = uuid.uuid4().hex
    return f"01{minutes:06x}-{rest[:4]}-{rest[4:8]}-0000-{rest[8:20]}"


@dataclass
class Statement:
    """One statement that a client has sent."""

    sql: str
    user: str
    session_id: int
    tag: str = ""
    timeout: float = 0  # seconds; 0 is none
    request_id: str = ""
    made_by_client: bool = False  # the connector's own doing, not its caller's
    id: str = field(default_factory=new_query_id)
    started: float = field(default_factory=time.time)
    ended: float = 0
    status: str = RUNNING
    error_code: int = 0
    error: str = ""
    rows: int | None = None
    bytes_scanned: int = 0
    response: dict[str, Any] | None = None
    stopped_by: str = ""  # "cancel" or "timeout"
    waits: str = ""  # the status while it does not run yet
    stopping: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)  # and in the history
    answered: threading.Event = field(default_factory=threading.Event)  # over, and its response is there
    interrupt: Callable[[], None] = lambda: None
    arming: threading.Lock = field(default_factory=threading.Lock)

    @property
    def running(self) -> bool:
        return self.status == RUNNING

    @property
    def told_status(self) -> str:
        """The status as Snowflake tells it: an end is told when it can't be forgotten any more."""
        return self.status if self.over.is_set() else self.waits or RUNNING

    def stop(self, by: str) -> bool:
        """End it where it is. False when it was over already."""
        if not self.running:
            return False
        self.stopped_by = self.stopped_by or by
        self.stopping.set()
        threading.Thread(target=self._interrupt_until_over, daemon=True).start()
        return True

    def arm(self, interrupt: Callable[[], None]) -> None:
        """From now on it is interrupted by this."""
        with self.arming:
            self.interrupt = interrupt

    def disarm(self) -> None:
        """From now on its connection may work for another statement, and is not interrupted."""
        self.arm(lambda: None)

    def _interrupt_until_over(self) -> None:
        while True:
            with self.arming:
                self.interrupt()
            if self.over.wait(INTERRUPTED_EVERY):
                return

    def end(self, status: str, *, code: int = 0, error: str = "") -> None:
        self.status, self.error_code, self.error, self.ended = status, code, error, time.time()

    @property
    def milliseconds(self) -> int:
        return int(((self.ended or time.time()) - self.started) * 1000)


class Statements:
    """Statements by query ID and by the connector's request ID, which it uses to abort one before it knows its ID."""

    def __init__(self) -> None:
        self._by_id: dict[str, Statement] = {}
        self._by_request: dict[str, Statement] = {}
        self._lock = threading.Lock()

    def add(self, statement: Statement) -> Statement:
        """The statement; or the one that came with the same request ID before, which is not to be run again."""
        with self._lock:
            known = self._by_request.get(statement.request_id) if statement.request_id else None
            if known and known.user == statement.user:
                return known
            self._by_id[statement.id] = statement
            if statement.request_id:
                self._by_request[statement.request_id] = statement
            self._forget_the_oldest()
            return statement

    def get(self, query_id: str, *, user: str) -> Statement | None:
        """A statement of this user's."""
        found = self._by_id.get(query_id)
        return found if found and found.user == user else None

    def requested(self, request_id: str) -> Statement | None:
        return self._by_request.get(request_id)

    def _forget_the_oldest(self) -> None:
        surplus = len(self._by_id) - REMEMBERED
        for query_id in [each for each, kept in self._by_id.items() if not kept.running][: max(surplus, 0)]:
            self._by_request.pop(self._by_id.pop(query_id).request_id, None)
