"""Bring every statement to its true end, whoever was killed while it ran.

What has a query ID is looked up by it. What has none may have been sent or not: each statement carries its row's id in
its tag, so Snowflake's own history knows. Nothing is sent again.
"""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from querylog import door, log, turns
from querylog.asker import Asker
from querylog.errors import StatementLost, WarehouseError
from querylog.ids import first_id_at
from querylog.models import Mark, Purpose, State, Statement, Turn
from querylog.warehouse import longest_way
from querylog.warehouse.told import failure_told

operations = logging.getLogger(__name__)

PORTAL = Asker(user_id=None, name="recovery", team="", report="")
MOST_HISTORY = 10_000
# Both of Snowflake's own: one is at once and goes back a week, the other is late and goes back a year.
AT_ONCE = f"TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => {MOST_HISTORY}))"
LATE = "SNOWFLAKE.ACCOUNT_USAGE.QUERY_HISTORY"
LATE_BY = timedelta(hours=1)
FOUND = """
    SELECT QUERY_ID, QUERY_TAG, EXECUTION_STATUS, ERROR_CODE, ERROR_MESSAGE, ROWS_PRODUCED, TOTAL_ELAPSED_TIME
    FROM {history}
    WHERE START_TIME >= ? AND QUERY_TAG IN (SELECT VALUE::TEXT FROM TABLE(FLATTEN(INPUT => PARSE_JSON(?))))
"""
REACH = "SELECT MIN(START_TIME) AS OLDEST, COUNT(*) AS STATEMENTS FROM {history}"
READING = timedelta(hours=1)  # an export may be read for so long after Snowflake has finished it
SLOW_WRITING = timedelta(minutes=10)  # an id is given a moment before its row is there
TO_THE_END = "ended to"  # the mark: every statement before it has ended
NEVER_REACHED = "The query never reached Snowflake: the portal was stopped on the way. Press Refresh to run it."


@dataclass(frozen=True, kw_only=True)
class Recovered:
    """How many statements had no end, how many of them have one now, and how many were never sent."""

    open: int = 0
    ended: int = 0
    never_sent: int = 0


def recover(*, younger_than: timedelta | None = None) -> Recovered:
    """Look up every statement without an end that should have one. Raises LogUnavailable.

    What is `younger_than` this may be on its way to Snowflake, and is left alone; so is, until the next time, what
    Snowflake does not answer for.
    """
    settled = timezone.now() - (longest_way() if younger_than is None else younger_than)
    there = list(_open(settled))
    unknown = [each for each in there if not _brought_to_its_end(each)]
    never = _settle(unknown) if unknown else 0
    _note_how_far(there, settled)
    _clear_turns(settled)
    return Recovered(open=len(there), ended=sum(each.ended for each in there), never_sent=never)


def _open(settled: datetime) -> Iterable[Statement]:
    """The statements before this moment that have not ended, oldest first, but for those that wait for their turn."""
    since = Mark.objects.filter(pk=TO_THE_END).values_list("value", flat=True).first()
    found = Statement.objects.filter(ending__isnull=True, intended_at__lt=settled)
    if since:
        found = found.filter(pk__gte=UUID(since))
    waiting = Turn.objects.filter(call__isnull=False).values("pk")
    return found.exclude(pk__in=waiting).select_related("text", "submission", "ending").order_by("pk")


def _brought_to_its_end(statement: Statement) -> bool:
    """True when it has ended, runs, is being read, or can't be asked for now. Else its tag has to be looked for."""
    if not statement.query_id:
        return False
    if statement.purpose == Purpose.EXPORT and timezone.now() - statement.submission.at < READING:
        return True
    try:
        return door.look(statement).ended or not statement.forgotten
    except WarehouseError as error:
        operations.warning("recovery passes over statement %s of %s: %s", statement.pk, statement.team, error.sentence)
        return True


def _settle(statements: list[Statement]) -> int:
    """Give each the end that Snowflake's history has of it. Returns how many it has never seen."""
    never = 0
    for team in sorted({each.team for each in statements}):
        try:
            never += _settle_of(team, {each.tag: each for each in statements if each.team == team})
        except WarehouseError as error:
            operations.warning("recovery passes over %s: %s", team or "what is of no team", error.sentence)
    return never


def _settle_of(team: str, by_tag: dict[str, Statement]) -> int:
    seen, complete = _history(list(by_tag), min(each.intended_at for each in by_tag.values()), team=team)
    never = 0
    for tag, statement in by_tag.items():
        if tag in seen:
            _end_as_seen(statement, seen[tag])
        elif complete:
            never += not statement.query_id
            _end_unseen(statement)
    return never


def _history(tags: list[str], since: datetime, *, team: str) -> tuple[dict[str, dict[str, Any]], bool]:
    """What Snowflake remembers of these tags, and whether it would remember all of them."""
    earliest = since - timedelta(minutes=5)  # two clocks
    binds = [earliest, json.dumps(tags)]
    seen = _rows(FOUND.format(history=AT_ONCE), binds, team=team)
    (reach,) = _rows(REACH.format(history=AT_ONCE), [], team=team)
    complete = reach["STATEMENTS"] < MOST_HISTORY or reach["OLDEST"] <= earliest
    if not complete and timezone.now() - since > LATE_BY:
        seen += _rows(FOUND.format(history=LATE), binds, team=team)
        complete = True
    return {row["QUERY_TAG"]: row for row in seen}, complete


def _rows(sql: str, binds: list[Any], *, team: str) -> list[dict[str, Any]]:
    asker = Asker(user_id=None, name=PORTAL.name, team=team, report="")
    rows: list[dict[str, Any]] = door.ask(sql, binds, asker=asker, purpose=Purpose.HISTORY).table.to_pylist()
    return rows


def _end_as_seen(statement: Statement, seen: dict[str, Any]) -> None:
    """The end that Snowflake's history tells; one that still runs has its query ID from now on."""
    if not statement.query_id:
        log.submitted(statement, seen["QUERY_ID"])
    status, seconds = seen["EXECUTION_STATUS"], (seen["TOTAL_ELAPSED_TIME"] or 0) / 1000
    if status == "SUCCESS":
        door.end(statement, State.FINISHED, rows=seen["ROWS_PRODUCED"], seconds=seconds)
    elif status.startswith("FAIL"):
        failed = failure_told(seen["ERROR_MESSAGE"] or "", number=int(seen["ERROR_CODE"] or -1))
        door.hide_values(failed, statement)
        door.end(statement, State(failed.status), seconds=seconds, error=failed.sentence)
    else:
        door.look(statement)


def _end_unseen(statement: Statement) -> None:
    """Snowflake knows nothing of it, and would if there were anything to know."""
    door.end(statement, State.LOST, error=StatementLost.sentence if statement.query_id else NEVER_REACHED)


def _note_how_far(there: list[Statement], settled: datetime) -> None:
    """Next time, begin at the first that is still open; young ones and those that wait are never passed over."""
    young = first_id_at((settled - SLOW_WRITING).timestamp())
    waiting = Turn.objects.order_by("pk").values_list("pk", flat=True)[:1]
    first = min([each.pk for each in there if not each.ended] + list(waiting) + [young])
    Mark.objects.update_or_create(pk=TO_THE_END, defaults={"value": str(first)})


def _clear_turns(settled: datetime) -> None:
    """Let go of turns whose statements have ended, or were never written down."""
    there = list(Turn.objects.filter(since__lt=settled).values_list("pk", flat=True))
    found = Statement.objects.select_related("ending").in_bulk(there)
    for identity in there:
        if identity not in found or found[identity].ended:
            turns.leave(identity)
