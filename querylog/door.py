"""The one door to Snowflake: nothing is sent before it is written down.

`ask` waits for the answer, and `stream` gives it piece by piece. `submit` leaves a statement running there; `look` and
`wait` bring its end to the log, and whoever comes next may do so: a killed process loses nothing.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.conf import settings
from django.utils import timezone

from querylog import log
from querylog.asker import Asker
from querylog.errors import AnswerLost, SignInRefused, StatementLost, WarehouseError, WarehouseUnreachable
from querylog.models import Purpose, State, Statement
from querylog.streams import Stream
from querylog.warehouse import Progress, warehouse

operations = logging.getLogger(__name__)  # for those who run the portal; `log` is the one for everybody else
FIRST_LOOK, LONGEST_PAUSE = 0.02, 0.25  # seconds between two looks, growing

__all__ = ["Answer", "Purpose", "Stream", "ask", "cancel", "fetch", "look", "stream", "submit", "wait"]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The rows of a statement, and the record of it."""

    statement: Statement
    table: pa.Table
    query_id: str
    seconds: float


def ask(
    sql: str,
    binds: Sequence[Any] = (),
    *,
    asker: Asker,
    purpose: Purpose,
    press: UUID | None = None,
    parent: Statement | None = None,
    part: str = "",
) -> Answer:
    """The answer to a statement; its row is in the log whatever happens.

    Raises LogUnavailable before anything is sent when the log can't be written, and a WarehouseError that is on record
    when Snowflake can't or won't answer.
    """
    statement = log.intend(sql, binds, asker=asker, purpose=purpose, press=press, parent=parent, part=part)
    started = time.monotonic()
    try:
        result = warehouse().execute(sql, binds, tag=statement.tag)
    except WarehouseError as error:
        _record_failure(statement, error, seconds=time.monotonic() - started)
        raise
    seconds = time.monotonic() - started
    log.ended(statement, State.FINISHED, query_id=result.query_id, rows=result.table.num_rows, seconds=seconds)
    return Answer(statement=statement, table=result.table, query_id=result.query_id, seconds=seconds)


@contextmanager
def stream(
    sql: str,
    binds: Sequence[Any] = (),
    *,
    asker: Asker,
    purpose: Purpose,
    press: UUID | None = None,
    parent: Statement | None = None,
    part: str = "",
) -> Iterator[Stream]:
    """The rows of a statement as they come, however many there are: one piece is in memory, and none is kept.

    What `ask` promises of the log holds here too. Its end is written with the block's: finished when all was read,
    cancelled when the reader went away before, failed when Snowflake did.
    """
    statement = log.intend(sql, binds, asker=asker, purpose=purpose, press=press, parent=parent, part=part)
    started = time.monotonic()
    with ExitStack() as held:
        try:
            rows = held.enter_context(warehouse().stream(sql, binds, tag=statement.tag))
        except WarehouseError as error:
            _record_failure(statement, error, seconds=time.monotonic() - started)
            raise
        log.submitted(statement, rows.query_id)
        reading = Stream(statement=statement, rows=rows)
        try:
            yield reading
        finally:
            status, sentence = reading.outcome()
            seconds = time.monotonic() - started
            log.ended(statement, status, rows=reading.read, seconds=seconds, error=sentence)


def submit(
    sql: str,
    binds: Sequence[Any] = (),
    *,
    asker: Asker,
    purpose: Purpose,
    press: UUID | None = None,
    parent: Statement | None = None,
    part: str = "",
) -> Statement:
    """The record of a statement that runs in Snowflake now, and goes on whatever becomes of us."""
    statement = log.intend(sql, binds, asker=asker, purpose=purpose, press=press, parent=parent, part=part)
    try:
        query_id = warehouse().submit(sql, binds, tag=statement.tag)
    except WarehouseError as error:
        _record_failure(statement, error, seconds=None)
        raise
    log.submitted(statement, query_id)
    return statement


def look(statement: Statement) -> Statement:
    """The statement as it is now, in the log and in Snowflake. When it is over there, the log says so from now on.

    One that never got a query ID stays as it is: whether it was sent at all is for a search by its tag to find out.
    """
    if statement.ended:
        return statement
    log.read_again(statement)
    if statement.ended or not statement.query_id:
        return statement
    try:
        progress = warehouse().progress(statement.query_id)
    except (WarehouseUnreachable, SignInRefused):
        return statement  # it runs on there, and the next look may get through
    if not progress.running:
        _record_end(statement, progress)
    elif not progress.known and _must_be_over(statement):
        log.ended(statement, State.LOST, error=StatementLost.sentence)
    return statement


def wait(statement: Statement, *, patience: float) -> Statement:
    """The statement once it is over, or as it is when patience (in seconds) has run out."""
    end, pause = time.monotonic() + patience, FIRST_LOOK
    while not look(statement).ended and time.monotonic() < end:
        time.sleep(min(pause, max(end - time.monotonic(), 0)))
        pause = min(pause * 1.5, LONGEST_PAUSE)
    return statement


def fetch(statement: Statement) -> pa.Table:
    """All rows of a finished statement, from Snowflake's store. A statement like any other: it is in the log."""
    return ask(
        f"SELECT * FROM TABLE(RESULT_SCAN('{statement.query_id}'))",  # noqa: S608 - the ID is our own record's
        asker=_asker_of(statement),
        purpose=Purpose.FETCH,
        press=statement.press,
        parent=statement,
        part=statement.part,
    ).table


def cancel(statement: Statement) -> Statement:
    """The statement, ended in Snowflake. That is asked by a statement too, and so it is in the log."""
    if statement.ended or not statement.query_id:
        return statement
    ask(
        "SELECT SYSTEM$CANCEL_QUERY(?)",
        [statement.query_id],
        asker=_asker_of(statement),
        purpose=Purpose.CANCEL,
        press=statement.press,
        parent=statement,
        part=statement.part,
    )
    return wait(statement, patience=2)


def _must_be_over(statement: Statement) -> bool:
    """True when Snowflake's own limit would have ended it by now, with a minute to spare."""
    return timezone.now() - statement.submission.at > timedelta(seconds=settings.STATEMENT_TIMEOUT_SECONDS + 60)


def _asker_of(statement: Statement) -> Asker:
    return Asker(
        user_id=statement.asked_by_id, name=statement.asked_by_name, team=statement.team, report=statement.report
    )


def _record_end(statement: Statement, progress: Progress) -> None:
    seconds = progress.seconds
    if seconds is None:
        seconds = (timezone.now() - statement.intended_at).total_seconds()
    if progress.error is None:
        log.ended(statement, State.FINISHED, rows=progress.rows, seconds=seconds)
    else:
        log.ended(statement, State(progress.error.status), seconds=seconds, error=progress.error.sentence)


def _record_failure(statement: Statement, error: WarehouseError, *, seconds: float | None) -> None:
    operations.warning("Statement %s of %s: %s", statement.pk, statement.report or "the portal", error.sentence)
    if isinstance(error, AnswerLost):
        # It may have run, and an end in the log can never be put right: what is known is written, and nothing else.
        return log.submitted(statement, error.query_id) if error.query_id else None
    status = State(error.status)
    return log.ended(statement, status, query_id=error.query_id, seconds=seconds, error=error.sentence)
