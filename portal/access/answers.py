"""Who may open what, what they see of it, and why. Every answer comes from what the guard itself asks."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.contrib.auth.models import Permission
from django.utils import timezone

from portal.access.models import Grant, Membership, TableRule, User
from portal.access.rights import Opening, openings
from portal.access.seen import Seen, seen
from portal.access.sight import SightOfAll
from portal.catalog.models import Entry
from reports import Report, registry
from reports.lineage import behind, deciding, may_read_column, read_by, unknown_views
from reports.policy import Policy
from reports.reads import tables_of


@dataclass(frozen=True, kw_only=True)
class About:
    """A report as the catalog and its file have it."""

    slug: str
    title: str
    area: str = ""
    listed: bool = False
    certified: bool = False
    was_certified: bool = False
    closed: str = ""  # why it is open to nobody, whatever was granted
    broken: bool = False  # its file has a mistake: it can't be used until that is mended
    declared: type[Report] | None = field(default=None, compare=False)

    @property
    def marks(self) -> list[str]:
        """Its state, in words for a badge each."""
        told = {
            self.closed: bool(self.closed),
            "under repair": self.broken,
            "unlisted": not self.listed,
            "certified": self.certified,
            "certified in an earlier version": self.was_certified,
        }
        return [word for word, holds in told.items() if holds]


@dataclass(frozen=True, kw_only=True)
class Open:
    """That a report is open to a person, and through what."""

    through: tuple[Opening, ...]

    @property
    def download(self) -> bool:
        return any(each.can_download for each in self.through)

    @property
    def right(self) -> str:
        return "download" if self.download else "view"

    @property
    def until(self) -> date | None:
        """The last day on which it is open; None without an end."""
        return _latest([each.until for each in self.through])

    @property
    def right_until(self) -> date | None:
        """The last day of the right that she has today: a download may end before the view does."""
        return _latest([each.until for each in self.through if each.can_download or not self.download])


@dataclass(frozen=True, kw_only=True)
class May(Open):
    """That a report is open to a person, through what, and what she sees of the tables that it reads."""

    person: User
    report: About
    sees: tuple[Seen, ...]
    policy: Policy


class Eyes:
    """What anybody sees of the tables behind a report. What is said of tables is read once for all people."""

    def __init__(self) -> None:
        self._sight = SightOfAll()
        self._seen: dict[tuple[str, str], tuple[Seen, ...]] = {}

    def look(self, report: About, user_id: int, teams: Collection[int]) -> tuple[Policy, tuple[Seen, ...]]:
        """What this person sees through these teams: the policy, and the same in words, for each table."""
        policy = self._sight.policy(user_id, teams)
        key = report.slug, policy.fingerprint
        if key not in self._seen:
            self._seen[key] = tuple(seen(name, policy) for name in _names(report, policy))
        return policy, self._seen[key]


@dataclass(frozen=True, kw_only=True)
class MayNot:
    """That a report is not open to a person though a team of hers has, or had, a grant of it."""

    person: User
    report: About
    why: str


@dataclass(frozen=True, kw_only=True)
class OfReport:
    """Who may open a report."""

    report: About
    tables: tuple[str, ...]
    may: tuple[May, ...]
    may_not: tuple[MayNot, ...]


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a person sees of a table, and by which reports."""

    person: User
    seen: Seen
    by: tuple[May, ...]


@dataclass(frozen=True, kw_only=True)
class OfTable:
    """Who sees what of a table, or of one column of it."""

    table: str
    column: str
    state: str
    reports: tuple[About, ...]
    looks: tuple[Look, ...]
    unknown: tuple[str, ...]  # views that reports read and that may read this table: their SQL is not known


@dataclass(frozen=True, kw_only=True)
class OfPerson:
    """What a person may do, open and see."""

    person: User
    teams: tuple[Membership, ...]
    roles: tuple[str, ...]
    rights: tuple[tuple[str, str], ...]  # in words, and from where
    may: tuple[May, ...]
    may_not: tuple[MayNot, ...]
    looks: tuple[Look, ...]


