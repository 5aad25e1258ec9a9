"""Legal holds: months of the log that stay until somebody releases them. Each step is on record with a reason."""

import re
from typing import Any

from django.db import transaction
from django.utils import timezone

from querylog import events
from querylog.errors import PorticoError
from querylog.models import Hold, Kind

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
LONGEST_NAME, LONGEST_WHY = 100, 1000


class HoldRefused(PorticoError):
    """Something is missing, or is no month."""


def make(*, name: str, why: str, first: str, last: str, user_id: int | None, by: str) -> Hold:
    """These months stay from now on; an empty one is open on its side. Raises HoldRefused and LogUnavailable."""
    name, why, first, last = _clean(name)[:LONGEST_NAME], _clean(why)[:LONGEST_WHY], _clean(first), _clean(last)
    if not name:
        raise HoldRefused("Give the hold the name of its matter, such as “Case 12/2026”.")
    if not why:
        raise HoldRefused("Say in a word why these months have to stay.")
    for month in filter(None, (first, last)):
        if not MONTH.fullmatch(month):
            raise HoldRefused(f"{month[:20]!r} is no month. Write it as 2026-01, or leave it empty.")
    if first and last and first > last:
        raise HoldRefused(f"The hold would end before it begins: {last} is before {first}. Change one of the two.")
    with transaction.atomic():
        hold = Hold.objects.create(name=name, why=why, first=first, last=last, by=by)
        _record(hold, "made", why, user_id=user_id, by=by)
    return hold


def release(hold: Hold, *, why: str, user_id: int | None, by: str) -> None:
    """The retention rule holds again for its months. Raises HoldRefused and LogUnavailable."""
    why = _clean(why)[:LONGEST_WHY]
    if not why:
        raise HoldRefused(f"Say in a word why “{hold.name}” is over, and release it again.")
    with transaction.atomic():
        there = Hold.objects.filter(pk=hold.pk, released_at=None)
        if not there.update(released_at=timezone.now(), released_by=by):
            raise HoldRefused(f"“{hold.name}” was released already.")
        _record(hold, "released", why, user_id=user_id, by=by)


def _record(hold: Hold, action: str, why: str, *, user_id: int | None, by: str) -> None:
    about: dict[str, Any] = {"action": action, "hold": hold.name, "first": hold.first, "last": hold.last, "why": why}
    events.record(Kind.HELD, user_id=user_id, name=by, number=hold.pk, **about)


def _clean(text: str) -> str:
    return " ".join(text.replace("\0", "").encode(errors="replace").decode().split())
