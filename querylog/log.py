"""Write the log. A row is on record before the next thing happens; a second writer of the same step changes nothing.

Each write is one statement of SQL, committed as it is made: the log is written twice for every slice that is shown,
and each further exchange with PostgreSQL is time that a person waits.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db import Error, connection, transaction
from django.utils import timezone
from psycopg.errors import CheckViolation

from querylog.asker import Asker
from querylog.errors import EndingUnwritten, LogUnavailable
from querylog.ids import id_at
from querylog.models import Ending, Purpose, SqlText, State, Statement, Submission
from querylog.models.statements import without_results
from querylog.sensitive import Sensitive, in_the_log
from querylog.tables import read_by

Outcome = TypeVar("Outcome")

INTENTION = """
    INSERT INTO querylog_statement
        (id, intended_at, asked_by_id, asked_by_name, team, report, part, purpose, press, parent_id, reads, binds,
         text_id)
    SELECT %(id)s, %(intended_at)s, %(asked_by_id)s, %(asked_by_name)s, %(team)s, %(report)s, %(part)s, %(purpose)s,
           %(press)s, %(parent_id)s, %(reads)s::uuid[], %(binds)s::jsonb, id
    FROM querylog_sqltext WHERE digest = %(digest)s
    RETURNING text_id
"""
ENDING = """
    INSERT INTO querylog_ending (statement_id, status, at, rows, seconds, error)
    VALUES (%(statement)s, %(status)s, %(at)s, %(rows)s, %(seconds)s, %(error)s)
    ON CONFLICT DO NOTHING RETURNING true
"""
# Both or none; true when neither was there before.
SUBMISSION_AND_ENDING = """
    WITH taken AS (
        INSERT INTO querylog_submission (statement_id, query_id, at) VALUES (%(statement)s, %(query_id)s, %(at)s)
        ON CONFLICT DO NOTHING RETURNING true
    )
    INSERT INTO querylog_ending (statement_id, status, at, rows, seconds, error)
    VALUES (%(statement)s, %(status)s, %(at)s, %(rows)s, %(seconds)s, %(error)s)
    ON CONFLICT DO NOTHING RETURNING EXISTS (SELECT FROM taken)
"""


@contextmanager
def writing(otherwise: type[LogUnavailable]) -> Iterator[None]:
    """What is written here is committed; `otherwise` is raised when the database refuses it or can't be reached."""
    with refusing(otherwise), _by_itself(durable=True):
        yield


@contextmanager
def refusing(otherwise: type[LogUnavailable]) -> Iterator[None]:
    """`otherwise` is raised when the database refuses what is written here, or can't be reached."""
    try:
        yield
    except Error as error:
        let_go_of_a_dead_connection()
        raise otherwise from error


def let_go_of_a_dead_connection() -> None:
    """So that the next row is written as soon as PostgreSQL is back; within a transaction, that is for its owner."""
    if connection.connection is not None and not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def _by_itself(*, durable: bool) -> AbstractContextManager[None]:
    """Outside of a transaction PostgreSQL commits each statement by itself, in one exchange instead of three.

    Within somebody's transaction what fails in here leaves that usable. But its row could still be taken back later:
    one that is to be `durable` is refused there.
    """
    return nullcontext() if connection.get_autocommit() else transaction.atomic(durable=durable)


def intend(
    sql: str,
    binds: Sequence[Any],
    *,
    asker: Asker,
    purpose: Purpose,
    press: UUID | None,
    parent: Statement | None,
    part: str,
    identity: UUID | None = None,
) -> Statement:
    """The statement's first row, committed. Raises LogUnavailable."""
    now = timezone.now()
    statement = Statement(
        id=identity or id_at(now.timestamp()),
        intended_at=now,
        asked_by_id=asker.user_id,
        asked_by_name=asker.name,
        team=asker.team,
        report=asker.report,
        part=part,
        purpose=purpose,
        press=press,
        parent=parent,
        binds=[readable(value) for value in binds],
    )
    statement.text = in_its_month(lambda: _added(statement, sql), durable=True)
    return statement


def in_its_month(add: Callable[[], Outcome], *, durable: bool) -> Outcome:
    """What `add` gives, done again when this month had no partition yet: it is made ahead of its time, but who knows.

    Raises LogUnavailable. What is `durable` is committed; else it goes with the transaction around it.
    """
    with refusing(LogUnavailable):
        try:
            with _by_itself(durable=durable):
                return add()
        except Error as error:
            if not isinstance(error.__cause__, CheckViolation):
                raise
        with _by_itself(durable=durable), connection.cursor() as cursor:
            cursor.execute("SELECT querylog_add_month(now())")
            return add()


def _added(statement: Statement, sql: str) -> SqlText:
    """The text of a statement whose row was added; a text that is new is added before it."""
    kept, statement.reads = without_results(sql.strip())  # the connector takes the space around it away, too
    digest = SqlText.digest_of(kept)
    row = {field.attname: getattr(statement, field.attname) for field in Statement._meta.concrete_fields}
    row |= {"purpose": str(statement.purpose), "binds": json.dumps(statement.binds), "digest": digest}
    with connection.cursor() as cursor:
        cursor.execute(INTENTION, row)
        if not (added := cursor.fetchone()):
            read = read_by(sql)
            text = SqlText(digest=digest, sql=kept, tables=read.tables, columns=read.columns)
            SqlText.objects.bulk_create([text], ignore_conflicts=True)
            cursor.execute(INTENTION, row)
            added = cursor.fetchone()
    return SqlText(pk=added[0], digest=digest, sql=kept)


def submitted(statement: Statement, query_id: str) -> None:
    """Snowflake has taken it."""
    with writing(EndingUnwritten):
        Submission.objects.bulk_create([Submission(statement=statement, query_id=query_id)], ignore_conflicts=True)
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
    at = timezone.now()
    end: dict[str, Any] = {"status": str(status), "rows": rows, "seconds": seconds, "error": error}
    with writing(EndingUnwritten), connection.cursor() as cursor:
        step: dict[str, Any] = {"statement": statement.pk, "query_id": query_id, "at": at}
        cursor.execute(SUBMISSION_AND_ENDING if query_id else ENDING, step | end)
        all_ours = cursor.fetchone() == (True,)
    read_again(statement)
    if all_ours:
        # Rows never change: whoever holds this statement need not read what was just written. Each step
        # makes itself known to its statement.
        Ending(statement=statement, at=at, **end)
        if query_id:
            Submission(statement=statement, at=at, query_id=query_id)


def readable(value: Any) -> Any:
    """A bound value as JSON keeps it: dates, decimals and bytes as text, what is sensitive as a keyed hash."""
    if isinstance(value, Sensitive):
        return in_the_log(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value.hex() if isinstance(value, bytes) else value


def read_again(statement: Statement) -> None:
    """Let the next look at the statement read its steps from the database, where another writer may have been first."""
    for step in ("submission", "ending"):
        statement._state.fields_cache.pop(step, None)
