"""The matrix: people or teams, and reports; each cell says what may be done, until when, and when it last was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from portal.access.answers import About, Open
from portal.access.models import Grant, Team, User
from portal.access.rights import grants_in_force, openings
from portal.review.asked import SOON, Asked
from portal.review.chosen import Counts, counts_of_people
from portal.review.rows import people_asked, reports_asked, teams_asked, teams_of
from portal.review.used import NEVER, Used, Uses, used_by_people, used_by_teams

ROWS, COLUMNS = 50, 20  # on a page


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What one row may do with one report. Without a right it is closed."""

    report: About
    address: str
    right: str = ""
    until: date | None = None
    used: Used = NEVER
    asked_for: bool = True

    @property
    def ends_soon(self) -> bool:
        return self.until is not None and self.until <= timezone.localdate() + SOON


@dataclass(frozen=True, kw_only=True)
class Row:
    """A person or a team."""

    of: User | Team
    name: str
    also: str
    address: str
    open: int  # of the reports that were asked for, on all pages of them
    cells: Sequence[Cell]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A report, and how many may open it."""

    report: About
    open: int


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """One page of rows and columns, with the counts of all."""

    rows: Sequence[Row]
    columns: Sequence[Column]
    row_page: Page[Any]
    column_page: Page[Any]
    counts: Counts
    closed: Sequence[About]

    @property
    def areas(self) -> list[tuple[str, int]]:
        """What stands over the columns, and over how many each."""
        grouped = groupby(self.columns, key=lambda each: each.report.area)
        return [(area, len(list(some))) for area, some in grouped]


def matrix_of(asked: Asked, *, row_page: str = "", column_page: str = "") -> Matrix:
    """The matrix as it was asked for; pages that there are not are the nearest."""
    reports, closed = reports_asked(asked)
    counts = counts_of_teams(asked, reports) if asked.by == "teams" else counts_of_all_people(asked, reports)
    if asked.picks_cells:
        reports = [each for each in reports if each.slug in counts.columns]
    of: Any = teams_asked(asked) if asked.by == "teams" else people_asked(asked)
    of = of.filter(pk__in=counts.rows) if asked.picks_cells else of
    rows, columns = Paginator(of, ROWS).get_page(row_page), Paginator(reports, COLUMNS).get_page(column_page)
    make = _rows_of_teams if asked.by == "teams" else _rows_of_people
    return Matrix(
        rows=make(asked, list(rows), list(columns), counts),
        columns=[Column(report=each, open=counts.columns.get(each.slug, 0)) for each in columns],
        row_page=rows,
        column_page=columns,
        counts=counts,
        closed=closed,
    )


def counts_of_all_people(asked: Asked, reports: Sequence[About]) -> Counts:
    """The counts of the people that were asked for: without a filter on them, of everybody."""
    some = asked.person or asked.team
    people = list(people_asked(asked).values_list("pk", flat=True)) if some else None
    return counts_of_people(asked, people=people, reports=[each.slug for each in reports])


def counts_of_teams(asked: Asked, reports: Sequence[About]) -> Counts:
    """The same for teams: their grants are few enough to look at each."""
    slugs = [each.slug for each in reports]
    grants = list(grants_in_force().filter(team__in=teams_asked(asked), report__in=slugs))
    teams = {each.team_id for each in grants}
    used = used_by_teams(teams, reports=slugs) if asked.unused_since else {}
    chosen = [each for each in grants if is_asked_for(asked, each.until, used.get((each.report, each.team_id), NEVER))]
    return Counts(
        rows=_counted(each.team_id for each in chosen),
        columns=_counted(each.report for each in chosen),
        downloads=sum(each.can_download for each in chosen),
    )


def is_asked_for(asked: Asked, until: date | None, used: Used) -> bool:
    """Is an open cell one of those that were asked for?"""
    if asked.ends_by and (until is None or until > asked.ends_by):
        return False
    return not (asked.unused_since and used.last and used.last >= asked.unused_since)


def _rows_of_people(asked: Asked, people: list[User], reports: list[About], counts: Counts) -> list[Row]:
    ids, slugs = [each.pk for each in people], [each.slug for each in reports]
    opened = sorted(openings(people=ids, reports=slugs), key=lambda each: (each.report, each.user_id))
    grouped = groupby(opened, key=lambda each: (each.report, each.user_id))
    may = {key: Open(through=tuple(some)) for key, some in grouped}
    used, teams = used_by_people(ids, reports=slugs), teams_of(ids)

    def cell(report: About, person: User) -> Cell:
        address = f"{reverse('review:person', args=[person.pk])}?{urlencode({'report': report.slug})}"
        found = may.get((report.slug, person.pk))
        if found is None:
            return _closed(asked, report, address)
        return _open(asked, report, address, found.right, found.right_until, used, person.pk)

    return [
        Row(
            of=each,
            name=each.shown_name,
            also=", ".join([each.username, *teams.get(each.pk, [])]),
            address=reverse("review:person", args=[each.pk]),
            open=counts.rows.get(each.pk, 0),
            cells=[cell(report, each) for report in reports],
        )
        for each in people
    ]


def _rows_of_teams(asked: Asked, teams: list[Team], reports: list[About], counts: Counts) -> list[Row]:
    ids, slugs = [each.pk for each in teams], [each.slug for each in reports]
    grants: dict[tuple[str, int], Grant] = {
        (each.report, each.team_id): each for each in grants_in_force().filter(team__in=ids, report__in=slugs)
    }
    used = used_by_teams(ids, reports=slugs)

    def cell(report: About, team: Team) -> Cell:
        address = f"{reverse('review:report', args=[report.slug])}?{urlencode({'q': team.name})}"
        found = grants.get((report.slug, team.pk))
        if found is None:
            return _closed(asked, report, address)
        right = "download" if found.can_download else "view"
        return _open(asked, report, address, right, found.until, used, team.pk)

    return [
        Row(
            of=each,
            name=each.name,
            also=f"{each.people:,} {'person' if each.people == 1 else 'people'}",  # type: ignore[attr-defined]
            address=f"{reverse('review:matrix')}?{urlencode({'team': each.name})}",
            open=counts.rows.get(each.pk, 0),
            cells=[cell(report, each) for report in reports],
        )
        for each in teams
    ]


def _closed(asked: Asked, report: About, address: str) -> Cell:
    return Cell(report=report, address=address, asked_for=not asked.picks_cells)


def _open(asked: Asked, report: About, address: str, right: str, until: date | None, uses: Uses, who: int) -> Cell:
    used = uses.get((report.slug, who), NEVER)
    chosen = is_asked_for(asked, until, used)
    return Cell(report=report, address=address, right=right, until=until, used=used, asked_for=chosen)


def _counted(keys: Iterable[Any]) -> dict[Any, int]:
    found: dict[Any, int] = {}
    for key in keys:
        found[key] = found.get(key, 0) + 1
    return found
