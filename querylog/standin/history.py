"""QUERY_HISTORY: the stand-in's own record of every statement, apart from Portico's, so that they can be compared.

QUERY_ATTRIBUTION_HISTORY is made from it: an hour of execution is a credit, as on Snowflake's smallest warehouse, and
what took less than 100 ms is not in it.
https://docs.snowflake.com/en/sql-reference/account-usage/query_history
https://docs.snowflake.com/en/sql-reference/account-usage/query_attribution_history
"""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from querylog.standin.statements import FAILED, RUNNING, SUCCESS, Statement

MOMENT = pa.timestamp("us", tz="UTC")
COLUMNS = {
    "QUERY_ID": pa.string(),
    "QUERY_TEXT": pa.string(),
    "DATABASE_NAME": pa.string(),
    "SCHEMA_NAME": pa.string(),
    "QUERY_TYPE": pa.string(),
    "SESSION_ID": pa.int64(),
    "USER_NAME": pa.string(),
    "ROLE_NAME": pa.string(),
    "WAREHOUSE_NAME": pa.string(),
    "QUERY_TAG": pa.string(),
    "EXECUTION_STATUS": pa.string(),
    "ERROR_CODE": pa.string(),
    "ERROR_MESSAGE": pa.string(),
    "START_TIME": MOMENT,
    "END_TIME": MOMENT,
    "TOTAL_ELAPSED_TIME": pa.int64(),
    "ROWS_PRODUCED": pa.int64(),
    "BYTES_SCANNED": pa.int64(),
    "IS_CLIENT_GENERATED_STATEMENT": pa.bool_(),
}
ATTRIBUTED = {
    name: COLUMNS[name] for name in ("QUERY_ID", "WAREHOUSE_NAME", "QUERY_TAG", "USER_NAME", "START_TIME", "END_TIME")
} | {"CREDITS_ATTRIBUTED_COMPUTE": pa.float64(), "CREDITS_USED_QUERY_ACCELERATION": pa.float64()}
SHORTEST = 100  # milliseconds
MILLISECONDS_OF_A_CREDIT = 3_600_000
LONGEST_TEXT = 100_000  # characters, as in Snowflake
STATUSES = {RUNNING: "RUNNING", SUCCESS: "SUCCESS", FAILED: "FAIL"}


# For a statement that ran when the stand-in ended; Snowflake says as much when one of its own servers dies.
LEFT_BEHIND = {
    "EXECUTION_STATUS": STATUSES[FAILED],
    "ERROR_CODE": "000603",
    "ERROR_MESSAGE": "SQL execution internal error: the stand-in ended while the statement ran.",
}


class History:
    """All statements, in the order of their start. On disk are a line of JSON as one begins and another as it ends.

    Each line is written before anybody is told: what was killed, even by -9, has begun or ended as its lines say.
    """

    def __init__(self, path: Path) -> None:
        self._rows: dict[str, dict[str, Any]] = {}
        self._lock = threading.Lock()
        for line in _whole_lines(path):
            self._rows.setdefault(line["QUERY_ID"], {}).update(line)
        self._file = path.open("a", buffering=1)
        for query_id, row in self._rows.items():
            if row["EXECUTION_STATUS"] == STATUSES[RUNNING]:
                self._note({"QUERY_ID": query_id, **LEFT_BEHIND, "END_TIME": int(time.time() * 1_000_000)})

    def begin(self, statement: Statement, **context: str) -> None:
        """The statement is there from now on, as running."""
        with self._lock:
            self._note({**context, **_row(statement)})

    def end(self, statement: Statement) -> None:
        """The statement as it ended, for good."""
        with self._lock:
            begun = self._rows[statement.id]
            self._note({"QUERY_ID": statement.id} | dict(_row(statement).items() - begun.items()))

    def find(self, query_id: str, *, user: str) -> dict[str, Any] | None:
        """A statement of this user's, of this run or an earlier one."""
        row = self._rows.get(query_id)
        return row if row and row["USER_NAME"] == user else None

    def owner(self, query_id: str) -> str:
        """Whose statement it is; nobody's when there is none."""
        return str(self._rows.get(query_id, {}).get("USER_NAME", ""))

    def table(self) -> pa.Table:
        """The view as Snowflake has it."""
        return _table(self._now(), COLUMNS)

    def attributed(self) -> pa.Table:
        """What each statement has cost, as far as Snowflake says."""
        ended = [row for row in self._now() if row.get("END_TIME") and row["TOTAL_ELAPSED_TIME"] >= SHORTEST]
        credits = [
            {"CREDITS_ATTRIBUTED_COMPUTE": row["TOTAL_ELAPSED_TIME"] / MILLISECONDS_OF_A_CREDIT} for row in ended
        ]
        return _table([row | cost for row, cost in zip(ended, credits, strict=True)], ATTRIBUTED)

    def _now(self) -> list[dict[str, Any]]:
        with self._lock:
            return list(self._rows.values())

    def _note(self, line: dict[str, Any]) -> None:
        """Write first, show second."""
        self._file.write(json.dumps(line) + "\n")
        known = self._rows.get(line["QUERY_ID"], {})
        self._rows[line["QUERY_ID"]] = {**known, **line}


def _whole_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of the file; one that was being written when the process was killed is taken out."""
    if not path.exists():
        return
    text = path.read_bytes()
    if not text.endswith(b"\n"):
        text = text[: text.rfind(b"\n") + 1]
        path.write_bytes(text)
    for line in text.splitlines():
        yield json.loads(line)


def _table(rows: list[dict[str, Any]], columns: dict[str, pa.DataType]) -> pa.Table:
    return pa.table({name: _column([row.get(name) for row in rows], kind) for name, kind in columns.items()})


def _column(values: list[Any], kind: pa.DataType) -> pa.Array:
    """Moments are kept as microseconds."""
    return pa.array(values, pa.int64()).cast(kind) if kind == MOMENT else pa.array(values, kind)


def _row(statement: Statement) -> dict[str, Any]:
    return {
        "QUERY_ID": statement.id,
        "QUERY_TEXT": statement.sql[:LONGEST_TEXT],
        "QUERY_TYPE": statement.sql.split(None, 1)[0].upper() if statement.sql.strip() else "",
        "SESSION_ID": statement.session_id,
        "USER_NAME": statement.user,
        "QUERY_TAG": statement.tag,
        "EXECUTION_STATUS": STATUSES.get(statement.status, "FAIL"),
        "ERROR_CODE": f"{statement.error_code:06d}" if statement.error_code else None,
        "ERROR_MESSAGE": statement.error or None,
        "START_TIME": int(statement.started * 1_000_000),
        "END_TIME": int(statement.ended * 1_000_000) if statement.ended else None,
        "TOTAL_ELAPSED_TIME": statement.milliseconds,
        "ROWS_PRODUCED": statement.rows,
        "BYTES_SCANNED": statement.bytes_scanned,
        "IS_CLIENT_GENERATED_STATEMENT": statement.made_by_client,
    }
