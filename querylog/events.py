"""Remember what people do besides asking Snowflake: what they open, download, sign in to and change.

An event is one row, added and never changed. Within somebody's transaction it is kept if the transaction is, and only
then: a right that was changed is on record, and what is on record was changed.
"""

import logging
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import Error, connection, transaction
from psycopg.errors import CheckViolation

from querylog.errors import LogUnavailable
from querylog.models import Event, Kind, Statement

operations = logging.getLogger(__name__)

LONGEST_NAME, LONGEST_REPORT = 150, 100  # characters, as in the table


def record(
    kind: Kind,
    *,
    user_id: int | None,
    name: str,
    team: str = "",
    report: str = "",
    statement: Statement | None = None,
    **facts: Any,
) -> Event:
    """The event, on record. `facts` are what else is worth knowing, as JSON has it. Raises LogUnavailable."""
    event = Event(
        kind=kind,
        person_id=user_id,
        person_name=name[:LONGEST_NAME],
        team=team,
        report=report[:LONGEST_REPORT],
        statement=statement,
        facts=facts,
    )
    try:
        _add(event)
    except Error as error:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()  # so that the next one is written as soon as PostgreSQL is back
        raise LogUnavailable from error
    return event


def record_if_possible(kind: Kind, **what: Any) -> Event | None:
    """As `record`; where the log can't be written, the operations log has it instead, and nobody is stopped."""
    try:
        return record(kind, **what)
    except LogUnavailable as error:
        operations.error("Not in the query log: %s by %s (%s)", kind, what.get("name") or "nobody", error.__cause__)
        return None


def _add(event: Event) -> None:
    try:
        with _taken_back_alone():
            event.save(force_insert=True)
    except Error as error:
        if not isinstance(error.__cause__, CheckViolation):
            raise
        # This month had no partition yet: they are made ahead of their time, but who knows.
        with _taken_back_alone(), connection.cursor() as cursor:
            cursor.execute("SELECT querylog_add_month(now())")
            event.save(force_insert=True)


def _taken_back_alone() -> AbstractContextManager[None]:
    """What fails in here leaves a transaction around it usable; without one, each statement is committed by itself."""
    return nullcontext() if connection.get_autocommit() else transaction.atomic()
