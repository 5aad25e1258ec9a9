"""May this person open this report? The only place where that is decided.

A right comes from a grant to a team that the person is in, and from nothing else: being an admin opens no report.
A report that is archived is open to nobody, whatever was granted.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from portal.access.models import Grant, GrantQuerySet, Membership, Team, User
from portal.access.someone import MEMBERS, SomeoneOf, asked_of
from portal.access.viewings import viewings_of
from portal.catalog.models import Entry
from querylog.limits import Limits
from reports import Report, registry

Someone = User | AnonymousUser | SomeoneOf

# What opens reports, whether one person asks for one, or an auditor for all of them: the same words for both.
OPENS = """
    FROM access_team team
    JOIN {members} member ON member.team_id = team.id
    JOIN access_grant held ON held.team_id = team.id
    WHERE (held.until IS NULL OR held.until >= %(today)s)
      AND NOT EXISTS (SELECT FROM catalog_entry entry WHERE entry.slug = held.report AND (entry.gone OR entry.archived))
"""
# What `has_perm("access.see_sql")` says, for a person who is active.
SEES_SQL = """(
    EXISTS (SELECT FROM access_user WHERE id = %(user)s AND is_superuser)
    OR EXISTS (
        SELECT FROM auth_permission asked JOIN django_content_type kind ON kind.id = asked.content_type_id
        WHERE kind.app_label = 'access' AND asked.codename = 'see_sql' AND (
            EXISTS (SELECT FROM access_user_user_permissions own
                    WHERE own.permission_id = asked.id AND own.user_id = %(user)s)
            OR EXISTS (SELECT FROM auth_group_permissions given
                       JOIN access_user_groups role ON role.group_id = given.group_id
                       WHERE given.permission_id = asked.id AND role.user_id = %(user)s)
        )
    )
)"""
# Asked with every call of a report's page, and written by hand: Django takes twice as long for it as PostgreSQL.
RIGHT = f"""
    SELECT team.*, bool_or(held.can_download) OVER () AS may_download, {SEES_SQL} AS may_see_sql
    {OPENS.format(members=MEMBERS)}
      AND member.user_id = %(user)s AND held.report = %(slug)s
      AND (%(through)s::text IS NULL OR team.name = %(through)s)
    ORDER BY team.name LIMIT 1
"""
OPENINGS = f"""
    SELECT member.user_id, held.report, team.id, team.name, held.can_download, held.until, held.granted_by,
           held.granted_at
    {OPENS.format(members="access_membership")}
      AND member.user_id IN (SELECT id FROM access_user WHERE is_active)
      AND (%(people)s::bigint[] IS NULL OR member.user_id = ANY(%(people)s))
      AND (%(reports)s::text[] IS NULL OR held.report = ANY(%(reports)s))
"""  # noqa: S608 - of texts of this file


class Right(NamedTuple):
    """What opens a report to a person: the team, the first by name when there are several, and what more it allows."""

    team: Team
    may_download: bool
    may_see_sql: bool


class Opening(NamedTuple):
    """A grant that opens a report to a person, through a team that she is in."""

    user_id: int
    report: str
    team_id: int
    team: str
    can_download: bool
    until: date | None
    granted_by: str
    granted_at: datetime


def teams_of(user: Someone) -> QuerySet[Team]:
    """The teams that this person is in, by name."""
    if isinstance(user, SomeoneOf):
        return Team.objects.filter(pk=user.team.pk)
    return Team.objects.filter(memberships__user_id=user.pk or 0)


def memberships_of(user: Someone) -> list[Membership]:
    """That this person is in these teams, by their names."""
    if not user.is_authenticated:
        return []
    return list(Membership.objects.filter(user_id=user.pk).select_related("team").order_by("team__name"))


def grants_of(user: Someone) -> list[Grant]:
    """What this person's teams were granted and has not ended, by team name."""
    if not user.is_authenticated or not user.is_active:
        return []
    return list(grants_in_force().filter(team__in=teams_of(user)).select_related("team").order_by("team__name"))


def grants_in_force() -> GrantQuerySet:
    """The grants that open a report to whoever is in the team."""
    return Grant.objects.in_force().exclude(report__in=Entry.objects.put_away().values("slug"))


def right_to(user: Someone, slug: str, *, through: str | None = None) -> Right | None:
    """What opens this report to this person, or what does `through` the team of this name.

    Read anew each time: what was revoked is gone with the next call.
    """
    if not user.is_authenticated or not user.is_active:
        return None
    asked = {**asked_of(user), "slug": slug, "through": through, "today": timezone.localdate()}
    for team in Team.objects.raw(RIGHT, asked):
        return Right(team, team.may_download, team.may_see_sql)  # type: ignore[attr-defined]  # with the query
    return None


def openings(*, people: Collection[int] | None = None, reports: Collection[str] | None = None) -> list[Opening]:
    """Everything that opens one of these reports to one of these people: of all reports, or to all people, if None.

    By report, and for each person by team name: the first is the one through which `right_to` lets her in.
    """
    asked: dict[str, Any] = {
        "today": timezone.localdate(),
        "people": None if people is None else list(people),
        "reports": None if reports is None else list(reports),
    }
    with connection.cursor() as cursor:
        cursor.execute(f"{OPENINGS} ORDER BY held.report, member.user_id, team.name", asked)
        return [Opening(*row) for row in cursor.fetchall()]


def may_open(user: Someone, slug: str) -> bool:
    return right_to(user, slug) is not None


def may_download(user: Someone, slug: str) -> bool:
    right = right_to(user, slug)
    return right is not None and right.may_download


def still_open(user_id: int, slug: str, team: str) -> bool:
    """May this person still have the answer to what she asked for this team, as herself or as whom she sees the portal?

    Not by another team of hers: it is with the rights of the one for which it was asked that Snowflake answers.
    """
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return False
    asked_as = [user, *(each.whom for each in viewings_of(user) if each.whom)]
    return any(right_to(each, slug, through=team) for each in asked_as)


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
