"""Whose turn is it? Statements that run, and those that wait until their team may run one more.

These rows are for those who work, not for the record: the newest may be lost with a crash of the database, and
recovery finds by the log alone what has not ended.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import Error, connection, transaction
from django.utils import timezone

from querylog.asker import Asker
from querylog.errors import LogUnavailable, OverLimit
from querylog.log import let_go_of_a_dead_connection
from querylog.models import Statement, Turn
from querylog.typed_json import from_json, to_json

WATCHED_SECONDS = 10  # so long nobody else looks after a statement whose watcher has looked at it

COUNTED = """
    INSERT INTO querylog_turn (statement_id, team, since, call, leased_until)
    SELECT %(id)s, %(team)s, %(now)s, CASE WHEN running < %(most)s AND waiting = 0 THEN NULL ELSE %(call)s::jsonb END,
           %(until)s
    FROM (SELECT count(*) FILTER (WHERE call IS NULL) AS running, count(*) FILTER (WHERE call IS NOT NULL) AS waiting
          FROM querylog_turn WHERE team = %(team)s) there
    WHERE (running < %(most)s AND waiting = 0) OR waiting < %(longest)s
    RETURNING call IS NULL
"""
FIRST_IN_LINE = """
    SELECT statement_id, call FROM querylog_turn WHERE team = %(team)s AND call IS NOT NULL
    ORDER BY since, statement_id LIMIT 1 FOR UPDATE
"""
RUNNING = "SELECT count(*) FROM querylog_turn WHERE team = %(team)s AND call IS NULL"
NO_LIMIT = 1_000_000_000


@dataclass(frozen=True, kw_only=True)
class Call:
    """What is to be sent when it is this statement's turn; the text is in the log."""

    binds: tuple[Any, ...]
    timeout: int | None


def take(statement_id: UUID, *, asker: Asker, binds: Sequence[Any]) -> bool:
    """True when the statement may be sent now, False when it waits in its team's queue.

    Raises OverLimit when that is full.
    """
    limits = asker.limits
    call = {"binds": to_json(binds), "timeout": limits.statement_seconds, "running": limits.running}
    now = timezone.now()
    with _counting(asker.team) as cursor:
        cursor.execute(
            COUNTED,
            {
                "id": statement_id,
                "team": asker.team,
                "now": now,
                "until": now + timedelta(seconds=WATCHED_SECONDS),
                "most": NO_LIMIT if limits.running is None else limits.running,
                "longest": NO_LIMIT if limits.waiting is None else limits.waiting,
                "call": json.dumps(call),
            },
        )
        taken = cursor.fetchone()
    if taken is None:
        raise OverLimit(
            f"{asker.team} runs {limits.running:,} queries at once and {limits.waiting:,} more are waiting: as many as "
            f"it may have. Try again when one is done, or ask {limits.whom} for more."
        )
    return bool(taken[0])


def start(statement: Statement) -> Call | None:
    """What to send, when it has become this statement's turn; it is handed out once, to whoever asks first."""
    with _counting(statement.team, lasting=True) as cursor:
        cursor.execute(FIRST_IN_LINE, {"team": statement.team})
        first = cursor.fetchone()
        if first is None or first[0] != statement.pk:
            return None
        call = json.loads(first[1])
        cursor.execute(RUNNING, {"team": statement.team})
        if call["running"] is not None and cursor.fetchone()[0] >= call["running"]:
            return None
        cursor.execute("UPDATE querylog_turn SET call = NULL WHERE statement_id = %s", [statement.pk])
    return Call(binds=tuple(from_json(call["binds"])), timeout=call["timeout"])


def waits(statement: Statement) -> bool:
    return Turn.objects.filter(pk=statement.pk, call__isnull=False).exists()


def place(statement: Statement) -> int:
    """How many statements its team has before it in the queue, and itself; 0 when it does not wait."""
    own = Turn.objects.filter(pk=statement.pk, call__isnull=False).values_list("since", flat=True).first()
    if own is None:
        return 0
    return Turn.objects.filter(team=statement.team, call__isnull=False, since__lte=own).count()


def leave(statement_id: UUID) -> bool:
    """It has ended, or will never begin. True when it was there."""
    with _working():
        return bool(Turn.objects.filter(pk=statement_id).delete()[0])


def leave_the_queue(statement_id: UUID) -> bool:
    """Take it back before it was sent; False when it is too late for that."""
    with _working():
        return bool(Turn.objects.filter(pk=statement_id, call__isnull=False).delete()[0])


def keep(statement_id: UUID) -> None:
    """Say that somebody watches it."""
    with _working():
        Turn.objects.filter(pk=statement_id).update(leased_until=timezone.now() + timedelta(seconds=WATCHED_SECONDS))


@contextmanager
def _counting(team: str, *, lasting: bool = False) -> Iterator[Any]:
    """A transaction in which nobody else counts this team's statements."""
    with _working(lasting=lasting), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('querylog_turn'), hashtext(%s))", [team])
        yield cursor


@contextmanager
def _working(*, lasting: bool = False) -> Iterator[None]:
    """A transaction that a crash of the database may lose, unless it is to be `lasting`.

    What was handed out must stay so: were that forgotten, the same statement would be sent twice.
    """
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL synchronous_commit = {'on' if lasting else 'off'}")
            yield
    except Error as error:
        let_go_of_a_dead_connection()
        raise LogUnavailable from error
