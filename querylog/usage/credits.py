"""Read what Snowflake attributes to each statement: credits, up to eight hours later, and none under 100 ms.

The portal's user may need more rights for it than for anything else. Where it has not got them that is remembered, the
pages say so, and the next try is in an hour.
https://docs.snowflake.com/en/sql-reference/account-usage/query_attribution_history
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
from django.utils import timezone

from querylog import door
from querylog.asker import Asker
from querylog.errors import SignInRefused, StatementFailed, WarehouseError
from querylog.ids import first_id_at
from querylog.models import Mark, Purpose
from querylog.reconcile import service_users
from querylog.usage.taking import keep_credits, statements_of

LATE = timedelta(hours=8)  # so long may it take until the credits of a statement are there
AGAIN = timedelta(days=1)  # before the last reading: what was late then, or ran for long
AT_FIRST = timedelta(days=30)
BATCH = 1_000
ASKER = Asker(user_id=None, name="credits", team="", report="")
READ, REFUSED = "credits read", "credits refused"

# A statement that was accelerated has cost both.
ATTRIBUTED = """
    SELECT QUERY_ID, QUERY_TAG,
           COALESCE(CREDITS_ATTRIBUTED_COMPUTE, 0) + COALESCE(CREDITS_USED_QUERY_ACCELERATION, 0) AS CREDITS
    FROM SNOWFLAKE.ACCOUNT_USAGE.QUERY_ATTRIBUTION_HISTORY
    WHERE START_TIME >= ?
        AND UPPER(USER_NAME) IN (SELECT VALUE::TEXT FROM TABLE(FLATTEN(INPUT => PARSE_JSON(?))))
"""
MAY_NOT = "Snowflake does not let the portal's user read QUERY_ATTRIBUTION_HISTORY."
NOT_NOW = "Snowflake could not be asked for them at the last try."


@dataclass(frozen=True, kw_only=True)
class Reading:
    """When credits were last read, if ever; and why not since then, if so."""

    at: datetime | None
    refused: str = ""

    @property
    def complete_until(self) -> datetime | None:
        """What began before has the credits that it will ever have."""
        return self.at - LATE if self.at else None


def run() -> None:
    """Read the last days, and remember when, or why not. Raises LogUnavailable, and whatever is wrong with the way."""
    since = _since()
    try:
        _read(since)
    except WarehouseError as error:
        refused = isinstance(error, StatementFailed | SignInRefused)
        _remember(REFUSED, MAY_NOT if refused else NOT_NOW)
        if not refused:
            raise
        return
    Mark.objects.filter(name=REFUSED).delete()
    _remember(READ, timezone.now().isoformat())


def last_reading() -> Reading:
    """What the pages say of it."""
    marks = Mark.objects.in_bulk([READ, REFUSED])
    read, refused = marks.get(READ), marks.get(REFUSED)
    return Reading(at=datetime.fromisoformat(read.value) if read else None, refused=refused.value if refused else "")


def _since() -> datetime:
    last = last_reading().at
    return last - LATE - AGAIN if last else timezone.now() - AT_FIRST


def _read(since: datetime) -> None:
    """Piece by piece: one is in memory, and what was read is kept before the next one comes."""
    oldest = first_id_at((since - timedelta(days=1)).timestamp())
    binds: list[Any] = [since.astimezone(UTC), json.dumps(service_users())]
    with door.stream(ATTRIBUTED, binds, asker=ASKER, purpose=Purpose.HISTORY) as rows:
        for piece in rows:
            for start in range(0, piece.num_rows, BATCH):
                _keep(piece.slice(start, BATCH), oldest)


def _keep(piece: pa.Table, oldest: Any) -> None:
    told = {row["QUERY_ID"]: row for row in piece.to_pylist()}
    ours = statements_of({query_id: row["QUERY_TAG"] for query_id, row in told.items()}, since=oldest)
    keep_credits({identity: _exact(told[query_id]["CREDITS"]) for query_id, identity in ours.items()})


def _exact(credits: Any) -> Decimal:
    """To a billionth, as the log keeps it; Snowflake has a float."""
    return Decimal(str(credits)).quantize(Decimal("1e-9"))


def _remember(name: str, value: str) -> None:
    Mark.objects.update_or_create(name=name, defaults={"value": value})
