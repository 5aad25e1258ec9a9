"""How much may a team ask of Snowflake? Each limit that stands in the way is a sentence: which, and whom to ask."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db import connection
from django.utils import timezone

from querylog.errors import OverLimit
from querylog.ids import first_id_at
from querylog.sizes import size

SECONDS_SINCE = """
    SELECT coalesce(sum(ending.seconds), 0)
    FROM querylog_statement statement
    JOIN querylog_ending ending ON ending.statement_id = statement.id AND ending.statement_id >= %(since)s
    WHERE statement.team = %(team)s AND statement.id >= %(since)s
"""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a team may have at once and in a day; None is no limit. `whom` says who can change that."""

    running: int | None = None  # statements of Refresh at the same time
    waiting: int | None = None  # and so many more in its queue
    statement_seconds: int | None = None
    day_seconds: int | None = None  # of warehouse time, from midnight to midnight
    base_bytes: int | None = None  # that one press of Refresh may scan, where Snowflake can tell before
    whom: str = "an admin of the portal"

    def check_the_day(self, team: str) -> None:
        """Raise OverLimit when the team has used up its day."""
        if self.day_seconds is None:
            return
        midnight = datetime.combine(timezone.localdate(), time(), timezone.get_current_timezone())
        with connection.cursor() as cursor:
            cursor.execute(SECONDS_SINCE, {"team": team, "since": first_id_at(midnight.timestamp())})
            used = float(cursor.fetchone()[0])
        if used >= self.day_seconds:
            raise OverLimit(
                f"{team} has used the {self.day_seconds:,} seconds of warehouse time that it has for a day. "
                f"Come back tomorrow, or ask {self.whom} for more."
            )

    def check_bytes(self, scanned: int, team: str) -> None:
        """Raise OverLimit when one statement would read more than the team may have read at once."""
        if self.base_bytes is not None and scanned > self.base_bytes:
            raise OverLimit(
                f"This would read {size(scanned)}, and {team} may have {size(self.base_bytes)} read at once. "
                f"Choose fewer days or values, or ask {self.whom} for more."
            )
