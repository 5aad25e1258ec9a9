"""Remember what people do besides asking Snowflake: what they open, download, sign in to and change.

An event is one row, added and never changed. Within somebody's transaction it is kept if the transaction is, and only
then: a right that was changed is on record, and what is on record was changed.
"""

import logging
from typing import Any

from querylog.errors import LogUnavailable
from querylog.log import in_its_month
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
    in_its_month(lambda: event.save(force_insert=True), durable=False)
    return event


def record_if_possible(kind: Kind, **what: Any) -> Event | None:
    """As `record`; where the log can't be written, the operations log has it instead, and nobody is stopped."""
    try:
        return record(kind, **what)
    except LogUnavailable as error:
        operations.error("Not in the query log: %s by %s (%s)", kind, what.get("name") or "nobody", error.__cause__)
        return None
