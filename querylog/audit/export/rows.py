"""A statement with its steps as one flat row of a file."""

from typing import Any

import pyarrow as pa

from querylog.errors import unquoted
from querylog.models import Statement

MOMENT = pa.timestamp("us", tz="UTC")
NAMES = pa.list_(pa.string())
# In their order; `binds` as they stand in the log: of a hidden value there is the hash.
COLUMNS = {
    "id": pa.string(),
    "intended_at": MOMENT,
    "person_id": pa.int64(),
    "person": pa.string(),
    "team": pa.string(),
    "report": pa.string(),
    "part": pa.string(),
    "purpose": pa.string(),
    "press": pa.string(),
    "parent": pa.string(),
    "status": pa.string(),
    "query_id": pa.string(),
    "submitted_at": MOMENT,
    "ended_at": MOMENT,
    "rows": pa.int64(),
    "seconds": pa.float64(),
    "error": pa.string(),
    "tables": NAMES,
    "columns": NAMES,
    "reads": NAMES,
    "sql": pa.string(),
    "binds": None,  # JSON, as each format has it
    "bytes": pa.int64(),
    "credits": pa.decimal128(18, 9),
}
ONLY_WITH_SQL = {"sql", "binds"}
UNDER_NO_SEAL = {"bytes", "credits"}  # Snowflake says them later


def columns_for(*, in_sql: bool) -> list[str]:
    """The columns of a file for someone who sees SQL, or who does not."""
    return [name for name in COLUMNS if in_sql or name not in ONLY_WITH_SQL]


def flat(statement: Statement, columns: list[str]) -> dict[str, Any]:
    """The row, with these columns. `statement.usage` is what it cost, if that is known."""
    row = {**_said(statement), **_steps(statement)}
    if "sql" not in columns:
        row["error"] = unquoted(row["error"])
    return {name: row[name] for name in columns}


def _said(statement: Statement) -> dict[str, Any]:
    return {
        "id": str(statement.pk),
        "intended_at": statement.intended_at,
        "person_id": statement.asked_by_id,
        "person": statement.asked_by_name,
        "team": statement.team,
        "report": statement.report,
        "part": statement.part,
        "purpose": statement.purpose,
        "press": _id(statement.press),
        "parent": _id(statement.parent_id),
        "tables": statement.text.tables,
        "columns": statement.text.columns,
        "reads": [str(each) for each in statement.reads],
        "sql": statement.sql,
        "binds": statement.binds,
    }


def _steps(statement: Statement) -> dict[str, Any]:
    submission, ending = (getattr(statement, name, None) for name in ("submission", "ending"))
    return {
        "status": str(statement.state),
        "query_id": statement.query_id,
        "submitted_at": submission.at if submission else None,
        "ended_at": ending.at if ending else None,
        "rows": statement.rows,
        "seconds": statement.seconds,
        "error": statement.error,
        "bytes": statement.bytes,
        "credits": statement.credits,
    }


def _id(value: Any) -> str | None:
    return str(value) if value else None
