"""Whatever admins have said of a table: what a person sees of it is what docs/access.md says, row by row."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portal.access.models import Attribute, ColumnRule, Grant, Membership, RowPolicy, TableRule, Team, User
from portal.access.sight import SightOfAll, policy_for
from reports.policy import Policy, Share

TABLE, OTHER = "LOYALTY.BASKETS", "LOYALTY.COUPONS"
SLUG = "category-performance"
WORLDS = 60
COLUMNS = {"DEPARTMENT": ["DELI", "MEAT", None], "BRAND": ["National", "Private", None], "STORE_ID": [1, 2, None]}
ROWS = [
    {"DEPARTMENT": department, "BRAND": brand, "STORE_ID": number}
    for department in COLUMNS["DEPARTMENT"]
    for brand in COLUMNS["BRAND"]
    for number in COLUMNS["STORE_ID"]
]
Row = dict[str, object]
MASK = "•••"


@dataclass
class World:
    """What admins have said, and to whom."""

    user: User
    teams: list[Team]  # through which the report is open to her
    attributes: dict[str, list[str]]


def a_world(dice: random.Random, number: int) -> World:
    """Teams with grants that hold or have ended, policies and rules of some of them, and somebody in some of them."""
    user = User.objects.create(username=f"person{number}")
    attributes = {name: dice.sample(["DELI", "MEAT", "1", "many"], dice.randrange(3)) for name in ("one", "two")}
    Attribute.objects.bulk_create(Attribute(user=user, name=n, value=v) for n, some in attributes.items() for v in some)
    teams = []
    for place in range(dice.choice([1, 1, 2, 3])):
        team = Team.objects.create(name=f"team {number} {place}", slug=f"team-{number}-{place}")
        opens = _let_in(dice, user, team)
        teams += [team] if opens else []
        RowPolicy.objects.bulk_create(_some_policies(dice, team))
        ColumnRule.objects.bulk_create(_some_rules(dice, team))
    TableRule.objects.all().delete()
    TableRule.objects.bulk_create(
        TableRule(table=table, governed=dice.random() < 0.5) for table in (TABLE, OTHER) if dice.random() < 0.7
    )
    return World(user, teams, attributes)


def _let_in(dice: random.Random, user: User, team: Team) -> bool:
    """Whether this team opens the report to her: it has a grant of it that has not ended, and she is in it."""
    member, report = dice.random() < 0.85, dice.choice([SLUG, SLUG, SLUG, "lapsed-buyers"])
    until = timezone.localdate() + timedelta(days=dice.choice([0, 0, 5, -1]))
    Grant.objects.bulk_create([Grant(team=team, report=report, until=until)])
    if member:
        Membership.objects.bulk_create([Membership(team=team, user=user)])
    return member and report == SLUG and until >= timezone.localdate()


def _some_policies(dice: random.Random, team: Team) -> Iterator[RowPolicy]:
    for table in (TABLE, OTHER):
        if dice.random() < 0.15:
            yield RowPolicy(team=team, table=table)  # all rows
        for column in dice.sample(list(COLUMNS), dice.choice([0, 0, 1, 1, 2])) if table == TABLE else ():
            if dice.random() < 0.4:
                yield RowPolicy(team=team, table=table, column=column, attribute=dice.choice(["one", "two", "three"]))
            else:
                values = [str(each) for each in COLUMNS[column] if each is not None]
                yield RowPolicy(team=team, table=table, column=column, values=dice.sample(values, 1))


def _some_rules(dice: random.Random, team: Team) -> Iterator[ColumnRule]:
    for column in dice.sample(list(COLUMNS), dice.choice([0, 0, 1, 2])):
        yield ColumnRule(team=team, table=TABLE, column=column, how=dice.choice(["hidden", "masked"]))


# ------------------------------------------------------------------ by the words of the docs


def expected(world: World) -> list[Row]:
    """What she sees of the table: for each row, as the team sees it that shows most of it."""
    governed = TableRule.objects.filter(table=TABLE, governed=True).exists()
    shown = []
    for row in ROWS:
        among = [team for team in world.teams if _team_sees(team, row, world, governed)]
        if among:
            shown.append({name: _as_seen(name, row, among) for name in row})
    return shown


def _team_sees(team: Team, row: Row, world: World, governed: bool) -> bool:
    said = list(RowPolicy.objects.filter(team=team, table=TABLE))
    if not said:
        return not governed
    return all(_is_in(each, row, world) for each in said if each.column)  # without a column: all rows


def _is_in(policy: RowPolicy, row: Row, world: World) -> bool:
    values = world.attributes.get(policy.attribute, []) if policy.attribute else policy.values
    fit = policy.column != "STORE_ID" or all(value.isdigit() for value in values)  # else it shows nothing
    return fit and row[policy.column] is not None and str(row[policy.column]) in values


def _as_seen(name: str, row: Row, teams: list[Team]) -> object:
    ways = [ColumnRule.objects.filter(team=team, table=TABLE, column=name).first() for team in teams]
    if None in ways:
        return row[name]
    masked = any(way.how == "masked" for way in ways)
    return MASK if masked and name != "STORE_ID" else None


# ------------------------------------------------------------------ by the policy that statements are given


def seen(policy: Policy) -> list[Row]:
    """What a statement under this policy is given of the table, as tests/reports/compile/ holds it to."""
    shares = policy.tables.get(TABLE, (Share(),))
    shown = []
    for row in ROWS:
        among = [share for share in shares if all(_has(row, rule) for rule in share.rows)]
        if among:
            shown.append({name: _value(name, row, among) for name in row})
    return shown


def _has(row: Row, rule) -> bool:
    value = row[rule.column]
    return value is not None and (Decimal(value) if rule.column == "STORE_ID" else value) in rule.values


def _value(name: str, row: Row, shares: list[Share]) -> object:
    if any(name not in share.hidden and name not in share.masked for share in shares):
        return row[name]
    return MASK if any(name in share.masked for share in shares) and name != "STORE_ID" else None


@pytest.mark.django_db
def test_what_a_person_sees_is_what_the_docs_say_of_what_admins_said():
    dice = random.Random(20261130)  # noqa: S311
    closed = 0
    for number in range(WORLDS):
        world = a_world(dice, number)
        policy = policy_for(world.user, SLUG)
        if not world.teams:
            closed += 1  # nothing is open to her, so nobody asks
            continue
        assert seen(policy) == expected(world), number
        for_auditors = SightOfAll().policy(world.user.pk, [team.pk for team in world.teams])
        assert for_auditors.fingerprint == policy.fingerprint, number
    assert closed < WORLDS / 2
