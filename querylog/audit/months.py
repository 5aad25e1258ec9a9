"""The months of the log as ranges of keys: PostgreSQL reads no other partition then."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import TypeVar
from uuid import UUID

from querylog.ids import first_id_at
from querylog.seals.rows import months

Day = TypeVar("Day", bound=date)


def newest_first() -> Iterator[tuple[UUID, UUID]]:
    """From which key on and before which one each month lies that the log has."""
    for month in sorted(months(), reverse=True):
        yield keys_of(month)


def keys_of(month: str) -> tuple[UUID, UUID]:
    """From which key on and before which one the rows of this month lie."""
    start = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    return first_id_at(start.timestamp()), first_id_at(month_after(start).timestamp())


def month_after(first: Day) -> Day:
    """From the first day of a month to that of the next one."""
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
