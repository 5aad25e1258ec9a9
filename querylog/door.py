"""The one door to Snowflake: nothing is sent before it is written down.

`ask` waits for the answer, and `stream` gives it piece by piece. `submit` leaves a statement running there; `look` and
`wait` bring its end to the log, and whoever comes next may do so: a killed process loses nothing.
"""

import json
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.utils import timezone

from querylog import log, turns
from querylog.asker import Asker
from querylog.errors import AnswerLost, LogUnavailable, SignInRefused, WarehouseError, WarehouseUnreachable
from querylog.ids import new_id
from querylog.models import Purpose, State, Statement
from querylog.permission import NO_LONGER_OPEN, still_open
from querylog.sensitive import is_hidden, plain
from querylog.streams import Stream
from querylog.warehouse import Progress, warehouse

operations = logging.getLogger(__name__)  # for those who run the portal; `log` is the one for everybody else
FIRST_LOOK, LONGEST_PAUSE = 0.02, 0.25  # seconds between two looks, growing

NEVER_SENT = "The query was taken out of the queue before it was sent. Press Refresh to run it."

__all__ = ["Answer", "Purpose", "Stream", "ask", "cancel", "end", "fetch", "look", "stream", "submit", "wait"]


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
        result = warehouse(asker.team).execute(
            sql, plain(binds), tag=statement.tag, timeout=asker.limits.statement_seconds
        )
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
            way, timeout = warehouse(asker.team), asker.limits.statement_seconds
            rows = held.enter_context(way.stream(sql, plain(binds), tag=statement.tag, timeout=timeout))
        except WarehouseError as error:
            _record_failure(statement, error, seconds=time.monotonic() - started)
            raise
        log.submitted(statement, rows.query_id)
        reading = Stream(statement=statement, rows=rows)
        try:
            yield reading
        finally:
            if reading.broke:
                hide_values(reading.broke, statement)
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
    identity: UUID | None = None,
) -> Statement:
    """The record of a statement that runs in Snowflake now, whatever becomes of us, or waits for its team's turn.

    Raises OverLimit before anything is written when the team may not have it.
    """
    _check_limits(sql, binds, asker=asker, purpose=purpose, press=press, part=part)
    identity = identity or new_id()
    its_turn = turns.take(identity, asker=asker, binds=binds)
    try:
        statement = log.intend(
            sql, binds, asker=asker, purpose=purpose, press=press, parent=parent, part=part, identity=identity
        )
    except LogUnavailable:
        with suppress(LogUnavailable):
            turns.leave(identity)
        raise
    if its_turn:
        _send(statement, sql, binds, timeout=asker.limits.statement_seconds)
    return statement


def look(statement: Statement) -> Statement:
    """The statement as it is now, in the log and in Snowflake. When it is over there, the log says so from now on.

    One that waits is sent when its turn has come. One that was to be sent and has no query ID stays as it is: whether
    it was sent at all, recovery finds out.
    """
    if statement.ended:
        return statement
    log.read_again(statement)
    if statement.ended:
        turns.leave(statement.pk)
    elif statement.query_id:
        _look_in_snowflake(statement)
    else:
        _send_if_it_is_its_turn(statement)
    return statement


def _look_in_snowflake(statement: Statement) -> None:
    try:
        progress = warehouse(statement.team).progress(statement.query_id)
    except (WarehouseUnreachable, SignInRefused):
        return  # it runs on there, and the next look may get through
    if progress.running:
        statement.waits_for, statement.forgotten = progress.waits_for, not progress.known
    else:
        _record_end(statement, progress)


def _send_if_it_is_its_turn(statement: Statement) -> None:
    call = turns.start(statement)
    if call is None:
        return
    if still_open(statement):
        with suppress(WarehouseError):  # it is on record
            _send(statement, statement.sql, call.binds, timeout=call.timeout)
    else:
        end(statement, State.CANCELLED, error=NO_LONGER_OPEN)


def _send(statement: Statement, sql: str, binds: Sequence[Any], *, timeout: int | None) -> None:
    try:
        query_id = warehouse(statement.team).submit(sql, plain(binds), tag=statement.tag, timeout=timeout)
    except WarehouseError as error:
        _record_failure(statement, error, seconds=None)
        raise
    log.submitted(statement, query_id)


def end(statement: Statement, status: State, **how: Any) -> None:
    """Write down how a submitted statement ended, and let the next one of its team begin."""
    log.ended(statement, status, **how)
    turns.leave(statement.pk)


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


def cancel(statement: Statement, *, patience: float = 2) -> Statement:
    """The statement, ended in Snowflake. That is asked by a statement too, and so it is in the log.

    Its end is waited for as long as patience (in seconds) lasts. One that still waits is taken out of the queue;
    Snowflake never hears of it.
    """
    if statement.ended:
        return statement
    if turns.leave_the_queue(statement.pk):
        log.ended(statement, State.CANCELLED, error=NEVER_SENT)
    elif statement.query_id:
        ask(
            "SELECT SYSTEM$CANCEL_QUERY(?)",
            [statement.query_id],
            asker=_asker_of(statement),
            purpose=Purpose.CANCEL,
            press=statement.press,
            parent=statement,
            part=statement.part,
        )
    return wait(statement, patience=patience)


def _check_limits(sql: str, binds: Sequence[Any], *, asker: Asker, purpose: Purpose, **of: Any) -> None:
    asker.limits.check_the_day(asker.team)
    if asker.limits.base_bytes is not None and purpose == Purpose.BASE:
        with suppress(WarehouseError):  # not everything can be explained, and what can't be run says so itself
            asker.limits.check_bytes(bytes_to_read(sql, binds, asker=asker, **of), asker.team)


def bytes_to_read(sql: str, binds: Sequence[Any], *, asker: Asker, **of: Any) -> int:
    """How many bytes Snowflake's plan for this statement would read at most; it runs no warehouse for that.

    https://docs.snowflake.com/en/sql-reference/sql/explain
    """
    told = ask(f"EXPLAIN USING JSON {sql}", binds, asker=asker, purpose=Purpose.EXPLAIN, **of).table
    plan = json.loads(told.column(0)[0].as_py()) if told.num_rows else {}
    return int((plan.get("GlobalStats") or {}).get("bytesAssigned") or 0)


def _asker_of(statement: Statement) -> Asker:
    return Asker(
        user_id=statement.asked_by_id, name=statement.asked_by_name, team=statement.team, report=statement.report
    )


def _record_end(statement: Statement, progress: Progress) -> None:
    seconds = progress.seconds
    if seconds is None:
        seconds = (timezone.now() - statement.intended_at).total_seconds()
    if progress.error is None:
        end(statement, State.FINISHED, rows=progress.rows, seconds=seconds)
    else:
        hide_values(progress.error, statement)
        end(statement, State(progress.error.status), seconds=seconds, error=progress.error.sentence)


def hide_values(error: WarehouseError, statement: Statement) -> None:
    """What the log hides of a statement is not said in its failure either."""
    if any(is_hidden(each) for each in statement.binds):
        error.say_no_values()


def _record_failure(statement: Statement, error: WarehouseError, *, seconds: float | None) -> None:
    hide_values(error, statement)
    operations.warning("Statement %s of %s: %s", statement.pk, statement.report or "the portal", error.sentence)
    if isinstance(error, AnswerLost):
        # It may have run, and an end in the log can never be put right: what is known is written, and nothing else.
        return log.submitted(statement, error.query_id) if error.query_id else None
    return end(statement, State(error.status), query_id=error.query_id, seconds=seconds, error=error.sentence)
