"""The cast before governed tables: who is in which team, what it may see, and so whose markers each may find."""

from portal.access.demo_people import PEOPLE, Person, fill_the_shelf, make, open_reports, team_called
from portal.access.models import Attribute, ColumnRule, Grant, Membership, RowPolicy, TableRule, User
from reports import registry
from reports.schema import snapshot
from tests.canaries.warehouse import KEYS, key

# Whose rows a team sees; of Stores, each person those of her own attributes.
TEAMS = {"Shopper insights": "INSIGHTS", "Offers": "OFFERS", "Finance": "FINANCE"}
BY_ATTRIBUTE = {"kim": "NORTH", "lou": "SOUTH"}
MORE_PEOPLE = (
    Person(username="eve", name="Eve Sato", team="Offers", role="in two teams"),
    Person(username="kim", name="Kim Berg", team="Stores", role="sees what her attributes say"),
    Person(username="lou", name="Lou Ferrer", team="Stores", role="of the same team, with other attributes"),
    Person(username="una", name="Una Roth", rights=("querylog.view_statement",), role="audits, and may not see SQL"),
    Person(username="gus", name="Gus Petit", role="an analyst in no team, who may not audit"),
)
# What each person may find. Dev administers, Cleo and Una audit: none of them was granted a report.
SEES = {
    "ana": {"INSIGHTS"},
    "rae": {"INSIGHTS"},
    "ben": {"OFFERS"},
    "fay": {"FINANCE"},
    "eve": {"OFFERS", "FINANCE"},
    "kim": {"NORTH"},
    "lou": {"SOUTH"},
    "dev": set(),
    "cleo": set(),
    "una": set(),
    "gus": set(),
}
HAVE_REPORTS = [name for name, owners in SEES.items() if owners]
VIEW_ONLY = {"fay"}
CLOSED_TO_STORES = "gallery"
# Columns that a team does not see in its own rows: the marker of that column is nobody's.
COVERED = {("FINANCE", "BRAND"): ColumnRule.How.HIDDEN, ("OFFERS", "INCOME"): ColumnRule.How.MASKED}


def gather() -> dict[str, User]:
    """Everybody, with every report open to each team, and every table governed."""
    people = {person.username: make(person) for person in (*PEOPLE, *MORE_PEOPLE)}
    Membership.objects.create(user=people["eve"], team=team_called("Finance"))
    slugs = [report.slug for report in registry.all()]
    open_reports(slugs)
    for slug in slugs:
        Grant.objects.create(team=team_called("Offers"), report=slug, can_download=True)
        if slug != CLOSED_TO_STORES:
            Grant.objects.create(team=team_called("Stores"), report=slug, can_download=True)
    fill_the_shelf()
    _govern()
    _give_attributes(people)
    return people


def _govern() -> None:
    for table, column in KEYS.items():
        TableRule.objects.create(table=table, governed=True)
        for team, whose in TEAMS.items():
            values = [key(whose, table)]
            RowPolicy.objects.create(team=team_called(team), table=table, column=column, values=values)
        RowPolicy.objects.create(team=team_called("Stores"), table=table, column=column, attribute=table)
    for (whose, column), how in COVERED.items():
        team = next(team_called(name) for name, owner in TEAMS.items() if owner == whose)
        for table in KEYS:
            if column in snapshot().columns(table):
                ColumnRule.objects.create(team=team, table=table, column=column, how=how)


def _give_attributes(people: dict[str, User]) -> None:
    for name, whose in BY_ATTRIBUTE.items():
        for table in KEYS:
            Attribute.objects.create(user=people[name], name=table, value=key(whose, table))


def may_find(person: str, marker: tuple[str, str]) -> bool:
    """Whether this marker, and this column of it, may be before this person's eyes."""
    whose, _ = marker
    return whose in SEES[person] and marker not in COVERED