def known_reports() -> dict[str, About]:
    """Every report of which there is a file or an entry, by slug, in the order of their titles."""
    entries = {entry.slug: entry for entry in Entry.objects.defer("document", "document_shown", "about", "data")}
    declared = {report.slug: report for report in registry.all()}
    broken = registry.broken()
    slugs = entries.keys() | declared.keys() | broken.keys()
    found = [_about(slug, entries.get(slug), declared.get(slug), is_broken=slug in broken) for slug in slugs]
    return {each.slug: each for each in sorted(found, key=lambda each: (each.title.lower(), each.slug))}


def of_report(report: About, *, all_of_them: bool = False) -> OfReport:
    """Who may open this report; with `all_of_them` also who may not, though a team of hers has or had a grant."""
    may = tuple(who_may([report]))
    tables = tuple(tables_of(report.declared)) if report.declared else ()
    may_not = tuple(_may_not([report], may)) if all_of_them else ()
    return OfReport(report=report, tables=tables, may=may, may_not=may_not)


def of_person(person: User) -> OfPerson:
    """What this person may do, open and see."""
    reports = list(known_reports().values())
    may = tuple(who_may(reports, people=[person.pk]))
    return OfPerson(
        person=person,
        teams=tuple(Membership.objects.filter(user=person).select_related("team").order_by("team__name")),
        roles=tuple(person.groups.order_by("name").values_list("name", flat=True)),
        rights=tuple(_rights(person)),
        may=may,
        may_not=tuple(_may_not(reports, may, person=person)),
        looks=tuple(_looks([(each, one.table) for each in may for one in each.sees])),
    )


def of_table(table: str, column: str = "") -> OfTable:
    """Who sees what of this table, by the reports that read it or a view of it; of one column, if one is given."""
    reading = [each for each in known_reports().values() if each.declared and _reads(each.declared, table, column)]
    pairs = [
        (each, name)
        for each in who_may(reading)
        for source in _sources(each.report.declared, table)
        for name in sorted(deciding(source, table, each.policy))
    ]
    unknown = {view for report in registry.all() for name in tables_of(report) for view in unknown_views(name)}
    return OfTable(
        table=table,
        column=column,
        state=_state(table),
        reports=tuple(reading),
        looks=tuple(_looks(pairs)),
        unknown=tuple(sorted(unknown - {table})),
    )


def _about(slug: str, entry: Entry | None, declared: type[Report] | None, *, is_broken: bool) -> About:
    version = declared.fingerprint if declared else ""
    there = declared is not None or is_broken
    closed = "file has gone" if not there or (entry and entry.gone) else "archived" if entry and entry.archived else ""
    return About(
        slug=slug,
        title=declared.title if declared else (entry.title if entry else slug),
        area=entry.shown_area if entry else (declared.area if declared else ""),
        listed=entry is not None and entry.listed,
        certified=entry is not None and bool(declared) and entry.is_certified(version),
        was_certified=entry is not None and bool(declared) and entry.was_certified(version),
        closed=closed,
        broken=is_broken,
        declared=declared,
    )


def who_may(
    reports: Collection[About], *, people: Collection[int] | None = None, eyes: Eyes | None = None
) -> Iterator[May]:
    """What is open of these, to everybody or to some: by report, then by name. Who asks in parts keeps the `eyes`."""
    by_slug = {each.slug: each for each in reports if not each.closed}
    opened = openings(people=people, reports=by_slug)
    persons = User.objects.in_bulk({each.user_id for each in opened})
    eyes = eyes or Eyes()
    found = []
    for (slug, user_id), some in groupby(opened, key=lambda each: (each.report, each.user_id)):
        through = tuple(some)
        policy, sees = eyes.look(by_slug[slug], user_id, [each.team_id for each in through])
        found.append(May(person=persons[user_id], report=by_slug[slug], through=through, sees=sees, policy=policy))
    order = {slug: place for place, slug in enumerate(by_slug)}
    yield from sorted(found, key=lambda each: (order[each.report.slug], each.person.username))


