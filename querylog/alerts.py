"""Alerts that an analyst has not dealt with yet, and that she has: both are events, and neither is ever changed."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from querylog import events
from querylog.errors import PorticoError
from querylog.models import Event, Kind, Statement

LONGEST_WHY = LONGEST_KEY = 1000
MOST = 200  # alerts at once: what is left is told the next time


def _now() -> str:
    return timezone.now().isoformat(timespec="seconds")


@dataclass(frozen=True, kw_only=True)
class Alert:
    """Something that wants an analyst's attention. Its `key` is the same whenever it is found, so it is told once.

    `words` is the search that shows the statements behind it; `rule` and `person` are of a rule that found it; `ours`
    and `theirs` are what the log and Snowflake say.
    """

    key: str
    problem: str
    what: str = ""
    sentence: str = ""
    at: str = field(default_factory=_now)
    query_id: str = ""
    statement_id: str = ""
    words: str = ""
    rule: str = ""
    person: int | None = None
    ours: str = ""
    theirs: str = ""


class NoReason(PorticoError):
    """It was marked as seen without a word."""

    sentence = "Say in a word why this alert needs no more attention, and mark it again."


def tell_new(found: Iterable[Alert], *, by: str) -> None:
    """An event for each that was never told before, also when that was dealt with since. Raises LogUnavailable."""
    by_key = {each.key[:LONGEST_KEY]: each for each in found}
    told = Event.objects.filter(kind=Kind.ALERT, facts__key__in=list(by_key))
    known = set(told.values_list("facts__key", flat=True))
    for key, each in [(key, each) for key, each in by_key.items() if key not in known][:MOST]:
        statement = Statement(pk=UUID(each.statement_id)) if each.statement_id else None
        events.record(Kind.ALERT, user_id=None, name=by, statement=statement, **{**asdict(each), "key": key})


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
