"""What a team may open, and what it sees of the tables behind that, in words: to read, not to change."""

from collections.abc import Iterable

from portal.access.models import ColumnRule, Grant, RowPolicy, TableRule, Team
from portal.access.rights import grants_in_force
from portal.access.seen import Seen
from reports import registry
from reports.lineage import behind, unknown_views
from reports.policy import OneOf, Share
from reports.reads import tables_of


def granted_to(team: Team) -> list[tuple[Grant, str]]:
    """What is open to the team today, with the reports' titles, by title."""
    known = {report.slug: report.title for report in registry.all()}
    grants = grants_in_force().filter(team=team)
    return sorted(((grant, known.get(grant.report, grant.report)) for grant in grants), key=lambda pair: pair[1])


def sees(team: Team, slugs: Iterable[str]) -> list[Seen]:
    """What the team sees of each table behind these reports. A view is told by the tables in it, unless ruled itself.

    Where a policy asks for something of the person, it says so: what that shows differs from one to the next.
    """
    governed = dict(TableRule.objects.values_list("table", "governed"))
    policies = list(RowPolicy.objects.filter(team=team))
    rules = list(ColumnRule.objects.filter(team=team))
    ruled = governed.keys() | {each.table for each in policies} | {each.table for each in rules}
    return [_seen(name, governed, policies, rules) for name in sorted(_behind(slugs)) if _tells(name, ruled)]


def _behind(slugs: Iterable[str]) -> set[str]:
    wanted = set(slugs)
    named = {name for report in registry.all() if report.slug in wanted for name in tables_of(report)}
    return {each for name in named for each in behind(name)}


def _tells(name: str, ruled: set[str]) -> bool:
    """A table, or a view of which something is said."""
    return name in ruled or behind(name) == {name}


def _seen(name: str, governed: dict[str, bool], policies: list[RowPolicy], rules: list[ColumnRule]) -> Seen:
    rows = [each for each in policies if each.table == name]
    covered = [each for each in rules if each.table == name]
    if governed.get(name) and not rows:
        return Seen(name, ())
    if not rows and not covered:
        return Seen(name, None, refused=name not in governed and _is_unknown(name, governed, policies, rules))
    share = Share(
        rows=tuple(OneOf(each.column, _values(each)) for each in rows if each.column),  # as portal.access.sight has it
        hidden={each.column: "" for each in covered if each.how == ColumnRule.How.HIDDEN},
        masked={each.column: "" for each in covered if each.how == ColumnRule.How.MASKED},
    )
    return Seen(name, (share,))


def _is_unknown(name: str, governed: dict[str, bool], policies: list[RowPolicy], rules: list[ColumnRule]) -> bool:
    """A view of whose SQL nothing is known is refused to a team that does not see everything."""
    return bool(policies or rules or any(governed.values())) and name in unknown_views(name)


def _values(policy: RowPolicy) -> tuple[str, ...]:
    return (f"the person's own {policy.attribute}",) if policy.attribute else tuple(map(str, policy.values))