def _names(about: About, policy: Policy) -> list[str]:
    return read_by(about.declared, policy) if about.declared else []


def _may_not(reports: Collection[About], may: Collection[May], *, person: User | None = None) -> Iterator[MayNot]:
    """Those in a team that has or had a grant of one of these, and to whom it is closed."""
    open_to = {(each.report.slug, each.person.pk) for each in may}
    about = {each.slug: each for each in reports}
    members = Membership.objects.filter(team__grants__report__in=about).select_related("user").distinct()
    grants: dict[int, list[Grant]] = defaultdict(list)
    for grant in Grant.objects.filter(report__in=about).select_related("team"):
        grants[grant.team_id].append(grant)
    closed: dict[tuple[str, User], list[Grant]] = defaultdict(list)
    for membership in members.filter(user=person) if person else members:
        for grant in grants[membership.team_id]:
            if (grant.report, membership.user_id) not in open_to:
                closed[grant.report, membership.user].append(grant)
    for (slug, who), some in sorted(closed.items(), key=lambda item: (item[0][0], item[0][1].username)):
        yield MayNot(person=who, report=about[slug], why=_why_not(who, about[slug], some))


def _why_not(person: User, report: About, grants: Collection[Grant]) -> str:
    if not person.is_active:
        return "the account is switched off"
    if report.closed:
        return f"the report is closed to everybody: {report.closed}"
    today = timezone.localdate()
    ended = [f"{each.team} until {each.until}" for each in grants if each.until and each.until < today]
    return f"the grant has ended: {', '.join(ended)}"


def _state(table: str) -> str:
    rule = TableRule.objects.filter(table=table).first()
    if rule is None:
        return "open, for no admin has said anything of it"
    return "governed: a team sees the rows of its policies" if rule.governed else "open"


def _reads(report: type[Report], table: str, column: str) -> bool:
    return bool(_sources(report, table)) and (not column or may_read_column(report, table, column))


def _sources(report: type[Report] | None, table: str) -> list[str]:
    """The names in a report behind which this table stands."""
    return [name for name in tables_of(report) if table in behind(name)] if report else []


def _looks(pairs: Collection[tuple[May, str]]) -> Iterator[Look]:
    """For each table and each person: each different way in which she sees it, with the reports that show it so."""
    found: dict[tuple[str, str, str], list[tuple[May, Seen]]] = defaultdict(list)
    for may, name in pairs:
        one = seen(name, may.policy)
        found[name, may.person.username, one.words].append((may, one))
    for _, same in sorted(found.items()):
        by = {may.report.slug: may for may, _ in same}
        yield Look(person=same[0][0].person, seen=same[0][1], by=tuple(by.values()))


def _rights(person: User) -> Iterator[tuple[str, str]]:
    """What she may do besides opening reports; a switched off account may do nothing."""
    if not person.is_active:
        return
    if person.is_superuser:
        yield "Everything on the admin pages; no report is open by that", "superuser"
        return
    if person.is_staff:
        yield "Enter the admin pages", "staff"
    own = set(person.user_permissions.values_list("pk", flat=True))
    found = Permission.objects.filter(user=person) | Permission.objects.filter(group__user=person)
    for permission in found.distinct().prefetch_related("group_set").order_by("name"):
        roles = [group.name for group in permission.group_set.filter(user=person)]
        sources = [*(["given to the person"] if permission.pk in own else []), *(f"role {role}" for role in roles)]
        yield permission.name, ", ".join(sources)


def _latest(days: list[date | None]) -> date | None:
    """The latest of these last days; no end is the latest."""
    ends = [each for each in days if each is not None]
    return max(ends) if ends and len(ends) == len(days) else None
