"""Many grants at once: what would change, in words, and then that very change. Each is an event of the log."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from portal.access.models import Grant, GrantQuerySet, Team, User

MOST = 1_000  # grants at once: so many events are written while a person waits


class ChangedMeanwhile(Exception):
    """What was looked at is not what would change now."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a grant gives: the right, and until when."""

    can_download: bool
    until: date | None

    def __str__(self) -> str:
        right = "view and download" if self.can_download else "view"
        return f"{right}, until {self.until:%-d %B %Y}" if self.until else f"{right}, no end"


@dataclass(frozen=True, kw_only=True)
class Step:
    """What becomes of one team's grant of one report. `before` is None where there is none."""

    team: Team
    report: str
    before: Given | None
    after: Given

    @property
    def changes(self) -> bool:
        return self.before != self.after

    @property
    def was(self) -> str:
        """What there is now, in words."""
        if self.before is None:
            return "closed"
        return f"ended on {self.before.until:%-d %B %Y}" if self.opens else str(self.before)

    @property
    def opens(self) -> bool:
        """Does it let people in who could not open the report by this grant today?"""
        was = self.before
        return was is None or (was.until is not None and was.until < timezone.localdate())


def planned(teams: Collection[Team], reports: Collection[str], given: Given) -> list[Step]:
    """A step for each team and report. A grant that gives as much already stays as it is, and none is shortened."""
    held = {(each.team_id, each.report): each for each in _held(teams, reports)}
    return [_step(team, report, held.get((team.pk, report)), given) for team in teams for report in reports]


def people_let_in(steps: Iterable[Step]) -> int:
    """How many people are in the teams to which something is opened."""
    teams = {step.team.pk for step in steps if step.opens}
    return User.objects.filter(is_active=True, memberships__team__in=teams).distinct().count()


def fingerprint(steps: Iterable[Step]) -> str:
    """By what one tells whether these are the steps that were looked at."""
    told = [(each.team.pk, each.report, str(each.before), str(each.after)) for each in steps]
    return hashlib.sha256(repr(told).encode()).hexdigest()


@transaction.atomic
def apply(teams: Collection[Team], reports: Collection[str], given: Given, *, by: str, seen: str) -> list[Step]:
    """The changes that were made, all or none. Raises ChangedMeanwhile when they are not those that were seen."""
    list(_held(teams, reports).select_for_update(of=("self",)))  # nobody changes them meanwhile
    steps = planned(teams, reports, given)
    if fingerprint(steps) != seen:
        raise ChangedMeanwhile
    changed = [step for step in steps if step.changes]
    for step in changed:
        right, until = step.after.can_download, step.after.until
        Grant.objects.give(step.team, step.report, can_download=right, until=until, by=by, widen=True)
    return changed


def _step(team: Team, report: str, held: Grant | None, given: Given) -> Step:
    if held is None:
        return Step(team=team, report=report, before=None, after=given)
    before = Given(can_download=held.can_download, until=held.until)
    held.widen(can_download=given.can_download, until=given.until)
    after = Given(can_download=held.can_download, until=held.until)
    return Step(team=team, report=report, before=before, after=after)


def _held(teams: Collection[Team], reports: Collection[str]) -> GrantQuerySet:
    return Grant.objects.filter(team__in=teams, report__in=reports).select_related("team")
