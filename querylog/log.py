"""Write the log. A row is on record before the next thing happens; a second writer of the same step changes nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import Error, transaction

from querylog.asker import Asker
from querylog.errors import EndingUnwritten, LogUnavailable
from querylog.models import Ending, Purpose, SqlText, State, Statement, Submission


@contextmanager
def writing(otherwise: type[LogUnavailable]) -> Iterator[None]:
    """One commit; `otherwise` is raised when the database refuses it or can't be reached."""
    try:
        # Durable: within somebody's transaction the row could still be taken back after the statement was sent.
        with transaction.atomic(durable=True):
            yield
    except Error as error:
        raise otherwise from error


def intend(
    sql: str,
    binds: Sequence[Any],
    *,
    asker: Asker,
    purpose: Purpose,
    press: UUID | None,
    parent: Statement | None,
    part: str,
) -> Statement:
    """The statement's first row, committed."""
    with writing(LogUnavailable):
        return Statement.objects.create(
            asked_by_id=asker.user_id,
            asked_by_name=asker.name,
            team=asker.team,
            report=asker.report,
            part=part,
            purpose=purpose,
            press=press,
            parent=parent,
            text=SqlText.of(sql),
            binds=[readable(value) for value in binds],
        )


def submitted(statement: Statement, query_id: str) -> None:
    """Snowflake has taken it."""
    with writing(EndingUnwritten):
        _add_submission(statement, query_id)
    read_again(statement)


def ended(
    statement: Statement,
    status: State,
    *,
    query_id: str = "",
    rows: int | None = None,
    seconds: float | None = None,
    error: str = "",
) -> None:
    """It is over; the first to say so is believed. A query ID that is not on record yet is put there as well."""
    with writing(EndingUnwritten):
        if query_id:
            _add_submission(statement, query_id)
        ending = Ending(statement=statement, status=status, rows=rows, seconds=seconds, error=error)
        Ending.objects.bulk_create([ending], ignore_conflicts=True)
    read_again(statement)


def readable(value: Any) -> Any:
    """A bound value as JSON keeps it: dates, decimals and bytes as text."""
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value.hex() if isinstance(value, bytes) else value


def _add_submission(statement: Statement, query_id: str) -> None:
    Submission.objects.bulk_create([Submission(statement=statement, query_id=query_id)], ignore_conflicts=True)


def read_again(statement: Statement) -> None:
    """Let the next look at the statement read its steps from the database, where another writer may have been first."""
    for step in ("submission", "ending"):
        statement._state.fields_cache.pop(step, None)
