"""The months of the log as ranges of keys: PostgreSQL reads no other partition then."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

from querylog.ids import first_id_at
from querylog.seals.rows import months


def newest_first() -> Iterator[tuple[UUID, UUID]]:
    """From which key on and before which one each month lies that the log has."""
    for month in sorted(months(), reverse=True):
        yield keys_of(month)


def keys_of(month: str) -> tuple[UUID, UUID]:
    """From which key on and before which one the rows of this month lie."""
    start = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    end = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    return first_id_at(start.timestamp()), first_id_at(end.timestamp())
