"""How many statements does a search find, over time? Counted exactly, or from a sample where that takes too long."""

import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import pairwise
from operator import or_

from django.db import Error, connection, transaction
from django.db.models import Count, DateTimeField, F, Func, Q, Value
from django.utils import timezone
from psycopg.errors import QueryCanceled

from querylog.audit.conditions import Conditions, conditions_of, key_at
from querylog.audit.language import Search
from querylog.audit.moments import FIRST, LAST, Span
from querylog.audit.months import month_after
from querylog.audit.search import newest, stretches
from querylog.ids import moment_of
from querylog.models import Statement

MOST_BARS = 60
STEPS = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15)),
    *(timedelta(hours=hours) for hours in (1, 3, 6)),
    timedelta(days=1),
    timedelta(days=7),
)
PATIENCE, PATIENCE_OF_ALL = 0.7, 4.0  # seconds for an exact count; for a sample
FEW = 5_000  # statements that are counted one by one
ONE_IN = 64  # of each bar's time, where it is sampled
LONG = 3_000_000  # rows, by PostgreSQL's own estimate
ROWS = """
    SELECT coalesce(sum(greatest(reltuples, 0)), 0) FROM pg_class JOIN pg_inherits ON inhrelid = oid
    WHERE inhparent = 'querylog_statement'::regclass
"""
WHENEVER = Span(FIRST, LAST)
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
    for count in (_listed, _counted, _sampled):
        try:
            if counts := count(asked, edges):
                bars = zip(pairwise(edges), counts, strict=True)
                return Histogram(tuple(Bar(*ends, number) for ends, number in bars), estimated=count is _sampled)
        except _TooSlow:
            continue
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
    start = moment_of(there[-1][0])
    now = timezone.now().astimezone(UTC)
    end = min(moment_of(there[0][1]), now if asked.span.start < now else asked.span.end)
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
        edges.append(month_after(edges[-1]))
    return edges


def _listed(asked: Conditions, edges: list[datetime]) -> list[int]:
    """Of a search that finds few, from their keys: each way is asked by its own index. Nothing when it finds more."""
    with _soon(PATIENCE):
        keys = newest(asked, size=FEW + 1)
    if len(keys) > FEW:
        return []
    places = Counter(bisect_right(edges, moment_of(key)) for key in keys)
    return [places[number] for number in range(1, len(edges))]


def _counted(asked: Conditions, edges: list[datetime]) -> list[int]:
    """Each row once, by the time in its key: an index is enough for that. Nothing of a log that is too long for it."""
    if asked.anything and asked.span == WHENEVER and _is_long():
        return []
    counts: Counter[int] = Counter()
    at = Func(F("pk"), function="uuid_extract_timestamp", output_field=DateTimeField())
    place = Func(at, Value(edges), function="width_bucket", template="%(function)s(%(expressions)s::timestamptz[])")
    until = time.monotonic() + PATIENCE
    for first, end in stretches(asked):
        found = Statement.objects.filter(asked.within(asked.together, first, end))
        with _soon(until - time.monotonic()):
            counts.update(dict(found.values_list(place).annotate(Count("pk")).order_by()))
    return [counts[number] for number in range(1, len(edges))]


def _sampled(asked: Conditions, edges: list[datetime]) -> list[int]:
    """Four short times out of each bar, evenly apart, stand for all of it."""
    counts = []
    until = time.monotonic() + PATIENCE_OF_ALL
    start, end = key_at(asked.span.start), key_at(asked.span.end)
    for since, following in pairwise(edges):
        quarter = (following - since) / 4
        begins = [since + quarter * number for number in range(4)]
        times = (Q(pk__gte=key_at(each), pk__lt=key_at(each + quarter / ONE_IN)) for each in begins)
        way = asked.together & Q(pk__gte=start, pk__lt=end) & reduce(or_, times)
        with _soon(until - time.monotonic()):
            found = Statement.objects.filter(asked.within(way, key_at(since), key_at(following)))
            counts.append(found.count() * ONE_IN)
    return counts


@contextmanager
def _soon(seconds: float) -> Iterator[None]:
    """What is asked in here has so many seconds. Raises _TooSlow."""
    if seconds <= 0:
        raise _TooSlow
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(max(int(seconds * 1000), 1))])
            yield
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except Error as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise _TooSlow from error
        raise
