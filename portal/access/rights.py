"""May this person open this report? The only place where that is decided.

A right comes from a grant to a team that the person is in, and from nothing else: being an admin opens no report.
A report that is archived is open to nobody, whatever was granted.
"""

from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from portal.access.models import Grant, Membership, Team, User
from portal.catalog.models import Entry
from querylog.limits import Limits
from reports import Report, registry

Someone = User | AnonymousUser

# Asked with every call of a report's page, and written by hand: Django takes twice as long for it as PostgreSQL.
RIGHT = """
    SELECT team.*, bool_or(held.can_download) OVER () AS may_download
    FROM access_team team
    JOIN access_membership member ON member.team_id = team.id
    JOIN access_grant held ON held.team_id = team.id
    WHERE member.user_id = %s AND held.report = %s AND (held.until IS NULL OR held.until >= %s)
      AND NOT EXISTS (SELECT FROM catalog_entry entry WHERE entry.slug = held.report AND (entry.gone OR entry.archived))
    ORDER BY team.name LIMIT 1
"""


class Right(NamedTuple):
    """What opens a report to a person: the team, the first by name when there are several, and what more it allows."""

    team: Team
    may_download: bool


def memberships_of(user: Someone) -> list[Membership]:
    """The teams that this person is in, by name."""
    if not user.is_authenticated:
        return []
    return list(Membership.objects.filter(user_id=user.pk).select_related("team").order_by("team__name"))


def grants_of(user: Someone) -> list[Grant]:
    """What this person's teams were granted and has not ended, by team name."""
    if not user.is_authenticated or not user.is_active:
        return []
    in_force = Grant.objects.in_force().exclude(report__in=Entry.objects.put_away().values("slug"))
    return list(in_force.filter(team__members=user).select_related("team").order_by("team__name"))


def right_to(user: Someone, slug: str) -> Right | None:
    """What opens this report to this person. Read anew each time: what was revoked is gone with the next call."""
    if not user.is_authenticated or not user.is_active:
        return None
    for team in Team.objects.raw(RIGHT, [user.pk, slug, timezone.localdate()]):
        return Right(team, team.may_download)  # type: ignore[attr-defined]  # it comes with the query
    return None


def team_for(user: Someone, slug: str) -> Team | None:
    """The team through which this report is open to this person."""
    right = right_to(user, slug)
    return right.team if right else None


def may_open(user: Someone, slug: str) -> bool:
    return right_to(user, slug) is not None


def may_download(user: Someone, slug: str) -> bool:
    right = right_to(user, slug)
    return right is not None and right.may_download


def still_open(user_id: int, slug: str) -> bool:
    """May this person still have the answer to what she asked?"""
    user = User.objects.filter(pk=user_id).first()
    return user is not None and may_open(user, slug)


def limits_of(team: Team) -> Limits:
    """What this team may ask of Snowflake, and who can change that."""
    return Limits(
        running=settings.TEAM_RUNNING if team.most_running is None else team.most_running,
        waiting=settings.TEAM_WAITING if team.most_waiting is None else team.most_waiting,
        statement_seconds=team.statement_seconds,
        day_seconds=team.day_seconds,
        base_bytes=team.base_bytes,
    )


def reports_for(user: Someone) -> list[type[Report]]:
    """The reports that this person's teams were granted, by title."""
    granted = {grant.report for grant in grants_of(user)}
    return [report for report in registry.all() if report.slug in granted]
