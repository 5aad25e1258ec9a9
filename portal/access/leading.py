"""Who may say who is in a team, and what becomes of it: a team's leads, and those with the right for all teams.

It gives no grant: what a team may open is decided elsewhere, and who joins gets what the team has. Each change is an
event of the log, with the name of who made it.
"""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404

from portal.access.models import CameBy, Membership, Team, User
from portal.access.rights import Someone

MANAGES_ALL = "access.manage_members"
BY_A_GROUP = {
    CameBy.SSO: "by a group of single sign-on, and would be back at the next sign-in",
    CameBy.SCIM: "by a group of the directory, and leaves by it",
}


class CannotChange(Exception):
    """The team can't be changed in this way; says why, for the person who tried."""


def teams_to_manage(user: Someone) -> QuerySet[Team]:
    """The teams of which this person may say who is in them, by name."""
    if not user.is_authenticated or not user.is_active:
        return Team.objects.none()
    if user.has_perm(MANAGES_ALL):
        return Team.objects.all()
    return Team.objects.filter(Q(memberships__user_id=user.pk, memberships__lead=True))


def team_to_manage(user: Someone, slug: str) -> Team:
    """One of them; 404 for any other, as if there were none."""
    team = teams_to_manage(user).filter(slug=slug).first()
    if team is None:
        raise Http404(f"You manage no team {slug!r}.")
    return team


def people_to_add(team: Team, typed: str, *, most: int) -> list[User]:
    """Some of those who are not in the team, by a part of their name or address."""
    found = User.objects.filter(is_active=True).exclude(memberships__team=team)
    for word in typed.split():
        named = Q(username__icontains=word) | Q(first_name__icontains=word) | Q(last_name__icontains=word)
        found = found.filter(named | Q(email__icontains=word))
    return list(found.order_by("username")[:most])


def members_of(team: Team, typed: str = "") -> QuerySet[Membership]:
    """Who is in the team, leads first, then by name; with `typed`, those in whose name all its words are."""
    found = Membership.objects.filter(team=team).select_related("user")
    for word in typed.split():
        named = Q(user__username__icontains=word) | Q(user__first_name__icontains=word)
        found = found.filter(named | Q(user__last_name__icontains=word) | Q(user__email__icontains=word))
    return found.order_by("-lead", "user__first_name", "user__last_name", "user__username")


@transaction.atomic
def add(team: Team, person: User) -> Membership:
    """That she is in the team from now on. Raises CannotChange."""
    if not person.is_active:
        raise CannotChange(f"The account of {person.shown_name} is switched off. An admin can switch it on.")
    membership, is_new = Membership.objects.get_or_create(team=team, user=person)
    if not is_new:
        raise CannotChange(f"{person.shown_name} is in {team} already.")
    return membership


@transaction.atomic
def remove(team: Team, pk: int, *, by: User) -> User:
    """Who is in the team no more: from now on nothing is open to her through it. Raises CannotChange."""
    membership = _locked(team, pk)
    if membership.came_by != CameBy.HAND:
        raise CannotChange(
            f"{membership.user.shown_name} is in {team} {BY_A_GROUP[CameBy(membership.came_by)]}. "
            "Have the group changed where your company keeps its groups."
        )
    if membership.lead:
        _someone_else_leads(team, membership, by=by)
    membership.delete()
    return membership.user


@transaction.atomic
def make_lead(team: Team, pk: int, *, on: bool, by: User) -> User:
    """Who leads the team from now on, or no longer does. Raises CannotChange."""
    membership = _locked(team, pk)
    if membership.lead and not on:
        _someone_else_leads(team, membership, by=by)
    membership.lead = on
    membership.save()
    return membership.user


def _locked(team: Team, pk: int) -> Membership:
    """The membership, while nobody else changes one of this team."""
    Team.objects.select_for_update().get(pk=team.pk)
    membership = Membership.objects.filter(team=team, pk=pk).select_related("user", "team").first()
    if membership is None:
        raise CannotChange(f"This person is not in {team} any more.")
    return membership


def _someone_else_leads(team: Team, membership: Membership, *, by: User) -> None:
    """A team keeps a lead, or else only those who manage all teams could ever give it one."""
    others = Membership.objects.filter(team=team, lead=True, user__is_active=True).exclude(pk=membership.pk)
    if not others.exists() and not by.has_perm(MANAGES_ALL):
        raise CannotChange(f"{membership.user.shown_name} is the only lead of {team}. Make someone else lead it first.")
