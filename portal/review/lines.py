"""The review as lines of a file: one for each person and each report that is open to her, with all that is known."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from portal.access.answers import About, Eyes, May, who_may
from portal.access.models import User
from portal.review.asked import Asked
from portal.review.matrix import counts_of_all_people, is_asked_for
from portal.review.rows import people_asked, reports_asked, teams_of
from portal.review.used import NEVER, used_by_people

AT_ONCE = 200  # people: there may be more lines than memory
COLUMNS = {
    "person": pa.string(),
    "name": pa.string(),
    "active": pa.string(),
    "teams": pa.string(),
    "report": pa.string(),
    "title": pa.string(),
    "area": pa.string(),
    "right": pa.string(),
    "until": pa.date32(),
    "granted by": pa.string(),
    "granted at": pa.string(),
    "sees of the tables": pa.string(),
    "last opened": pa.timestamp("s", tz="UTC"),
    "opened in 90 days": pa.int64(),
}
Line = tuple[Any, ...]
NOTHING: Line = (None, "", "", "", None, None)  # from "until" on


def lines_of(asked: Asked) -> Iterator[list[Line]]:
    """The lines of all people who are rows of the matrix, some people at a time, by name.

    Who is a row, and has nothing open, has one line that says so. Asked for by team, it is their people.
    """
    asked = replace(asked, by="people")
    reports, _ = reports_asked(asked)
    people = people_asked(asked)
    if asked.picks_cells:
        people = people.filter(pk__in=counts_of_all_people(asked, reports).rows)
    everybody, eyes = list(people.values_list("pk", flat=True)), Eyes()
    for first in range(0, len(everybody), AT_ONCE):
        yield _lines_of(asked, everybody[first : first + AT_ONCE], reports, eyes)


def _lines_of(asked: Asked, ids: Sequence[int], reports: Sequence[About], eyes: Eyes) -> list[Line]:
    persons, teams = User.objects.in_bulk(ids), teams_of(ids)
    used = used_by_people(ids, reports=[each.slug for each in reports])
    lines: dict[int, list[Line]] = {each: [] for each in ids}
    for may in who_may(reports, people=ids, eyes=eyes):
        use = used.get((may.report.slug, may.person.pk), NEVER)
        if is_asked_for(asked, may.right_until, use):
            lines[may.person.pk].append((*_of_person(may.person), *_of_right(may), use.last, use.times))
    for person in ids:
        if not lines[person] and not asked.picks_cells:
            said = ", ".join(teams.get(person, []))
            lines[person].append((*_of_person(persons[person]), said, "", "", "", "none", *NOTHING))
    return [line for person in ids for line in lines[person]]


def _of_person(person: User) -> Line:
    return person.username, person.shown_name, "yes" if person.is_active else "no"


def _of_right(may: May) -> Line:
    through, report = may.through, may.report
    return (
        ", ".join(each.team for each in through),
        report.slug,
        report.title,
        report.area,
        may.right,
        may.right_until,
        ", ".join(each.granted_by or "not known" for each in through),
        ", ".join(f"{each.granted_at:%Y-%m-%d %H:%M}" for each in through),
        "; ".join(f"{each.table}: {each.words}" for each in may.sees),
    )
