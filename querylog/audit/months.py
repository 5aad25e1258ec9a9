"""The months of the log as ranges of keys: PostgreSQL reads no other partition then."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db.models import Q

from querylog.ids import first_id_at
from querylog.seals.rows import months


def newest_first() -> Iterator[Q]:
    """A condition on the key of a statement for each month that the log has."""
    for month in sorted(months(), reverse=True):
        start = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
        end = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
        yield Q(pk__gte=first_id_at(start.timestamp()), pk__lt=first_id_at(end.timestamp()))
