"""Pass on what is new since the last time, in the order of transactions, and remember how far that came.

Only rows of transactions that are over are passed on, so none can appear later between two that were. How far it came
is remembered for each table and month behind what was taken: after a crash in between some are passed on twice.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from querylog.alerts import Alert, tell_new
from querylog.audit.months import keys_of
from querylog.errors import PorticoError
from querylog.ids import first_id_at
from querylog.models import Event, Mark, Statement
from querylog.seals.rows import OF_A_MONTH, months
from querylog.siem.lines import MODELS, line
from querylog.siem.targets import StreamRefused, Target, target_of

IN_A_BATCH = 500  # lines
AT_MOST = 50_000  # rows that are looked at together: an index over transactions gives no order
MARK, BEGIN = "stream ", "stream begin"
LONG = 1_000  # rows among which the smallest transaction of a day is
ALONE = "SELECT pg_try_advisory_lock(hashtext('querylog_stream'))"
NO_LONGER = "SELECT pg_advisory_unlock(hashtext('querylog_stream'))"
ALREADY = "Another process passes rows on just now. Try again in a minute."
Place = tuple[int, UUID]  # a transaction, and the key of the last row of it that was passed on
BEFORE_ALL = UUID(int=0)


class StreamBusy(PorticoError):
    """Two at once would pass on everything twice."""

    sentence = ALREADY


def pass_on() -> int:
    """How many rows were passed on. Raises StreamWaits, and then goes on from there the next time."""
    if not settings.LOG_STREAM:
        return 0
    with _alone() as alone, target_of(settings.LOG_STREAM) as target:
        if not alone:
            return 0
        try:
            return _all_new(target)
        except StreamRefused as error:
            key = f"stream:{error.sentence}:{timezone.localdate()}"
            tell_new([Alert(key=key, problem="stream refused", sentence=error.sentence)], by="streamlog")
            raise


def start_from(day: datetime | None) -> None:
    """Go on from this day, or from the beginning of the log: rows are passed on again. Raises StreamBusy."""
    with _alone() as alone:
        if not alone:
            raise StreamBusy
        Mark.objects.filter(name__startswith=MARK).delete()
        Mark.objects.create(name=BEGIN, value=str(_first_tx(day) if day else 0))


def _all_new(target: Target) -> int:
    settled = _settled()
    begin, count = _begin(settled), 0
    for month in months():
        for table in OF_A_MONTH:
            count += _of_a_month(table, month, begin, settled, target)
    return count


def _of_a_month(table: str, month: str, begin: int, settled: int, target: Target) -> int:
    """The new rows of one table and month."""
    name, count = f"{MARK}{table} {month}", 0
    place = _place(name, begin)
    rows = _rows(table, month)
    while until := _until(rows, place, settled):
        while some := list(_after(rows, place).filter(tx__lt=until).order_by("tx", "pk")[:IN_A_BATCH]):
            target.send([line(table, row) for row in some])
            place = some[-1].tx, some[-1].pk
            Mark.objects.update_or_create(name=name, defaults={"value": f"{place[0]} {place[1]}"})
            count += len(some)
    return count


def _rows(table: str, month: str) -> QuerySet[Any]:
    """By their ids: nobody but the owner may read a partition."""
    first, end = keys_of(month)
    rows = MODELS[table].objects.filter(pk__gte=first, pk__lt=end)
    return rows.select_related("text") if table == "statement" else rows


def _after(rows: QuerySet[Any], place: Place) -> QuerySet[Any]:
    tx, key = place
    return rows.filter(Q(tx__gt=tx) | Q(pk__gt=key), tx__gte=tx)


def _until(rows: QuerySet[Any], place: Place, settled: int) -> int:
    """Before which transaction the next rows end that are looked at together; 0 when there are none."""
    found = list(_after(rows, place).filter(tx__lt=settled).order_by("tx").values_list("tx", flat=True)[: AT_MOST + 1])
    if not found:
        return 0
    return settled if len(found) <= AT_MOST else max(found[-1], found[0] + 1)


def _place(name: str, begin: int) -> Place:
    """How far it came; before the first time, to what there was when the stream began."""
    mark = Mark.objects.filter(name=name).first()
    if mark is None:
        return begin, BEFORE_ALL
    tx, _, key = mark.value.partition(" ")
    return int(tx), UUID(key)


def _begin(settled: int) -> int:
    """The first transaction of the stream: what is there before anybody asked for one is not new."""
    mark, _ = Mark.objects.get_or_create(name=BEGIN, defaults={"value": str(settled)})
    return int(mark.value)


def _first_tx(day: datetime) -> int:
    """The smallest transaction of the rows since that day; of those to come when there are none."""
    since = Q(pk__gte=first_id_at(day.timestamp()))
    first = [
        tx
        for model in (Statement, Event)
        for tx in model.objects.filter(since).order_by("pk").values_list("tx", flat=True)[:LONG]
    ]
    return min(first, default=_settled())


def _settled() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT querylog_settled_tx()")
        return int(cursor.fetchone()[0])


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else is at it, for as long as this lasts."""
    with connection.cursor() as cursor:
        cursor.execute(ALONE)
        alone = cursor.fetchone() == (True,)
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute(NO_LONGER)
