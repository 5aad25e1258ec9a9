"""Sessions: who has signed in, with which parameters, and what they have asked."""

import itertools
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from fakesnow.conn import FakeSnowflakeConnection

from querylog.standin.errors import refuse

IDLE_SECONDS = 4 * 3600  # https://docs.snowflake.com/en/user-guide/session-policies
_numbers = itertools.count(1)


UNKNOWN = ("390104", "User must login again to access the service.")  # a session of before a restart


class SessionGone(Exception):
    """Snowflake's code and words for a session that it does not know, or no longer."""

    def __init__(self, code: str, words: str) -> None:
        self.code, self.words = code, words
        super().__init__(words)


@dataclass
class Session:
    """One session. Its connection works off one statement at a time, as Snowflake does."""

    user: str
    role: str
    warehouse: str
    connection: FakeSnowflakeConnection
    parameters: dict[str, Any] = field(default_factory=dict)
    id: int = field(default_factory=lambda: next(_numbers))
    asked: list[str] = field(default_factory=list)  # query IDs, oldest first
    lock: threading.Lock = field(default_factory=threading.Lock)
    used: float = field(default_factory=time.monotonic)

    @property
    def database(self) -> str:
        return self.connection.database or ""

    @property
    def schema(self) -> str:
        return self.connection.schema or ""

    def context(self) -> dict[str, str]:
        """What the context functions answer here, by name."""
        return {
            "CURRENT_USER": self.user,
            "CURRENT_ROLE": self.role,
            "CURRENT_WAREHOUSE": self.warehouse,
            "CURRENT_DATABASE": self.database,
            "CURRENT_SCHEMA": self.schema,
            "CURRENT_SESSION": str(self.id),
            "CURRENT_ACCOUNT": "STANDIN",
            "CURRENT_REGION": "LOCAL",
            "CURRENT_VERSION": "9.99.0",
        }

    def last_query_id(self, number: int = -1) -> str:
        """The query ID of a statement of this session: -1 is the last one, 1 the first.

        https://docs.snowflake.com/en/sql-reference/functions/last_query_id
        """
        place = number if number < 0 else number - 1
        if number == 0 or not -len(self.asked) <= place < len(self.asked):
            refuse(709, f"Statement number {number} of this session not found", state="02000")
        return self.asked[place]


class Sessions:
    """Sessions by the token that their client sends."""

    def __init__(self) -> None:
        self._by_token: dict[str, Session] = {}
        self._ended: set[str] = set()

    def open(self, session: Session) -> str:
        """The token of a new session."""
        token = secrets.token_urlsafe(32)
        self._by_token[token] = session
        return token

    def get(self, authorization: str | None) -> Session:
        """The session that a request's header names. Raises SessionGone."""
        token = _token(authorization)
        if token in self._ended:
            raise SessionGone("390112", "Your session has expired. Please login again.")
        session = self._by_token.get(token)
        if session is None:
            raise SessionGone(*UNKNOWN)
        if time.monotonic() - session.used > IDLE_SECONDS:
            self.close(authorization)
            raise SessionGone("390112", "Your session has expired. Please login again.")
        session.used = time.monotonic()
        return session

    def close(self, authorization: str | None) -> None:
        token = _token(authorization)
        if session := self._by_token.pop(token, None):
            self._ended.add(token)
            with session.lock:
                session.connection.close()


def _token(authorization: str | None) -> str:
    """The token in a header such as: Snowflake Token="…"."""
    return (authorization or "").removeprefix('Snowflake Token="').removesuffix('"')
