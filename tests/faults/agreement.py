"""What must hold after whatever happened: each finding is a sentence, and there is none when all is well."""

import json
from collections import Counter
from typing import Any

from tests.faults.world import World

OURS = """
    SELECT s.id::text, sub.query_id, e.status, e.rows, e.error, t.sql, s.reads::text[], s.purpose, s.binds
    FROM querylog_statement s JOIN querylog_sqltext t ON t.id = s.text_id
    LEFT JOIN querylog_submission sub ON sub.statement_id = s.id LEFT JOIN querylog_ending e ON e.statement_id = s.id
"""
RUNS = """
    SELECT r.id::text, r.form, r.policy, p.name, p.statement_id::text
    FROM reports_run r JOIN reports_part p ON p.run_id = r.id
"""
ENDS = {"SUCCESS": {"finished"}, "FAIL": {"failed", "cancelled"}}


def disagreements(world: World) -> list[str]:
    """Every statement that the log and the warehouse's own history do not tell alike, and every run that is wrong."""
    ours = {row[0]: row for row in world.rows(OURS)}
    theirs = history(world)
    return [
        *_sent_twice(theirs),
        *_without_an_end(ours),
        *_unknown_to_the_log(ours, theirs),
        *(sentence for row in ours.values() for sentence in _told_otherwise(row, theirs.get(row[0], []))),
        *_of_another_run(world, ours),
    ]


def history(world: World) -> dict[str, list[dict[str, Any]]]:
    """The stand-in's own record by the id in each tag, read from its file: nothing of the portal's code is used."""
    latest: dict[str, dict[str, Any]] = {}
    for line in (world.state / "warehouse" / "history.jsonl").read_text().splitlines():
        row = json.loads(line)
        latest[row["QUERY_ID"]] = {**latest.get(row["QUERY_ID"], {}), **row}
    found: dict[str, list[dict[str, Any]]] = {}
    for row in latest.values():
        if row.get("QUERY_TAG"):
            found.setdefault(json.loads(row["QUERY_TAG"])["statement"], []).append(row)
    return found


def _sent_twice(theirs: dict[str, list[dict[str, Any]]]) -> list[str]:
    return [f"{identity} was sent {len(rows)} times" for identity, rows in theirs.items() if len(rows) > 1]


def _without_an_end(ours: dict[str, tuple]) -> list[str]:
    return [f"{row[0]} ({row[7]}) has no end" for row in ours.values() if row[2] is None]


def _unknown_to_the_log(ours: dict[str, tuple], theirs: dict[str, list[dict[str, Any]]]) -> list[str]:
    return [f"{identity} is in the history, and not in the log" for identity in theirs.keys() - ours.keys()]


def _told_otherwise(row: tuple, seen: list[dict[str, Any]]) -> list[str]:
    identity, query_id, status, rows, error, sql, reads, purpose, _ = row
    if not seen:
        never = status == "lost" or (status in ("failed", "cancelled") and not query_id)
        return [] if never else [f"{identity} is {status} in the log, and Snowflake never saw it"]
    (first, *_) = seen
    named = iter(reads or [])
    text = "".join(f"{part}{next(named, '')}" for part in _around_results(sql))
    said = []
    if first["QUERY_ID"] != query_id:
        said.append(f"{identity} has the query ID {query_id} in the log, and {first['QUERY_ID']} in the history")
    if first["QUERY_TEXT"] != text:
        said.append(f"{identity} has another text in the history: {first['QUERY_TEXT'][:80]!r}, not {text[:80]!r}")
    if status not in ENDS.get(first["EXECUTION_STATUS"], set()) and not _was_not_read(first, purpose, error):
        seen_as = first["EXECUTION_STATUS"]
        said.append(f"{identity} ({purpose}) is {status} in the log, {seen_as} in the history: {error}")
    if status == "finished" and rows != first["ROWS_PRODUCED"] and purpose != "export":
        said.append(f"{identity} has {rows} rows in the log, and {first['ROWS_PRODUCED']} in the history")
    return said


def _around_results(sql: str) -> list[str]:
    parts = sql.split("RESULT_SCAN('')")
    return [part + "RESULT_SCAN('" for part in parts[:-1]] + [parts[-1]] if len(parts) == 1 else _joined(parts)


def _joined(parts: list[str]) -> list[str]:
    """Pieces between which the named results stand, in order."""
    first, *others = parts
    return [first + "RESULT_SCAN('", *["')" + each + "RESULT_SCAN('" for each in others[:-1]], "')" + others[-1]]


def _was_not_read(seen: dict[str, Any], purpose: str, error: str) -> bool:
    """Snowflake finished it, and the reader did not get all of it: that is how it ended for us, and it says so."""
    return seen["EXECUTION_STATUS"] == "SUCCESS" and bool(error) and purpose in ("export", "slice", "fetch", "options")


def _of_another_run(world: World, ours: dict[str, tuple]) -> list[str]:
    """A handle must lead to the answer to its own form: the days and departments in the values tell."""
    said = []
    for run, form, _, part, statement in world.rows(RUNS):
        if statement not in ours:
            said.append(f"run {run}: its part {part} has no statement in the log")
            continue
        chosen = form.get("filters", {})
        values = [str(value) for value in ours[statement][8]]
        wanted = [*_days(chosen.get("purchased_on", {})), *chosen.get("department", [])]
        if Counter(wanted) - Counter(_flat(values)):
            said.append(f"run {run}: its part {part} has the answer to {values}, and it asked {wanted}")
    return said


def _days(period: dict[str, str]) -> list[str]:
    return [period["from"]] if "from" in period else []


def _flat(values: list[str]) -> list[str]:
    found = []
    for value in values:
        found += [str(each) for each in json.loads(value)] if value.startswith("[") else [value]
    return found
