"""Days in UTC, as ranges of ids; and which of them have to be tallied again."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import connection

from querylog.ids import first_id_at, moment_of
from querylog.models import Mark
from querylog.seals.rows import months

DONE, AGAIN = "done", "again"
FRESH = 3  # so many days are tallied anew each time: what began on one of them may end only now
MARK = """
    INSERT INTO querylog_mark (name, value, at) VALUES (%(name)s, %(value)s, now())
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = now()
"""


def today() -> date:
    """The day that it is in UTC."""
    return datetime.now(UTC).date()


def ids_of(first: date, last: date | None = None) -> tuple[UUID, UUID]:
    """The range of ids from the beginning of the first day up to the end of the last, which is not in it any more."""
    end = (last or first) + timedelta(days=1)
    return _id(first), _id(end)


def _id(day: date) -> UUID:
    return first_id_at(datetime.combine(day, time(), UTC).timestamp())


def day_of(identity: UUID) -> date:
    """The day that an id begins with."""
    return moment_of(identity).date()


def mark(day: date, value: str) -> None:
    """Whoever marks a day waits for whoever has marked it and not yet committed: so no change between them is lost."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', '50s', true)")
        cursor.execute(MARK, {"name": f"tally {day}", "value": value})


def tally_again(identities: Iterable[UUID]) -> None:
    """The days of these statements are to be tallied again. Within the transaction that changed their usage."""
    for day in sorted({day_of(each) for each in identities}):
        mark(day, AGAIN)


def due() -> list[date]:
    """The days to be tallied, newest first: the fresh ones, those never tallied, those whose usage changed."""
    done = Mark.objects.filter(name__startswith="tally ", value=DONE).values_list("name", flat=True)
    tallied = {date.fromisoformat(name.removeprefix("tally ")) for name in done}
    fresh = [today() - timedelta(days=back) for back in range(FRESH)]
    return [day for day in _days() if day in fresh or day not in tallied]


def _days() -> Iterable[date]:
    """Each day that the log has, newest first."""
    known = sorted(months())
    if not known:
        return
    first, day = date.fromisoformat(f"{known[0]}-01"), today()
    while day >= first:
        if f"{day:%Y-%m}" in known:
            yield day
        day -= timedelta(days=1)
