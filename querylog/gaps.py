"""Where the log and Snowflake's own history say different things of one statement."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from querylog.models import State, Statement

LONGEST_TEXT = 100_000  # characters; Snowflake's history cuts what is longer
SHOWN = 2000  # characters of a value, where two are shown side by side

# What the log may say of what Snowflake calls so. Someone who cancelled may have come too late, and then it succeeded.
STATES = {
    "SUCCESS": {State.FINISHED, State.CANCELLED},
    "FAIL": {State.FAILED, State.CANCELLED},
    "INCIDENT": {State.FAILED, State.CANCELLED},
}


class Problem(StrEnum):
    """What is wrong."""

    UNRECORDED = "not in the log"
    LACKING = "not in Snowflake"
    DIFFERENT = "different"


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One thing that only one of the two says, or that they say differently: `ours` is the log's word."""

    problem: Problem
    at: str
    query_id: str
    statement_id: str = ""
    what: str = ""
    ours: str = ""
    theirs: str = ""

    @property
    def key(self) -> str:
        """The same at each comparison, so that it is told once."""
        return f"{self.problem}:{self.query_id}:{self.what}"

    @property
    def sentence(self) -> str:
        """What is wrong, in one line."""
        if self.problem == Problem.UNRECORDED:
            return (
                f"{self.query_id}: {self.theirs[:200]!r} ran in Snowflake at {self.at}, and the log does not have it."
            )
        if self.problem == Problem.LACKING:
            return f"{self.query_id}: the log says {self.ours} at {self.at}, and Snowflake does not have it."
        return f"{self.query_id}: {self.what} is {self.ours[:200]!r} in the log and {self.theirs[:200]!r} in Snowflake."

    def as_facts(self) -> dict[str, Any]:
        """As an event keeps it."""
        return {**asdict(self), "key": self.key}


def unrecorded(row: dict[str, Any]) -> Gap:
    """Snowflake ran it for a service user of the portal's, and the log knows nothing of it."""
    return Gap(
        problem=Problem.UNRECORDED,
        at=row["START_TIME"].isoformat(timespec="seconds"),
        query_id=row["QUERY_ID"],
        theirs=_shown(row["QUERY_TEXT"]),
    )


def lacking(statement: Statement) -> Gap:
    """The log says that Snowflake had it, and Snowflake knows nothing of it."""
    return Gap(
        problem=Problem.LACKING,
        at=statement.intended_at.isoformat(timespec="seconds"),
        query_id=statement.query_id,
        statement_id=str(statement.pk),
        ours=statement.state,
    )


def differences(statement: Statement, row: dict[str, Any], *, user: str) -> list[Gap]:
    """What the log and Snowflake say differently of this one statement; `user` is who should have sent it."""
    found = {
        "query ID": (statement.query_id, row["QUERY_ID"]),
        "tag": (statement.tag, row["QUERY_TAG"]),
        "user": (user, str(row["USER_NAME"]).upper()),
        "text": _apart(statement.sql[:LONGEST_TEXT], row["QUERY_TEXT"][:LONGEST_TEXT]),
        "state": _states(statement, str(row["EXECUTION_STATUS"]).upper()),
        "rows": _rows(statement, row),
    }
    return [
        Gap(
            problem=Problem.DIFFERENT,
            at=statement.intended_at.isoformat(timespec="seconds"),
            query_id=row["QUERY_ID"],
            statement_id=str(statement.pk),
            what=what,
            ours=_shown(ours),
            theirs=_shown(theirs),
        )
        for what, (ours, theirs) in found.items()
        if ours != theirs
    ]


def _states(statement: Statement, theirs: str) -> tuple[str, str]:
    """Equal when the log's word fits Snowflake's. One that the log has as lost, its reader could not follow."""
    fits = statement.state == State.LOST or statement.state in STATES.get(theirs, set())
    return (theirs, theirs) if fits else (statement.state, theirs)


def _rows(statement: Statement, row: dict[str, Any]) -> tuple[str, str]:
    """Only where both count the rows of a result: for SHOW and the like, Snowflake counts otherwise."""
    theirs = row["ROWS_PRODUCED"]
    counted = statement.state == State.FINISHED and row["QUERY_TYPE"] == "SELECT"
    if not counted or statement.rows is None or theirs is None:
        return "", ""
    return str(statement.rows), str(theirs)


def _apart(ours: str, theirs: str) -> tuple[str, str]:
    """Two texts from a little before the place where they part, or else the difference might not be in view."""
    if ours == theirs:
        return "", ""
    same = next((n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs)))
    start = max(same - 200, 0)
    return ours[start:], theirs[start:]


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
