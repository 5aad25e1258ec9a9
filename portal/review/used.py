"""When did somebody last open a report? From the log's views of the last thirteen months, which have an index."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils import timezone

from querylog.ids import first_id_at, moment_of

DAYS_LOOKED_AT = 396  # thirteen months: what is reviewed each year was used since the last review, or not
LATELY = timedelta(days=90)

# Ids begin with their time: the newest view has the greatest, and older months of the log are not read at all.
VIEWS = """
    SELECT report, person_id, max(id::text) AS last, count(*) FILTER (WHERE id >= %(lately)s) AS times
    FROM querylog_event
    WHERE kind = 'viewed' AND id >= %(since)s AND report = ANY(%(reports)s)
      AND (%(people)s::bigint[] IS NULL OR person_id = ANY(%(people)s))
    GROUP BY report, person_id
"""
VIEWS_OF_TEAMS = f"""
    SELECT report, member.team_id, max(last), sum(times)
    FROM ({VIEWS}) viewed JOIN access_membership member ON member.user_id = viewed.person_id
    WHERE member.team_id = ANY(%(teams)s)
    GROUP BY report, member.team_id
"""  # noqa: S608 - of texts of this file


class Used(NamedTuple):
    """When a report was last opened, and how often in the last 90 days."""

    last: datetime | None = None
    times: int = 0


Uses = dict[tuple[str, int], Used]  # by report and person, or by report and team
NEVER = Used()


def used_by_people(people: Collection[int], *, reports: Collection[str]) -> Uses:
    """The uses of these reports by these people, of those that there were. The index is of reports first."""
    return _asked(VIEWS, people=people, reports=reports)


def used_by_teams(teams: Collection[int], *, reports: Collection[str]) -> Uses:
    """The uses by anybody who is in a team now, whatever opened the report to her then."""
    return _asked(VIEWS_OF_TEAMS, people=None, teams=teams, reports=reports)


def id_at(moment: datetime) -> UUID:
    """What was remembered since this moment has a greater one."""
    return first_id_at(moment.timestamp())


def _asked(sql: str, **of: Collection[Any] | None) -> Uses:
    now = timezone.now()
    listed = {name: None if some is None else list(some) for name, some in of.items()}
    window = {"since": id_at(now - timedelta(days=DAYS_LOOKED_AT)), "lately": id_at(now - LATELY)}
    with connection.cursor() as cursor:
        cursor.execute(sql, {**window, **listed})
        return {
            (report, who): Used(moment_of(UUID(last)), int(times)) for report, who, last, times in cursor.fetchall()
        }
