"""What happened, statements and events together: all of one person, of one report, or of one table; newest first.

Ids begin with their time, so the newest of both kinds are those with the greatest ids: each is read from its index.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from querylog.models import Event, Kind, SqlText, Statement

PAGE = 50
MOST_WORDS = 10  # of a search
CHANGES = (Kind.PERMISSION, Kind.ADMIN)
SAID = Concat(
    "person_name",
    Value(" "),
    "team",
    Value(" "),
    "report",
    Value(" "),
    Cast("facts", TextField()),
    output_field=TextField(),
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of a history: a statement or an event."""

    id: UUID
    at: datetime
    statement: Statement | None = None
    event: Event | None = None


@dataclass(frozen=True, kw_only=True)
class History:
    """Some entries, newest first, and the key of what comes after them, if anything does."""

    entries: list[Entry]
    after: str


def of_person(person_id: int, *, after: str) -> History:
    """What this person asked and did, and what was changed of her rights by others."""
    about = Event.objects.filter(kind=Kind.PERMISSION, facts__contains={"about": [person_id]})
    return _newest(
        Statement.objects.filter(asked_by_id=person_id),
        [Event.objects.filter(person_id=person_id), about.exclude(person_id=person_id) | about.filter(person_id=None)],
        after=after,
    )


def of_report(slug: str, *, after: str) -> History:
    """What was asked for this report, and who opened it, downloaded from it, or was granted it."""
    return _newest(Statement.objects.filter(report=slug), [Event.objects.filter(report=slug)], after=after)


def of_table(name: str, *, after: str) -> History:
    """What was asked of this table, what was done with those very statements, and who was to see what of it.

    The texts that name it are looked for first: rows by the keys of their texts are in an index.
    """
    texts = list(SqlText.objects.filter(tables__contains=[name.upper()]).values_list("pk", flat=True))
    return _newest(
        Statement.objects.filter(text_id__in=texts),
        [Event.objects.filter(statement__text_id__in=texts), concerning(f"table:{name.upper()}")],
        after=after,
    )


def concerning(what: str) -> QuerySet[Event]:
    """The changes of rights and rules that concern this, such as "access.team:3" or "table:LOYALTY.BASKETS"."""
    return Event.objects.filter(kind=Kind.PERMISSION, facts__contains={"concerns": [what]})


def changes(words: str, *, after: str) -> History:
    """Every change of rights, rules and the catalog that holds all these words: who, what, from or to."""
    holding = Q()
    for word in words.split()[:MOST_WORDS]:
        holding &= Q(said__icontains=word)
    found = Event.objects.annotate(said=SAID).filter(holding)
    # Kind by kind: each has its own order in the index, and one condition for both would have none.
    return _newest(Statement.objects.none(), [found.filter(kind=kind) for kind in CHANGES], after=after)


def events_of(statement: Statement) -> QuerySet[Event]:
    """What was done with one statement, newest first."""
    return Event.objects.filter(statement_id=statement.pk).order_by("-pk")


def _newest(statements: QuerySet[Statement], events: Iterable[QuerySet[Event]], *, after: str) -> History:
    older = place_before(after)
    asked = statements.filter(older).select_related("text", "submission", "ending").order_by("-pk")[: PAGE + 1]
    entries = [Entry(id=each.pk, at=each.intended_at, statement=each) for each in asked]
    for some in events:
        entries += [
            Entry(id=each.pk, at=each.at, event=each) for each in some.filter(older).order_by("-pk")[: PAGE + 1]
        ]
    entries.sort(key=lambda entry: entry.id, reverse=True)
    shown = entries[:PAGE]
    return History(entries=shown, after=str(shown[-1].id) if len(entries) > PAGE else "")


def place_before(after: str) -> Q:
    """What is older than the key of a page; everything when there is none, or none that we made."""
    try:
        return Q(pk__lt=UUID(after))
    except ValueError:
        return Q()
