"""Asking for a report that is closed to one's team: who may ask, who decides, and what each step does.

Every step is an event of the log, in the same transaction: what is not on record has not happened.
"""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from portal.access.models import Grant, Membership, Team, User
from portal.catalog import told
from portal.catalog.models import AccessRequest, Entry
from querylog.events import record
from querylog.models import Kind

DECIDES_ALL = "catalog.decide_requests"
State = AccessRequest.State


class CannotDecide(Exception):
    """The request can't be decided in this way; says why, for the person who tried."""


@transaction.atomic
def ask(person: User, team: Team, entry: Entry, *, reason: str, address: str) -> tuple[AccessRequest, bool]:
    """The person's open request for this report and team, and whether it is new. Asking twice is one request."""
    asked, is_new = AccessRequest.objects.get_or_create(
        person=person,
        team=team,
        report=entry.slug,
        state=State.OPEN,
        defaults={"person_name": person.get_username(), "team_name": team.name, "reason": reason},
    )
    if is_new:
        _remember(asked, "asked", by=person, reason=reason)
        told.those_who_decide(asked, entry, deciders_of(asked), address=address)
    return asked, is_new


def open_requests_of(person: Any, slug: str) -> QuerySet[AccessRequest]:
    return AccessRequest.objects.filter(person_id=person.pk, report=slug, state=State.OPEN)


def deciders_of(asked: AccessRequest) -> list[User]:
    """Who is told: the report's contact and the team's leads, or all who decide requests where there is neither."""
    contact = Q(pk__in=Entry.objects.filter(slug=asked.report).values("contact"))
    lead = Q(pk__in=Membership.objects.filter(team=asked.team, lead=True).values("user"))
    found = list(User.objects.filter(contact | lead, is_active=True).exclude(pk=asked.person_id or 0))
    return found or list(_who_decide_all().exclude(pk=asked.person_id or 0))


def _who_decide_all() -> QuerySet[User]:
    return User.objects.with_perm(DECIDES_ALL, backend="django.contrib.auth.backends.ModelBackend")


def to_decide(user: User) -> QuerySet[AccessRequest]:
    """The open requests that this person may decide, the oldest first."""
    may = _of_own_reports_and_teams(user)
    found = AccessRequest.objects.filter(Q() if user.has_perm(DECIDES_ALL) else may, state=State.OPEN)
    return _without_own(found, user).select_related("person", "team").order_by("asked_at")


def waiting_for(user: User) -> QuerySet[AccessRequest]:
    """Those of which this person was told: her bell counts them."""
    may = _of_own_reports_and_teams(user)
    if user.has_perm(DECIDES_ALL):
        may |= _of_nobody()
    return _without_own(AccessRequest.objects.filter(may, state=State.OPEN), user)


def may_decide(user: User, asked: AccessRequest) -> bool:
    """Her report, her team, or every request is hers; nobody decides her own but an admin."""
    if not user.is_active or (asked.person_id == user.pk and not user.is_superuser):
        return False
    mine = AccessRequest.objects.filter(_of_own_reports_and_teams(user), pk=asked.pk)
    return user.has_perm(DECIDES_ALL) or mine.exists()


def _of_own_reports_and_teams(user: User) -> Q:
    leads = Membership.objects.filter(user_id=user.pk, lead=True).values("team")
    return Q(team__in=leads) | Q(report__in=Entry.objects.filter(contact_id=user.pk).values("slug"))


def _of_nobody() -> Q:
    """Whose report has no contact and whose team has no lead, but perhaps the person who asks."""
    asker = OuterRef("person")
    leads = Membership.objects.filter(team=OuterRef("team"), lead=True, user__is_active=True).exclude(user=asker)
    contacts = Entry.objects.filter(slug=OuterRef("report"), contact__is_active=True).exclude(contact=asker)
    return ~Exists(leads) & ~Exists(contacts)


def _without_own(found: QuerySet[AccessRequest], user: User) -> QuerySet[AccessRequest]:
    return found if user.is_superuser else found.exclude(person_id=user.pk)


@transaction.atomic
def approve(pk: int, *, by: User, until: date | None, can_download: bool, answer: str, address: str) -> AccessRequest:
    """The request, approved, with a grant that lets its team in. Raises CannotDecide and PermissionDenied."""
    asked = _locked(pk, by)
    team = asked.team
    if team is None or not team.memberships.filter(user=asked.person).exists():
        raise CannotDecide(f"{asked.person_name} is not in the team {asked.team_name} any more. Decline, and say so.")
    if not Entry.objects.on_the_shelf().filter(slug=asked.report).exists():
        raise CannotDecide("The report is archived, so nobody can open it. Decline, and say so.")
    asked.decide(State.APPROVED, by=by, answer=answer)
    asked.allow(until=until, can_download=can_download)
    asked.save()
    _grant(team, asked)
    _remember(asked, "approved", by=by, until=str(until or ""), can_download=can_download)
    told.who_asked(asked, address=address)
    return asked


@transaction.atomic
def decline(pk: int, *, by: User, answer: str, address: str) -> AccessRequest:
    """The request, declined for this reason. Raises CannotDecide and PermissionDenied."""
    asked = _locked(pk, by)
    asked.decide(State.DECLINED, by=by, answer=answer)
    asked.save()
    _remember(asked, "declined", by=by, reason=answer)
    told.who_asked(asked, address=address)
    return asked


def put_away(pk: int, person: User) -> None:
    """The person has seen what came of her request: her bell forgets it."""
    outcome = AccessRequest.objects.filter(pk=pk, person=person, seen_at__isnull=True).exclude(state=State.OPEN)
    outcome.update(seen_at=timezone.now())


def outcomes_for(user: User) -> QuerySet[AccessRequest]:
    """What was decided of this person's requests, and she has not put away."""
    return AccessRequest.objects.filter(person_id=user.pk, seen_at__isnull=True).exclude(state=State.OPEN)


def _locked(pk: int, by: User) -> AccessRequest:
    """The open request, which nobody else decides meanwhile."""
    asked = AccessRequest.objects.select_for_update(of=("self",)).select_related("team", "person").get(pk=pk)
    if not may_decide(by, asked):
        raise PermissionDenied("This request is decided by the report's owner or by the lead of the team.")
    if not asked.is_open:
        raise CannotDecide(f"{asked.decided_by_name} has {asked.state} this request already.")
    return asked


def _grant(team: Team, asked: AccessRequest) -> None:
    """The team's grant as it was approved. One that holds already is never shortened, and loses nothing."""
    right, until, by = asked.can_download, asked.until, asked.decided_by_name
    Grant.objects.give(team, asked.report, can_download=right, until=until, by=by, widen=True)


def _remember(asked: AccessRequest, action: str, *, by: User, **facts: Any) -> None:
    record(
        Kind.PERMISSION,
        user_id=by.pk,
        name=by.get_username(),
        team=asked.team_name,
        report=asked.report,
        what="access request",
        which=str(asked),
        action=action,
        about=[asked.person_id] if asked.person_id else [],
        **facts,
    )
