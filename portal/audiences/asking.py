"""Who has to be asked before ids leave, who answers, and what each step does.

Every step is an event of the log, in the same transaction: what is not on record has not happened.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from portal.access.models import Membership, Team, User
from portal.access.rights import openings
from portal.audiences import told
from portal.audiences.models import AudienceRequest, kept_until
from querylog.events import record
from querylog.models import Kind
from reports.run.audiences import Ids, Sought

APPROVES_ALL = "audiences.approve_audiences"
State = AudienceRequest.State


class CannotDecide(Exception):
    """The request can't be decided in this way; says why, for the person who tried."""


def team_that_approves(person_id: int, slug: str) -> Team | None:
    """The team whose lead has to approve what this person exports from the report; None where nobody has to.

    Of all the teams that open it to her, one that asks for approval is enough.
    """
    through = [each.team_id for each in openings(people=[person_id], reports=[slug])]
    return Team.objects.filter(pk__in=through, approves_audiences=True).first()


@transaction.atomic
def ask(sought: Sought, ids: Ids, *, person: User, team: Team, purpose: str, address: str) -> AudienceRequest:
    """The person's open request for these very ids. Asking twice is one request."""
    base = sought.base
    asked, is_new = AudienceRequest.objects.get_or_create(
        person=person,
        query_id=base.query_id,
        visual=sought.visual.name,
        sha256=ids.sha256,
        state=State.OPEN,
        defaults={
            "person_name": person.get_username(),
            "team": team,
            "team_name": team.name,
            "report": sought.report.slug,
            "run": sought.run.pk,
            "picks": _kept(sought),
            "criteria": sought.criteria,
            "purpose": purpose,
            "count": ids.count,
            "kept_until": kept_until(base.ending.at),
        },
    )
    if is_new:
        _remember(asked, "asked", by=person, reason=purpose)
        told.those_who_decide(asked, deciders_of(asked), address=address)
    return asked


def requests_of(person_id: int) -> QuerySet[AudienceRequest]:
    return AudienceRequest.objects.filter(person_id=person_id)


def requests_for(sought: Sought) -> QuerySet[AudienceRequest]:
    """What this person asked of this very audience."""
    mine = requests_of(sought.viewer.user_id)
    return mine.filter(run=sought.run.pk, visual=sought.visual.name, picks=_kept(sought))


def _kept(sought: Sought) -> list[list[Any]]:
    """The clicks as a request keeps them: those that narrow this audience, once the compiler has found them sound."""
    return [[each.column, each.value, each.source] for each in sought.clicks]


def deciders_of(asked: AudienceRequest) -> list[User]:
    """Who is told: the team's other leads, or all who approve audiences where there is none."""
    leads = Membership.objects.filter(team=asked.team, lead=True).values("user")
    found = list(User.objects.filter(pk__in=leads, is_active=True).exclude(pk=asked.person_id or 0))
    everybody = User.objects.with_perm(APPROVES_ALL, backend="django.contrib.auth.backends.ModelBackend")
    return found or list(everybody.exclude(pk=asked.person_id or 0))


def to_decide(user: User) -> QuerySet[AudienceRequest]:
    """The open requests that this person may decide and whose result is still there, the oldest first."""
    may = Q() if user.has_perm(APPROVES_ALL) else _of_own_teams(user)
    return _waiting(may, user).select_related("person").order_by("asked_at")


def waiting_for(user: User) -> QuerySet[AudienceRequest]:
    """Those of which this person was told: her bell counts them."""
    may = _of_own_teams(user)
    if user.has_perm(APPROVES_ALL):
        may |= _of_no_lead()
    return _waiting(may, user)


def may_decide(user: User, asked: AudienceRequest) -> bool:
    """A lead of the team, or who approves all; nobody decides her own, admins neither."""
    if not user.is_active or asked.person_id == user.pk:
        return False
    leads = Membership.objects.filter(user_id=user.pk, lead=True, team_id=asked.team_id or 0)
    return user.has_perm(APPROVES_ALL) or leads.exists()


def _waiting(may: Q, user: User) -> QuerySet[AudienceRequest]:
    found = AudienceRequest.objects.filter(may, state=State.OPEN, kept_until__gt=timezone.now())
    return found.exclude(person_id=user.pk)


def _of_own_teams(user: User) -> Q:
    return Q(team__in=Membership.objects.filter(user_id=user.pk, lead=True).values("team"))


def _of_no_lead() -> Q:
    leads = Membership.objects.filter(team=OuterRef("team"), lead=True, user__is_active=True)
    return Q(~Exists(leads.exclude(user=OuterRef("person"))))


@transaction.atomic
def decide(pk: int, *, by: User, approve: bool, answer: str, address: str) -> AudienceRequest:
    """The request, decided. Raises CannotDecide and PermissionDenied."""
    asked = AudienceRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=pk)
    if not may_decide(by, asked):
        raise PermissionDenied("This request is decided by a lead of the team.")
    if not asked.is_open:
        raise CannotDecide(f"{asked.decided_by_name} has {asked.state} this request already.")
    if approve and asked.is_over:
        raise CannotDecide("Its result has expired, so there is nothing to download. Decline, and say so.")
    asked.decide(State.APPROVED if approve else State.DECLINED, by=by, answer=answer)
    asked.save()
    _remember(asked, asked.state, by=by, **({"reason": answer} if answer else {}))
    told.who_asked(asked, address=address)
    return asked


def outcomes_for(user: User) -> QuerySet[AudienceRequest]:
    """What was decided of this person's requests, and she has not put away."""
    return requests_of(user.pk or 0).filter(seen_at__isnull=True).exclude(state=State.OPEN)


def put_away(pk: int, person: User) -> None:
    """The person has seen what came of her request: her bell forgets it."""
    outcomes_for(person).filter(pk=pk).update(seen_at=timezone.now())


def _remember(asked: AudienceRequest, action: str, *, by: User, **facts: Any) -> None:
    record(
        Kind.PERMISSION,
        user_id=by.pk,
        name=by.get_username(),
        team=asked.team_name,
        report=asked.report,
        what="audience export",
        which=str(asked),
        action=action,
        about=[asked.person_id] if asked.person_id else [],
        now={"ids": asked.count, "SHA-256": asked.sha256, "query ID": asked.query_id},
        **facts,
    )
