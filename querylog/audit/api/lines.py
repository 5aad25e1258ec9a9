"""Rows of the log as the API answers them: with SQL and values only for who may see them."""

from typing import Any

from querylog.audit import words
from querylog.audit.api.gate import Reader
from querylog.errors import unquoted
from querylog.models import Event, State, Statement
from querylog.sensitive import shown


def of_statement(statement: Statement, reader: Reader) -> dict[str, Any]:
    seen = reader.sees_sql
    return {
        "id": statement.pk,
        "at": statement.intended_at,
        "person": statement.asked_by_name,
        "person_id": statement.asked_by_id,
        "team": statement.team,
        "report": statement.report,
        "part": statement.part,
        "purpose": statement.purpose,
        "state": statement.state,
        "press": statement.press,
        "parent": statement.parent_id,
        "query_id": statement.query_id,
        "rows": statement.rows,
        "seconds": statement.seconds,
        "bytes": statement.bytes,
        "credits": statement.credits,
        "error": statement.error if seen else unquoted(statement.error),
        "tables": statement.text.tables,
        "sql": statement.sql if seen else None,
        "binds": [shown(value) for value in statement.binds] if seen else None,
    }


def steps_of(statement: Statement) -> list[dict[str, Any]]:
    """What has happened to it so far, oldest first."""
    steps = [{"state": State.INTENDED, "at": statement.intended_at}]
    if statement.query_id:
        steps.append({"state": State.SUBMITTED, "at": statement.submission.at})
    if statement.ended:
        steps.append({"state": statement.state, "at": statement.ending.at})
    return steps


def of_event(event: Event, reader: Reader) -> dict[str, Any]:
    return {
        "id": event.pk,
        "at": event.at,
        "kind": event.kind,
        "person": event.person_name,
        "person_id": event.person_id,
        "team": event.team,
        "report": event.report,
        "statement": event.statement_id,
        "told": words.told(event, reader.sees_sql),
        "facts": event.facts if reader.sees_sql else None,
    }
