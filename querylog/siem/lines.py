"""Rows of the log as lines of JSON. `id` is the same whenever a row is passed on, so that doubles can be dropped."""

import json
from typing import Any

from querylog.models import Ending, Event, Statement, Submission
from querylog.seals.rows import COLUMNS

MODELS: dict[str, type[Any]] = {"statement": Statement, "submission": Submission, "ending": Ending, "event": Event}
KEYS = {"statement": "statement_id", "submission": "statement_id", "ending": "statement_id", "event": "event_id"}


def line(table: str, row: Any) -> bytes:
    """The row as the log has it: of a hidden value the hash. A statement comes with its text and what it reads."""
    _, *columns = COLUMNS[table]
    told = {"id": f"{table}:{row.pk}", "table": table, KEYS[table]: row.pk}
    told |= {name: getattr(row, name) for name in columns}
    if isinstance(row, Statement):
        told |= {"sql": row.sql, "tables": row.text.tables, "columns": row.text.columns}
    return json.dumps(told, default=_as_json, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _as_json(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
