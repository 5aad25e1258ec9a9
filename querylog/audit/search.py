"""Find statements: newest first, page by page by a key, so that the last page costs what the first one does.

Each way in which a search can hold is asked for its newest statements, month by month, until a page is full.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from querylog.audit import months
from querylog.audit.conditions import Conditions, conditions_of, key_at
from querylog.audit.language import Search
from querylog.models import Statement, Usage

PAGE = 50
IN_A_BATCH = 2_000
AFTER_ALL = UUID(int=2**128 - 1)


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some statements, newest first, and the key of what comes after them, if anything does."""

    statements: list[Statement]
    after: str


def page_of(search: Search, *, after: str = "", in_sql: bool = True, size: int = PAGE) -> Page:
    """The newest statements that a search finds, before the key of a page.

    Without `in_sql` words are looked for in the tables that are read, in place of the SQL and its values: a search
    tells what is in them. Raises NotASearch when the search needs them.
    """
    found = newest(conditions_of(search, in_sql=in_sql), before=key_of(after), size=size + 1)
    shown = with_steps(found[:size])
    return Page(statements=shown, after=str(shown[-1].pk) if len(found) > size else "")


def each_page(search: Search, *, in_sql: bool = True, size: int = IN_A_BATCH) -> Iterator[list[Statement]]:
    """All that a search finds, newest first, so many at a time. Raises NotASearch as `page_of` does."""
    asked, before = conditions_of(search, in_sql=in_sql), AFTER_ALL
    while found := newest(asked, before=before, size=size):
        yield with_steps(found)
        before = found[-1]


def with_steps(keys: Iterable[UUID]) -> list[Statement]:
    """The statements of these keys, newest first, with their texts, their steps, and what Snowflake says they cost."""
    keys = list(keys)
    found = Statement.objects.filter(pk__in=keys).select_related("text", "submission", "ending").order_by("-pk")
    usage = Usage.objects.in_bulk(keys)
    statements = list(found)
    for each in statements:
        each.usage = usage.get(each.pk)
    return statements


def key_of(after: str) -> UUID:
    """The key of a page; what is after everything when there is none, or none that we made."""
    try:
        return UUID(after)
    except ValueError:
        return AFTER_ALL


def newest(asked: Conditions, *, size: int, before: UUID = AFTER_ALL) -> list[UUID]:
    """The keys of so many, or of all that there are."""
    found: set[UUID] = set()
    for first, end in stretches(asked, before):
        for way in asked.ways:
            some = Statement.objects.filter(asked.within(way, first, end)).order_by("-pk").values_list("pk", flat=True)
            found.update(some[:size])
        if len(found) >= size:
            break
    return sorted(found, reverse=True)[:size]


def stretches(asked: Conditions, before: UUID = AFTER_ALL) -> Iterator[tuple[UUID, UUID]]:
    """The months that have to be looked at, newest first, from key to key: PostgreSQL reads no other partition then."""
    start, end = key_at(asked.span.start), min(key_at(asked.span.end), before)
    for begins, ends in months.newest_first():
        first, last = max(begins, start), min(ends, end)
        if first < last:
            yield first, last
