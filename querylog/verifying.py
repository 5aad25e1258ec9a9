"""Set the log against its seals, and put on record that it was done: from which seal on, what came of it, how long."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.utils import timezone

from querylog import events
from querylog.alerts import Alert, tell_new
from querylog.errors import LogUnavailable
from querylog.models import Event, Kind, Seal
from querylog.seals.checking import check
from querylog.seals.found import Checked
from querylog.seals.keys import public_key

KEEPER = "keeplog"
NIGHT = 1  # o'clock, in UTC
WEEK = timedelta(days=7)
MOST_NAMED = 20


def verify(
    *,
    by: str,
    since: int = 1,
    place: str = "",
    key: Ed25519PublicKey | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Checked:
    """What `check` finds of the seals from number `since` on. Each difference of a first time is an alert as well."""
    began = time.monotonic()
    found = check(since=since, place=place, key=key, progress=progress)
    sentences = [str(each) for each in found.differences]
    last = Seal.objects.order_by("-number").values_list("number", flat=True).first()
    events.record_if_possible(
        Kind.VERIFIED,
        user_id=None,
        name=by,
        since=since,
        until=last or 0,
        seals=found.seals,
        rows=found.rows - found.unsealed,
        unsealed=found.unsealed,
        count=len(sentences),
        differences=sentences[:MOST_NAMED],
        outside=bool(place),
        signatures=key is not None,
        seconds=round(time.monotonic() - began, 3),
    )
    with suppress(LogUnavailable):  # whoever asked is told all the same, and the next time is another chance
        tell_new([_alert(each) for each in sentences[:MOST_NAMED]], by=by)
    return found


def _alert(sentence: str) -> Alert:
    return Alert(key=f"seal:{sentence}", problem="not as it was sealed", sentence=sentence)


def run_due() -> Checked | None:
    """Each night what was sealed since the day before, and once a week everything; nothing when that is done."""
    night = _last_night()
    done = Event.objects.filter(kind=Kind.VERIFIED, person_name=KEEPER).order_by("-pk")
    last = done.first()
    if (last and last.at >= night) or not Seal.objects.exists():
        return None
    whole = done.filter(facts__since=1).first()
    since = first_since(night - timedelta(days=1)) if whole and whole.at > night - WEEK else 1
    key = public_key(settings.SEAL_KEY_FILE) if settings.SEAL_KEY_FILE else None
    return verify(by=KEEPER, since=since, place=settings.SEAL_CHECKPOINTS, key=key)


def last_verification() -> Event | None:
    """The event that keeps it."""
    return Event.objects.filter(kind=Kind.VERIFIED).order_by("-pk").first()


def first_since(day: datetime) -> int:
    """The number of the first seal of that moment or later; one more than there are when none is."""
    number = Seal.objects.filter(at__gte=day).order_by("number").values_list("number", flat=True).first()
    return number or 1 + Seal.objects.count()


def _last_night() -> datetime:
    now = timezone.now()
    night = now.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    return night if night <= now else night - timedelta(days=1)
