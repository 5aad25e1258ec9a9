"""How many cells are there, and of whom, and of which report? Counted by PostgreSQL: there may be millions."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils import timezone

from portal.access.rights import OPENINGS
from portal.review.asked import Asked
from portal.review.used import id_at

# A cell is a person and a report that is open to her; it ends as `answers.Open` says.
CELLS = f"""
    WITH opening AS ({OPENINGS}),
    cell AS (
        SELECT user_id, report, bool_or(can_download) AS download,
               coalesce(max(coalesce(until, 'infinity')) FILTER (WHERE can_download),
                        max(coalesce(until, 'infinity'))) AS until
        FROM opening GROUP BY user_id, report
    ),
    used AS (
        SELECT DISTINCT report, person_id FROM querylog_event
        WHERE kind = 'viewed' AND report = ANY(%(reports)s) AND id >= %(unused_since)s
    )
"""  # noqa: S608 - of texts of this repository
COUNTED = """
    SELECT user_id, report, count(*), count(*) FILTER (WHERE download)
    FROM cell WHERE {chosen} GROUP BY GROUPING SETS ((user_id), (report))
"""
ENDS_SOON = "until <= %(ends_by)s"
NOT_USED = "NOT EXISTS (SELECT FROM used WHERE used.report = cell.report AND used.person_id = cell.user_id)"


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many chosen cells each row and each column has; one without any is not in it."""

    rows: dict[int, int] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    downloads: int = 0

    @property
    def cells(self) -> int:
        return sum(self.columns.values())

    @property
    def views(self) -> int:
        return self.cells - self.downloads


def counts_of_people(asked: Asked, *, people: Collection[int] | None, reports: Collection[str]) -> Counts:
    """Of the cells of these people (None: of all) and these reports, those that were asked for."""
    conditions = ["true", *([ENDS_SOON] if asked.ending else []), *([NOT_USED] if asked.unused_since else [])]
    given: dict[str, Any] = {
        "today": timezone.localdate(),
        "people": None if people is None else list(people),
        "reports": list(reports),
        "ends_by": asked.ends_by,
        "unused_since": id_at(asked.unused_since or timezone.now()),
    }
    with connection.cursor() as cursor:
        cursor.execute(CELLS + COUNTED.format(chosen=" AND ".join(conditions)), given)
        found = cursor.fetchall()
    return Counts(
        rows={user: count for user, _, count, _ in found if user is not None},
        columns={report: count for _, report, count, _ in found if report is not None},
        downloads=sum(downloads for _, report, _, downloads in found if report is not None),
    )
