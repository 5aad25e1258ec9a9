"""The same question asked twice is one statement: who asks it while it runs joins it, and its result serves on.

Only between people whose rights are equal: their policy, and the service user and role through which their team asks.
"""

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from querylog import door, events, log
from querylog.asker import Asker
from querylog.errors import LogUnavailable, OverLimit
from querylog.ids import new_id
from querylog.models import Kind, Purpose, Statement

RESULT_KEPT = timedelta(hours=24)  # by Snowflake, whatever one does
STORED_FOR = RESULT_KEPT - timedelta(hours=1)  # who reads it needs some time, too
CLAIMED_FOR = timedelta(seconds=5)  # from a claim to the row in the log; after that whoever claimed it is dead
UNSENT_FOR = timedelta(minutes=2)  # from the row to the query ID, unless it waits for its turn

# The claim is ours when there was none, or when the one that there was is of no use any more.
CLAIM = """
    INSERT INTO querylog_shared AS shared (fingerprint, statement_id, at) VALUES (%(fingerprint)s, %(id)s, %(now)s)
    ON CONFLICT (fingerprint) DO UPDATE SET statement_id = excluded.statement_id, at = excluded.at
    WHERE %(anew)s
        OR EXISTS (SELECT FROM querylog_ending ending WHERE ending.statement_id = shared.statement_id
                   AND (ending.status <> 'finished' OR ending.at < %(fresh_since)s))
        OR (shared.at < %(claimed_since)s
            AND NOT EXISTS (SELECT FROM querylog_statement statement WHERE statement.id = shared.statement_id))
        OR (shared.at < %(unsent_since)s
            AND NOT EXISTS (SELECT FROM querylog_submission sent WHERE sent.statement_id = shared.statement_id)
            AND NOT EXISTS (SELECT FROM querylog_turn turn WHERE turn.statement_id = shared.statement_id))
    RETURNING true
"""
GIVE_BACK = "DELETE FROM querylog_shared WHERE fingerprint = %s AND statement_id = %s"
FORGET = "DELETE FROM querylog_shared WHERE at < %s"
KEPT_FOR = timedelta(days=2)  # no statement waits and runs for so long that its result is still stored then


class How(StrEnum):
    """How a press came by a statement."""

    SENT = "sent"
    JOINED = "joined"  # it ran already, for someone else or for an earlier press
    REUSED = "reused"  # it had finished a while before


@dataclass(frozen=True, kw_only=True)
class Shared:
    """A statement, and how this press came by it."""

    statement: Statement
    how: How


def submit(
    sql: str,
    binds: Sequence[Any],
    *,
    asker: Asker,
    purpose: Purpose,
    press: UUID,
    part: str,
    fresh: timedelta,
    anew: bool = False,
) -> Shared:
    """A running or fresh statement that asks the same with the same rights; where there is none, one that is sent now.

    A finished one serves while it is younger than `fresh`; with `anew` none does. Raises what `door.submit` raises.
    """
    fingerprint = _fingerprint(sql, binds, asker)
    identity = new_id()
    while not _claimed(fingerprint, identity, fresh=fresh, anew=anew):
        if (theirs := _theirs(fingerprint)) is not None:
            how = How.REUSED if theirs.ended else How.JOINED
            _put_on_record(theirs, how, asker=asker, press=press, part=part)
            return Shared(statement=theirs, how=how)
        time.sleep(0.05)  # it was claimed a moment ago, and its row is being written
    try:
        statement = door.submit(sql, binds, asker=asker, purpose=purpose, press=press, part=part, identity=identity)
    except (LogUnavailable, OverLimit):
        _give_back(fingerprint, identity)
        raise
    return Shared(statement=statement, how=How.SENT)


def forget_the_old() -> None:
    """Let go of what serves nobody any more: who asks the same again has it sent anew."""
    with log.writing(LogUnavailable), connection.cursor() as cursor:
        cursor.execute(FORGET, [timezone.now() - KEPT_FOR])


def _put_on_record(statement: Statement, how: How, *, asker: Asker, press: UUID, part: str) -> None:
    """That this press was served by another one's statement: the log's only word of it, as nothing is sent."""
    events.record(
        Kind.REUSED,
        user_id=asker.user_id,
        name=asker.name,
        team=asker.team,
        report=asker.report,
        statement=statement,
        press=str(press),
        part=part,
        how=str(how),
    )


def _fingerprint(sql: str, binds: Sequence[Any], asker: Asker) -> bytes:
    asked = [sql, [log.readable(value) for value in binds], asker.policy, asker.team]
    return hashlib.sha256(json.dumps(asked).encode()).digest()


def _claimed(fingerprint: bytes, identity: UUID, *, fresh: timedelta, anew: bool) -> bool:
    now = timezone.now()
    with log.writing(LogUnavailable), connection.cursor() as cursor:
        cursor.execute(
            CLAIM,
            {
                "fingerprint": fingerprint,
                "id": identity,
                "now": now,
                "anew": anew,
                "fresh_since": now - min(fresh, STORED_FOR),
                "claimed_since": now - CLAIMED_FOR,
                "unsent_since": now - UNSENT_FOR,
            },
        )
        return cursor.fetchone() is not None


def _theirs(fingerprint: bytes) -> Statement | None:
    """The statement that was claimed by someone else, once its row is there."""
    found = Statement.objects.select_related("text", "submission", "ending").extra(
        tables=["querylog_shared"],
        where=["querylog_shared.statement_id = querylog_statement.id", "querylog_shared.fingerprint = %s"],
        params=[fingerprint],
    )
    return found.first()


def _give_back(fingerprint: bytes, identity: UUID) -> None:
    with log.writing(LogUnavailable), connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, [fingerprint, identity])
