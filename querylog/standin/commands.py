"""Statements that Snowflake answers without reading a table: parameters, waiting, cancelling, EXPLAIN."""

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from querylog.standin.cursor import Cursor
from querylog.standin.errors import refuse
from querylog.standin.refusals import refuse_what_we_lack
from querylog.standin.sessions import Session
from querylog.standin.statements import Statement

if TYPE_CHECKING:
    from querylog.standin.engine import Engine

Run = Callable[[re.Match[str], Statement, Session, list[Any], "Engine"], pa.Table]
DONE = pa.table({"status": ["Statement executed successfully."]})


def run_command(statement: Statement, session: Session, binds: list[Any], engine: "Engine") -> pa.Table | None:
    """The rows of such a statement, or None when it is none of them."""
    for pattern, run in COMMANDS:
        if found := pattern.fullmatch(statement.sql.strip().rstrip(";").strip()):
            return run(found, statement, session, binds, engine)
    return None


def _set(found: re.Match[str], statement: Statement, session: Session, binds: list[Any], engine: "Engine") -> pa.Table:
    """https://docs.snowflake.com/en/sql-reference/sql/alter-session"""
    for name, quoted, bare in re.findall(r"(\w+)\s*=\s*(?:'((?:[^']|'')*)'|([\w.]+))", found[1]):
        session.parameters[name.upper()] = quoted.replace("''", "'") or bare
    return DONE


def _unset(
    found: re.Match[str], statement: Statement, session: Session, binds: list[Any], engine: "Engine"
) -> pa.Table:
    for name in found[1].split(","):
        session.parameters.pop(name.strip().upper(), None)
    return DONE


def _use(found: re.Match[str], statement: Statement, session: Session, binds: list[Any], engine: "Engine") -> pa.Table:
    """https://docs.snowflake.com/en/sql-reference/sql/use"""
    setattr(session, found[1].lower(), found[2].strip('"').upper())
    return DONE


def _wait(found: re.Match[str], statement: Statement, session: Session, binds: list[Any], engine: "Engine") -> pa.Table:
    """https://docs.snowflake.com/en/sql-reference/functions/system_wait"""
    seconds = float(found[1])
    if statement.stopping.wait(seconds):
        raise duckdb.InterruptException("stopped while it waited")
    return pa.table({f"SYSTEM$WAIT({found[1]})": [f"waited {seconds:g} seconds"]})


def _cancel(
    found: re.Match[str], statement: Statement, session: Session, binds: list[Any], engine: "Engine"
) -> pa.Table:
    """https://docs.snowflake.com/en/sql-reference/functions/system_cancel_query"""
    query_id = found[1] or (str(binds[0]) if binds else "")
    other = engine.statements.get(query_id.lower(), user=session.user)
    if other and other.stop("cancel"):
        # Its session may hold a lock while it unwinds; what is reported is what is so.
        other.over.wait(5)
        words = f"query [{query_id}] terminated."
    else:
        words = "Identified SQL statement is not currently executing."
    return pa.table({"SYSTEM$CANCEL_QUERY": [words]})


def _explain(
    found: re.Match[str], statement: Statement, session: Session, binds: list[Any], engine: "Engine"
) -> pa.Table:
    """https://docs.snowflake.com/en/sql-reference/sql/explain"""
    from querylog.standin.engine import parsed

    tree = parsed(found[2])
    refuse_what_we_lack(tree)
    scans = engine.scans(tree, session)
    # Compiled by DuckDB, so that what can't run can't be explained either; nothing is read.
    planned = f"SELECT * FROM ({tree.sql(dialect='snowflake')}) LIMIT 0"  # noqa: S608 - the client's own SQL
    checked = engine.rewritten(parsed(planned), session, binds)
    Cursor(conn=session.connection, duck_conn=session.connection._duck_conn).run(checked, binds)
    total = {
        "partitionsTotal": len(scans),
        "partitionsAssigned": len(scans),
        "bytesAssigned": sum(s.bytes for s in scans),
    }
    operations = [{"id": 0, "operation": "Result"}] + [
        {"id": place, "parent": 0, "operation": "TableScan", "objects": [scan.table], "bytesAssigned": scan.bytes}
        for place, scan in enumerate(scans, start=1)
    ]
    form = (found[1] or "TABULAR").upper()
    if form == "JSON":
        return pa.table({"content": [json.dumps({"GlobalStats": total, "Operations": [operations]})]})
    if form == "TEXT":
        lines = [f"GlobalStats: {json.dumps(total)}", *(f"1:{each['id']} ->{each['operation']}" for each in operations)]
        return pa.table({"content": ["\n".join(lines)]})
    return _tabular(total, operations)


def _tabular(total: dict[str, int], operations: list[dict[str, Any]]) -> pa.Table:
    rows = [{"operation": "GlobalStats", **total}] + [{"step": 1, **each} for each in operations]
    text = ("operation", "objects", "alias", "expressions")
    numbers = ("step", "id", "parent")
    counts = ("partitionsTotal", "partitionsAssigned", "bytesAssigned")
    columns = {name: pa.array([row.get(name) for row in rows], pa.int64()) for name in numbers}
    columns |= {name: pa.array([_listed(row.get(name)) for row in rows], pa.string()) for name in text}
    columns |= {name: pa.array([row.get(name) for row in rows], pa.int64()) for name in counts}
    return pa.table(columns)


def _listed(value: Any) -> str | None:
    return ", ".join(value) if isinstance(value, list) else value


def _unknown(
    found: re.Match[str], statement: Statement, session: Session, binds: list[Any], engine: "Engine"
) -> pa.Table:
    refuse(2141, f"SQL compilation error: Unknown function {found[1].upper()}", state="42601")


COMMANDS: list[tuple[re.Pattern[str], Run]] = [
    (re.compile(form, re.IGNORECASE | re.DOTALL), run)
    for form, run in (
        (r"alter\s+session\s+set\s+(.*)", _set),
        (r"alter\s+session\s+unset\s+(.*)", _unset),
        (r"use\s+(warehouse|role)\s+(\"?\w+\"?)", _use),
        (r"(?:select|call)\s+system\$wait\s*\(\s*(\d+(?:\.\d+)?)\s*(?:,\s*'seconds'\s*)?\)", _wait),
        (r"(?:select|call)\s+system\$cancel_query\s*\(\s*(?:'([\w-]+)'|\?)\s*\)", _cancel),
        (r"explain\s+(?:using\s+(tabular|json|text)\s+)?(.*)", _explain),
        (r".*?(system\$\w+)\s*\(.*", _unknown),
    )
]
