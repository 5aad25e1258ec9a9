"""What goes wrong on purpose: `trouble.json` in the data folder, read at each request, so that a test can write it.

    {"sign_in": "password expired"}                         every sign-in is refused
    {"query": "warehouse suspended", "times": 1}            the next statement fails, and no other
    {"query": "warehouse asleep", "seconds": 3}             statements wait for so long
    {"http": 503, "at": "query", "times": 2}                the next two requests of that kind get this status
    {"session": "gone", "at": "result", "times": 1}         the next request of that kind meets no session any more
    {"answer": "lost", "times": 1}                          the next statement is taken, and then the line breaks
    {"attribution": "refused"}                              nobody may read QUERY_ATTRIBUTION_HISTORY

Without `times` it goes on until the file is gone; `at` is the name of one of the server's methods, and left out it is
all of them. The numbers and words are Snowflake's.
"""

import json
import threading
from pathlib import Path
from typing import Any

SIGN_INS = {
    "wrong password": ("390100", "Incorrect username or password was specified."),
    "user disabled": ("390101", "User access disabled. Contact your local system administrator."),
    "user locked": (
        "390102",
        "Your user account has been temporarily locked due to too many failed attempts. "
        "Try again after 15 minutes or contact your account administrator for assistance.",
    ),
    "password expired": (
        "390106",
        "Specified password has expired.  Password must be changed using the Snowflake web console.",
    ),
    "role refused": (
        "390189",
        "Role 'PORTICO_ROLE' specified in the connect string does not exist or not authorized. "
        "Contact your local system administrator, or attempt to login with another role.",
    ),
    "OAuth token expired": ("390318", "OAuth access token expired."),
    "network policy": (
        "390422",
        "Incoming request with IP/Token 203.0.113.7 is not allowed to access Snowflake. "
        "Contact your local security administrator.",
    ),
    "access token expired": ("394401", "Programmatic access token is expired."),
}
QUERIES = {
    "internal error": (603, "SQL execution internal error: Processing aborted by error 300010:2077141494; incident 1."),
    "no warehouse": (
        606,
        "No active warehouse selected in the current session.  "
        "Select an active warehouse with the 'use warehouse' command.",
    ),
    "warehouse suspended": (
        608,
        "Warehouse 'DEMO_WH' is suspended. Use 'alter warehouse DEMO_WH resume;' command if you need to use it again.",
    ),
    "quota used up": (
        90073,
        "Warehouse 'DEMO_WH' cannot be resumed because resource monitor 'MONTHLY' has exceeded its quota.",
    ),
}
NOT_AUTHORIZED = (
    2003,
    "SQL compilation error: Object 'SNOWFLAKE.ACCOUNT_USAGE.QUERY_ATTRIBUTION_HISTORY' "
    "does not exist or not authorized.",
)
WAITS = {
    "warehouse asleep": "RESUMING_WAREHOUSE",
    "warehouse busy": "QUEUED",
    "warehouse in repair": "QUEUED_REPARING_WAREHOUSE",
    "blocked": "BLOCKED",
}


class Trouble:
    """What `trouble.json` says now. How often it was met is counted anew when the file has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._version: object = None
        self._met = 0

    def meet(self, kind: str, *, at: str = "") -> dict[str, Any] | None:
        """All that the file says, when it has something of this kind for now; that is one of its times."""
        with self._lock:
            said = self._read()
            if kind not in said or (at and said.get("at", at) != at):
                return None
            if self._met >= said.get("times", self._met + 1):
                return None
            self._met += 1
            return said

    def _read(self) -> dict[str, Any]:
        try:
            state = self._path.stat()
            said = dict(json.loads(self._path.read_text()))
        except (FileNotFoundError, json.JSONDecodeError):  # not there, or just being written
            return {}
        version = (state.st_ino, state.st_mtime_ns)
        if version != self._version:
            self._version, self._met = version, 0
        return said
