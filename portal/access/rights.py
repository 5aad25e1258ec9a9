"""May this person open this report? The only place where that is decided.

A right comes from a grant to a team that the person is in, and from nothing else: being an admin opens no report.
"""

from django.contrib.auth.models import AnonymousUser

from portal.access.models import Grant, Membership, Team, User
from reports import Report, registry

Someone = User | AnonymousUser


def memberships_of(user: Someone) -> list[Membership]:
    """The teams that this person is in, by name."""
    if not user.is_authenticated:
        return []
    return list(Membership.objects.filter(user_id=user.pk).select_related("team").order_by("team__name"))


def grants_of(user: Someone) -> list[Grant]:
    """What this person's teams were granted and has not ended, by team name."""
    if not user.is_authenticated or not user.is_active:
        return []
    return list(Grant.objects.in_force().filter(team__members=user).select_related("team").order_by("team__name"))


def team_for(user: Someone, slug: str) -> Team | None:
    """The team through which this report is open to this person: the first by name when there are several."""
    return next((grant.team for grant in grants_of(user) if grant.report == slug), None)


def may_open(user: Someone, slug: str) -> bool:
    return team_for(user, slug) is not None


def may_download(user: Someone, slug: str) -> bool:
    return any(grant.can_download for grant in grants_of(user) if grant.report == slug)


def reports_for(user: Someone) -> list[type[Report]]:
    """The reports that this person's teams were granted, by title."""
    granted = {grant.report for grant in grants_of(user)}
    return [report for report in registry.all() if report.slug in granted]
