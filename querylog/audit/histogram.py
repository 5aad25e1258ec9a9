"""How many statements does a search find, over time? Counted exactly, or from a sample where that takes too long."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from django.db import Error, connection, transaction
from django.db.models import Count, DateTimeField, F, Func, Q, Value
from django.utils import timezone
from psycopg.errors import QueryCanceled

from querylog.audit.conditions import Conditions, conditions_of, key_at
from querylog.audit.language import Search
from querylog.audit.search import stretches
from querylog.models import Statement

MOST_BARS = 60
STEPS = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15)),
    *(timedelta(hours=hours) for hours in (1, 3, 6)),
    timedelta(days=1),
    timedelta(days=7),
)
PATIENCE = 1_500  # milliseconds for the exact count, and for each part of the sample
ONE_IN = 32  # of each bar's time, where it is sampled
LONG = 3_000_000  # rows, by PostgreSQL's own estimate
ROWS = """
    SELECT coalesce(sum(greatest(reltuples, 0)), 0) FROM pg_class JOIN pg_inherits ON inhrelid = oid
    WHERE inhparent = 'querylog_statement'::regclass
"""
FIRST_MONDAY = datetime(2001, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Bar:
    """How many there were from a moment on, until right before another."""

    start: datetime
    end: datetime
    count: int


@dataclass(frozen=True)
class Histogram:
    """All bars of a span, also those of nothing. An estimate says that it is one."""

    bars: tuple[Bar, ...] = ()
    estimated: bool = False

    @property
    def total(self) -> int:
        return sum(bar.count for bar in self.bars)


def histogram_of(search: Search, *, in_sql: bool = True) -> Histogram:
    """The bars of a search, from its first moment, or the log's, to its last, or to now.

    Empty when even a sample takes too long. Raises NotASearch as `page_of` does.
    """
    asked = conditions_of(search, in_sql=in_sql)
    edges = _edges(asked)
    if len(edges) < 2:
        return Histogram()
    try:
        if not (asked.anything and _is_long()):
            return Histogram(tuple(_counted(asked, edges)))
    except _TooSlow:
        pass
    try:
        return Histogram(tuple(_sampled(asked, edges)), estimated=True)
    except _TooSlow:
        return Histogram()


def _is_long() -> bool:
    """Whether the log has so many rows that counting them all would be too slow for certain."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        return bool(cursor.fetchone()[0] > LONG)


class _TooSlow(Exception):
    """PostgreSQL was stopped on the way."""


def _edges(asked: Conditions) -> list[datetime]:
    """Where each bar begins, and where the last one ends."""
    there = list(stretches(asked))
    if not there:
        return []
    start = _moment(there[-1][0].int)
    now = timezone.now().astimezone(UTC)
    end = min(_moment(there[0][1].int), now if asked.span.start < now else asked.span.end)
    step = next((each for each in STEPS if (end - start) / each <= MOST_BARS - 1), None)
    if step is None:
        return _months(start, end)
    first = FIRST_MONDAY + (start - FIRST_MONDAY) // step * step
    edges = [first]
    while edges[-1] < end:
        edges.append(edges[-1] + step)
    return edges


def _months(start: datetime, end: datetime) -> list[datetime]:
    edges = [start.replace(day=1, hour=0, minute=0, second=0, microsecond=0)]
    while edges[-1] < end:
        edges.append(edges[-1].replace(year=edges[-1].year + edges[-1].month // 12, month=edges[-1].month % 12 + 1))
    return edges


def _moment(key: int) -> datetime:
    return datetime.fromtimestamp((key >> 80) / 1000, UTC)


def _counted(asked: Conditions, edges: list[datetime]) -> Iterator[Bar]:
    """Each row once, by the time in its key: an index is enough for that."""
    counts: Counter[int] = Counter()
    at = Func(F("pk"), function="uuid_extract_timestamp", output_field=DateTimeField())
    place = Func(at, Value(edges), function="width_bucket", template="%(function)s(%(expressions)s::timestamptz[])")
    left = PATIENCE / 1000
    for first, end in stretches(asked):
        found = Statement.objects.filter(asked.within(asked.together, first, end))
        began = timezone.now()
        with _soon(left):
            counts.update(dict(found.values_list(place).annotate(Count("pk")).order_by()))
        left -= (timezone.now() - began).total_seconds()
        if left <= 0:
            raise _TooSlow
    for number, (start, end_of_bar) in enumerate(pairwise(edges), 1):
        yield Bar(start, end_of_bar, counts[number])


def _sampled(asked: Conditions, edges: list[datetime]) -> Iterator[Bar]:
    """Four short times out of each bar, evenly apart, stand for all of it."""
    began = timezone.now()
    for start, end in pairwise(edges):
        quarter = (end - start) / 4
        times = [(start + quarter * n, start + quarter * n + quarter / ONE_IN) for n in range(4)]
        count = 0
        for since, until in times:
            if (timezone.now() - began).total_seconds() * 1000 > 2 * PATIENCE:
                raise _TooSlow
            way = asked.together & Q(pk__gte=key_at(asked.span.start), pk__lt=key_at(asked.span.end))
            with _soon(PATIENCE / 1000):
                count += Statement.objects.filter(asked.within(way, key_at(since), key_at(until))).count()
        yield Bar(start, end, count * ONE_IN)


@contextmanager
def _soon(seconds: float) -> Iterator[None]:
    """What is asked in here has so many seconds. Raises _TooSlow."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(max(int(seconds * 1000), 1))])
            yield
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except Error as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise _TooSlow from error
        raise
