"""The kinds of people who come, each a column of the table: one of the cast, and what has happened to her since."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from portal.access.models import Grant, User

WITHOUT_SECOND_STEP = "dev, by password alone"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of person: whose session she has, and what has happened since."""

    name: str
    session: str
    told: str
    since: Callable[[], object] = lambda: None


def _switched_off() -> None:
    ana = User.objects.get(username="ana")
    ana.is_active = False
    ana.save()


def _grant_taken_away() -> None:
    Grant.objects.filter(team__name="Shopper insights").delete()


def _grant_ended() -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Grant.objects.filter(team__name="Shopper insights").update(until=yesterday)


KINDS = (
    Kind(name="nobody", session="", told="Someone who has not signed in"),
    Kind(name="off", session="ana", told="Ana, switched off since she signed in", since=_switched_off),
    Kind(name="ben", session="ben", told="Ben, of another team, which has no report"),
    Kind(name="lost", session="ana", told="Ana, of the same team, whose grant was taken away", since=_grant_taken_away),
    Kind(name="ended", session="ana", told="Ana, whose team's grant ended yesterday", since=_grant_ended),
    Kind(name="fay", session="fay", told="Fay, whose team may view, and not download"),
    Kind(name="ana", session="ana", told="Ana, whose team may view and download; the run and the key are hers"),
    Kind(name="rae", session="rae", told="Rae, of Ana's team, who develops reports and is the contact of this one"),
    Kind(name="cleo", session="cleo", told="Cleo, who audits"),
    Kind(name="dev", session="dev", told="Dev, who administers, with his second step shown"),
    Kind(name="unshown", session=WITHOUT_SECOND_STEP, told="Dev, who has not shown his second step"),
)


def kinds_called(*names: str) -> list[Kind]:
    return [kind for kind in KINDS if kind.name in names]
