"""How far is a statement? Snowflake is asked for it without a statement."""

from dataclasses import dataclass
from typing import Any

from snowflake.connector import SnowflakeConnection
from snowflake.connector.errors import InterfaceError, OperationalError

from querylog.errors import WarehouseError
from querylog.warehouse.told import failure_told

# A status that is none of these, or that Snowflake may add one day, is a statement that goes on.
ENDS = {"SUCCESS", "FAILED_WITH_ERROR", "FAILED_WITH_INCIDENT", "ABORTED", "DISCONNECTED"}
OF_THE_SESSION = "39"  # how the numbers begin by which Snowflake refuses a session, a token or a sign-in
WAITS = {
    "RESUMING_WAREHOUSE": "The warehouse is waking up.",
    "QUEUED_REPARING_WAREHOUSE": "The warehouse is being repaired; the query waits for it.",  # their spelling
    "QUEUED": "The warehouse is busy; the query waits for its turn.",
    "BLOCKED": "Another statement holds what this one needs; it waits.",
}


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a statement has come. `error` says how it failed; `rows` and `seconds` are known when Snowflake tells.

    One that is not `known` to Snowflake is too new for it, or forgotten. `status` is Snowflake's own word.
    """

    running: bool
    known: bool = True
    status: str = ""
    error: WarehouseError | None = None
    rows: int | None = None
    seconds: float | None = None

    @property
    def waits_for(self) -> str:
        """Why it does not run yet, in a sentence; empty when it runs or is over."""
        return WAITS.get(self.status, "")


def progress_of(connection: SnowflakeConnection, query_id: str) -> Progress:
    """How far a statement has come. No statement is sent for it."""
    told = _monitored(connection, query_id)
    status = str(told.get("status") or "")
    if status not in ENDS:
        return Progress(running=True, known=bool(told), status=status)
    seconds = _elapsed(told)
    if status != "SUCCESS":
        return Progress(running=False, status=status, error=_failure(told, query_id), seconds=seconds)
    return Progress(running=False, status=status, rows=_stored_rows(connection, query_id), seconds=seconds)


def _monitored(connection: SnowflakeConnection, query_id: str) -> dict[str, Any]:
    """What Snowflake says of a statement, or nothing when it knows of none.

    The connector's own method takes an answer without a statement for a failed statement: a session that has ended
    would put a wrong end on record.
    """
    answer = _get(connection, f"/monitoring/queries/{query_id}")
    if not answer.get("success"):
        raise _no_answer(answer)
    statements = (answer.get("data") or {}).get("queries") or [{}]
    return dict(statements[0])


def _failure(told: dict[str, Any], query_id: str) -> WarehouseError:
    return failure_told(told.get("errorMessage") or "", number=int(told.get("errorCode") or -1), query_id=query_id)


def _elapsed(told: dict[str, Any]) -> float | None:
    """How long Snowflake had the statement, in seconds."""
    started, ended = told.get("startTime"), told.get("endTime")
    return (ended - started) / 1000 if started and ended else None


def _stored_rows(connection: SnowflakeConnection, query_id: str) -> int | None:
    """How many rows a finished statement has, from the head of its result; no statement is sent for it.

    None when Snowflake has the result no more. A session that has ended is no answer: it would put a gap on record.
    """
    answer = _get(connection, f"/queries/{query_id}/result")
    if not answer.get("success") and (not answer or str(answer.get("code")).startswith(OF_THE_SESSION)):
        raise _no_answer(answer)
    total = (answer.get("data") or {}).get("total")
    return int(total) if total is not None else None


def _no_answer(told: dict[str, Any]) -> OperationalError:
    return OperationalError(msg=told.get("message"), errno=int(told.get("code") or -1))


def _get(connection: SnowflakeConnection, path: str) -> dict[str, Any]:
    if connection.rest is None:
        raise InterfaceError(msg="The connection is closed.")
    return dict(connection.rest.request(path, method="get", client="rest") or {})
