"""Who has ever read this column? Its statements, newest first, with what was done with them, and the people."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from querylog.audit import months
from querylog.audit.conditions import of_texts
from querylog.audit.history import PAGE, Entry, History, place_before
from querylog.models import Event, Kind, SqlText, Statement

MOST_COUNTED = 5_000  # statements of which it is said who asked them
MOST_PEOPLE = 50
MOST_EVENTS = 200  # of the statements on one page
AT_ONCE = 1_000
WITH_A_RESULT = (Kind.DOWNLOADED, Kind.REUSED, Kind.COMMENTED)


@dataclass
class Reader:
    """One person, in one team: how many statements, how often served by another one's, and when first and last."""

    id: int | None
    name: str
    team: str
    first: datetime
    last: datetime
    statements: int = 0
    served: int = 0

    def met(self, at: datetime) -> None:
        self.first, self.last = min(self.first, at), max(self.last, at)


@dataclass(frozen=True, kw_only=True)
class Readers:
    """The people who read a column, those with the most statements first; of the newest `counted` of them."""

    people: list[Reader]
    more: int  # people
    counted: int
    all_counted: bool


def of_column(name: str, *, after: str) -> History:
    """What read this column, and what was done with the results: downloads, comments, reuse by others."""
    listed = list(_newest(_texts(name), place_before(after), PAGE + 1))
    shown = [identity for identity, *_ in listed[:PAGE]]
    whole = Statement.objects.select_related("text", "submission", "ending").in_bulk(shown)
    done = _events_of(shown)
    entries: list[Entry] = []
    for identity in shown:
        statement = whole[identity]
        entries += [Entry(id=each.pk, at=each.at, event=each) for each in done[identity]]
        entries.append(Entry(id=identity, at=statement.intended_at, statement=statement))
    return History(entries=entries, after=str(shown[-1]) if len(listed) > PAGE else "")


def readers_of(name: str) -> Readers:
    """Who asked the newest statements that read this column, and who was served by one of these."""
    newest = list(_newest(_texts(name), Q(), MOST_COUNTED + 1))
    counted = newest[:MOST_COUNTED]
    found: dict[tuple[Any, ...], Reader] = {}

    def reader(person: int | None, called: str, team: str, at: datetime) -> Reader:
        one = found.setdefault((person, called if person is None else "", team), Reader(person, called, team, at, at))
        one.met(at)
        return one

    for _, person, called, team, at in counted:
        reader(person, called, team, at).statements += 1
    for event in _reused([identity for identity, *_ in counted]):
        reader(event.person_id, event.person_name, event.team, event.at).served += 1
    people = sorted(found.values(), key=lambda each: (-each.statements, -each.served, each.name))
    return Readers(
        people=people[:MOST_PEOPLE],
        more=max(len(people) - MOST_PEOPLE, 0),
        counted=len(counted),
        all_counted=len(newest) <= MOST_COUNTED,
    )


def has_unknown_texts(name: str) -> bool:
    """Are there texts that read the table, of which nobody noted the columns?"""
    table = name.rpartition(".")[0]
    return SqlText.objects.filter(tables__contains=[table], columns__isnull=True).exists()


def _texts(name: str) -> QuerySet[SqlText]:
    return SqlText.objects.filter(columns__overlap=[name, f"{name.rpartition('.')[0]}.*"])


def _newest(texts: QuerySet[SqlText], older: Q, most: int) -> Iterator[tuple[UUID, int | None, str, str, datetime]]:
    """The newest statements with one of these texts: key, person, name, team, time."""
    wanted = of_texts(texts)
    for first, end in months.newest_first():
        rows = Statement.objects.filter(wanted, older, pk__gte=first, pk__lt=end).order_by("-pk")
        for row in rows.values_list("pk", "asked_by_id", "asked_by_name", "team", "intended_at")[:most]:
            most -= 1
            yield row
        if not most:
            return


def _events_of(statements: Collection[UUID]) -> dict[UUID, list[Event]]:
    """What was done with these statements and with those that read their results, newest first, by statement."""
    if not statements:
        return {}
    since = min(statements)
    children = dict(Statement.objects.filter(parent_id__in=statements, pk__gte=since).values_list("pk", "parent_id"))
    events = Event.objects.filter(
        statement_id__in=[*statements, *children], kind__in=WITH_A_RESULT, pk__gte=since
    ).order_by("-pk")
    done: dict[UUID, list[Event]] = defaultdict(list)
    for event in events[:MOST_EVENTS]:
        if event.statement_id:
            done[children.get(event.statement_id) or event.statement_id].append(event)
    return done


def _reused(statements: list[UUID]) -> Iterator[Event]:
    """That somebody else was served by one of these."""
    for start in range(0, len(statements), AT_ONCE):
        some = statements[start : start + AT_ONCE]
        yield from Event.objects.filter(statement_id__in=some, kind=Kind.REUSED, pk__gte=min(some))
