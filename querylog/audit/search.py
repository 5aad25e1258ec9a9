"""Find statements: newest first, page by page by a key, so that the last page costs what the first one does.

A word may be part of a text, of a name, or an ID. Each of these ways has an index of its own, which one condition that
joined them by OR would not use. So each is asked for its newest statements, month by month, until a page is full.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, F, Func, Q

from querylog.audit.history import place_before
from querylog.ids import first_id_at
from querylog.models import SqlText, Statement
from querylog.seals.rows import months
from querylog.sensitive import found_by

PAGE = 50
MANY_TEXTS = 1_000  # a word of so many texts is so common that the newest statements are looked through instead
NAMES = ("asked_by_name", "team", "report")
QUERY_ID = re.compile(r"[0-9a-f-]{4,36}")
# Every name once: each step goes by the index to the next one, however many statements have the same.
DISTINCT = """
    WITH RECURSIVE names(name) AS (
        (SELECT {column} FROM querylog_statement WHERE {column} <> '' ORDER BY {column} LIMIT 1)
        UNION ALL
        SELECT (SELECT {column} FROM querylog_statement WHERE {column} > name AND {column} <> ''
                ORDER BY {column} LIMIT 1)
        FROM names WHERE name IS NOT NULL
    )
    SELECT name FROM names WHERE name IS NOT NULL
"""


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some statements, newest first, and the key of what comes after them, if anything does."""

    statements: list[Statement]
    after: str


def page_of(words: str, *, after: str, in_sql: bool = True) -> Page:
    """The statements that hold these words in their SQL, or are of this person, team, report, press or query ID.

    Without `in_sql` by the table that is read, in place of the SQL and its values: a search tells what is in them.
    """
    older = place_before(after)
    found = Q(pk__in=_newest(words.strip(), older, in_sql)) if words.strip() else older
    steps = Statement.objects.filter(found).select_related("text", "submission", "ending").order_by("-pk")
    listed = list(steps[: PAGE + 1])
    more = len(listed) > PAGE
    shown = listed[:PAGE]
    return Page(statements=shown, after=str(shown[-1].pk) if more else "")


def _newest(words: str, older: Q, in_sql: bool) -> set[UUID]:
    """The keys of at least a page and one, or of all that there are."""
    found: set[UUID] = set()
    ways = list(_ways(words, in_sql))
    for within in _months():
        for way in ways:
            some = Statement.objects.filter(way, older, within).order_by("-pk").values_list("pk", flat=True)
            found.update(some[: PAGE + 1])
        if len(found) > PAGE:
            break
    return found


def _ways(words: str, in_sql: bool) -> Iterator[Q]:
    """In which ways a statement can be found by these words, each with an index."""
    held = Q(sql__icontains=words) if in_sql else Q(tables__contains=[words.upper()])
    texts = SqlText.objects.filter(held).values_list("pk", flat=True)
    some = list(texts[: MANY_TEXTS + 1])
    if some:
        yield Q(text_id__in=texts if len(some) > MANY_TEXTS else some)
    for column in NAMES:
        if names := [name for name in _names(column) if words.casefold() in name.casefold()]:
            yield Q(**{f"{column}__in": names})
    if QUERY_ID.fullmatch(words.lower()):
        yield Q(submission__query_id__startswith=words.lower())
    if identity := _identity(words):
        yield Q(pk=identity) | Q(press=identity)
    for hidden in found_by(words) if in_sql else ():
        yield Q(_HIDES, binds__contains=hidden)


# Only few statements hide a value: an index of these alone is small, and is used where its condition is repeated.
_HIDES = Func(F("binds"), template="(%(expressions)s @? '$[*].hashed')", output_field=BooleanField())


def _names(column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(DISTINCT.format(column=column))
        return [name for (name,) in cursor.fetchall()]


def _identity(words: str) -> UUID | None:
    """The ID of a statement, or of a press of Refresh, if it is written like one."""
    try:
        return UUID(words)
    except ValueError:
        return None


def _months() -> Iterator[Q]:
    """The months of the log, newest first, as ranges of keys: PostgreSQL reads no other partition then."""
    for month in sorted(months(), reverse=True):
        start = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
        end = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
        yield Q(pk__gte=first_id_at(start.timestamp()), pk__lt=first_id_at(end.timestamp()))
