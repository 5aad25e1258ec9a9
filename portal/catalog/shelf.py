"""What stands on a person's shelf: her reports by area and order, those with her star, those she opened last."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db import OperationalError, connection, transaction

from portal.access.models import User
from portal.access.rights import Someone, reports_for
from portal.catalog.models import Entry, Favourite
from portal.catalog.sync import as_declared
from querylog.models import Event, Kind
from reports import Report

MOST_RECENT = 4
VIEWS_LOOKED_AT = 100
A_MOMENT = "SET LOCAL lock_timeout = '300ms'; SET LOCAL statement_timeout = '2s'"


@dataclass(frozen=True, kw_only=True)
class Card:
    """One report as it is shown to one person."""

    report: type[Report]
    entry: Entry
    starred: bool = False

    @property
    def certified(self) -> bool:
        return self.entry.is_certified(self.report.fingerprint)

    @property
    def was_certified(self) -> bool:
        return self.entry.was_certified(self.report.fingerprint)


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """The home page's reports."""

    areas: Sequence[tuple[str, Sequence[Card]]]
    favourites: Sequence[Card]
    recent: Sequence[Card]


def shelf_of(user: Someone) -> Shelf:
    """Everything that is open to this person. A report that no sync has seen yet stands where its file says."""
    starred = starred_by(user)
    cards = cards_of(reports_for(user), starred)
    by_slug = {card.report.slug: card for card in cards}
    recent = [by_slug[slug] for slug in opened_last(user) if slug in by_slug]
    return Shelf(
        areas=[(area, list(group)) for area, group in groupby(cards, key=lambda card: card.entry.shown_area)],
        favourites=[card for card in cards if card.starred],
        recent=recent[:MOST_RECENT],
    )


def cards_of(reports: Sequence[type[Report]], starred: set[str]) -> list[Card]:
    """By area, then in the order that admins gave, then by title."""
    slugs = [report.slug for report in reports]
    entries = {entry.slug: entry for entry in _shown_of(slugs)}
    cards = [
        Card(
            report=report,
            entry=entries.get(report.slug) or as_declared(report, Entry(slug=report.slug)),
            starred=report.slug in starred,
        )
        for report in reports
    ]
    return sorted(cards, key=lambda card: (card.entry.shown_area, card.entry.order, card.report.title.lower()))


def card_of(report: type[Report], user: Someone) -> Card:
    """The one report, for a person to whom it is open."""
    return cards_of([report], starred_by(user))[0]


def starred_by(user: Someone) -> set[str]:
    return set(Favourite.objects.filter(user_id=user.pk or 0).values_list("report", flat=True))


def opened_last(user: Someone) -> list[str]:
    """The slugs of the reports that this person opened last, the newest first; none while the log can't be read.

    The shelf is there without the log, so it waits for it for a moment only.
    """
    views = Event.objects.filter(person_id=user.pk, kind=Kind.VIEWED).order_by("-pk")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(A_MOMENT)
            return list(dict.fromkeys(views.values_list("report", flat=True)[:VIEWS_LOOKED_AT]))
    except OperationalError:
        return []


def star(user: User, slug: str, *, on: bool) -> None:
    """Give the report this person's star, or take it away; twice is once."""
    if on:
        Favourite.objects.get_or_create(user=user, report=slug)
    else:
        Favourite.objects.filter(user=user, report=slug).delete()


def _shown_of(slugs: list[str]) -> list[Entry]:
    found = Entry.objects.filter(slug__in=slugs).select_related("contact")
    return list(found.defer("document", "document_shown", "about", "data", "tables", "columns"))
