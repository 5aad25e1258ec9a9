"""Alerts that an analyst has not dealt with yet, and that she has: both are events, and neither is ever changed."""

from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from querylog import events
from querylog.errors import PorticoError
from querylog.models import Event, Kind

LONGEST_WHY = LONGEST_KEY = 1000


class NoReason(PorticoError):
    """It was marked as seen without a word."""

    sentence = "Say in a word why this alert needs no more attention, and mark it again."


def tell_once(key: str, *, by: str, problem: str, sentence: str) -> None:
    """An alert that says this, unless one with the same key was ever given."""
    key = key[:LONGEST_KEY]
    if not Event.objects.filter(kind=Kind.ALERT, facts__key=key).exists():
        at = timezone.now().isoformat(timespec="seconds")
        events.record_if_possible(
            Kind.ALERT, user_id=None, name=by, key=key, problem=problem, sentence=sentence, at=at, query_id=""
        )


def still_open() -> QuerySet[Event]:
    """The alerts that nobody has marked as seen, newest first."""
    seen = Event.objects.filter(kind=Kind.SEEN).annotate(of=KT("facts__alert"))
    of_this = seen.filter(of=Cast(OuterRef("pk"), TextField()))
    return Event.objects.filter(~Exists(of_this), kind=Kind.ALERT).order_by("-pk")


def mark_as_seen(alert: Event, *, user_id: int | None, name: str, why: str) -> Event:
    """It is on record who has seen it, and why it is settled. Raises NoReason and LogUnavailable."""
    why = why.replace("\0", "").strip()[:LONGEST_WHY]
    if not why:
        raise NoReason
    return events.record(
        Kind.SEEN,
        user_id=user_id,
        name=name,
        statement=alert.statement,
        alert=str(alert.pk),
        why=why,
    )
