"""What may this person see of each table, through a report that is open to her? Decided here and nowhere else."""

import json
import logging
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from portal.access.policies import ColumnRule, read_values, type_of
from portal.access.rights import Someone
from portal.access.someone import MEMBERS, asked_of
from reports.policy import OneOf, Policy, Share
from reports.schema import snapshot

log = logging.getLogger(__name__)

# What is said of tables, to these teams or to all.
RULES = """
    SELECT CASE WHEN governed THEN 'governed' ELSE 'open' END, NULL::bigint, "table", '', NULL, '' FROM access_tablerule
    UNION ALL SELECT 'rows', team_id, "table", "column", "values"::text, attribute
              FROM access_rowpolicy WHERE team_id IN (SELECT team FROM through)
    UNION ALL SELECT how, team_id, "table", "column", NULL, ''
              FROM access_columnrule WHERE team_id IN (SELECT team FROM through)
"""
# Everything at once, as it is asked with every call of a report's page: the teams through which the report is open to
# this person, and what is said of tables, to those teams or to all.
SAID = f"""
    WITH through AS (
        SELECT held.team_id AS team FROM access_grant held
        JOIN {MEMBERS} member ON member.team_id = held.team_id
        WHERE member.user_id = %(user)s AND held.report = %(slug)s AND (held.until IS NULL OR held.until >= %(today)s)
    )
    SELECT 'team', team, '', '', NULL, '' FROM through
    UNION ALL {RULES}
    UNION ALL SELECT 'attribute', user_id, '', name, NULL, value FROM access_attribute WHERE user_id = %(user)s
"""  # noqa: S608 - of texts of this file
SAID_TO_ALL = f"""
    WITH through AS (SELECT id AS team FROM access_team)
    {RULES}
    UNION ALL SELECT 'attribute', user_id, '', name, NULL, value FROM access_attribute
"""  # noqa: S608 - of texts of this file


@dataclass
class Said:
    """What is said of tables, to the teams through which one report is open to one person."""

    teams: list[int] = field(default_factory=list)
    governed: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)
    rows: dict[tuple[int, str], list[tuple[str, list[Any], str]]] = field(default_factory=lambda: defaultdict(list))
    covered: dict[tuple[int, str], dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    attributes: Mapping[str, list[str]] = field(default_factory=dict)

    def to(self, teams: list[int], attributes: Mapping[str, list[str]]) -> "Said":
        """What of this is said to these teams, for somebody with these attributes."""
        return Said(
            teams=teams,
            governed=self.governed,
            open=self.open,
            rows={key: some for key, some in self.rows.items() if key[0] in teams},
            covered={key: some for key, some in self.covered.items() if key[0] in teams},
            attributes=attributes,
        )


def policy_for(user: Someone, slug: str) -> Policy:
    """What this person sees through this report: the union of what the teams see that were granted it."""
    said, attributes = _read(SAID, {**asked_of(user), "slug": slug, "today": timezone.localdate()})
    said.attributes = attributes[user.pk or 0]
    return _policy(said)


class SightOfAll:
    """What anybody sees through any teams, for those who ask of many people at once: what is said is read once."""

    def __init__(self) -> None:
        self._said, self._attributes = _read(SAID_TO_ALL, {})
        self._known: dict[object, Policy] = {}

    def policy(self, user_id: int, teams: Collection[int]) -> Policy:
        """As `policy_for`, for a report that is open to this person through these teams."""
        attributes = self._attributes.get(user_id, {})
        key = (frozenset(teams), json.dumps(attributes, sort_keys=True))
        if key not in self._known:
            self._known[key] = _policy(self._said.to(list(teams), attributes))
        return self._known[key]


def _policy(said: Said) -> Policy:
    named = said.governed | {table for _, table in said.rows} | {table for _, table in said.covered}
    shares = {table: tuple(_shares(said, table)) for table in named}
    return Policy.of(shares, home=settings.SNOWFLAKE["schema"] or "", views=snapshot().views, said=said.open)


def _read(sql: str, asked: dict[str, Any]) -> tuple[Said, dict[int, dict[str, list[str]]]]:
    """What is said of tables, and the attributes of people."""
    said = Said()
    attributes: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        for what, whose, table, name, values, other in cursor.fetchall():
            match what:
                case "team":
                    said.teams.append(whose)
                case "governed":
                    said.governed.add(table)
                case "open":
                    said.open.add(table)
                case "rows":
                    said.rows[whose, table].append((name, json.loads(values), other))
                case "attribute":
                    attributes[whose][name].append(other)
                case _:
                    said.covered[whose, table][name] = what
    return said, attributes


def _shares(said: Said, table: str) -> list[Share]:
    """What each team sees of a table; nothing of a governed one for which it has no policy."""
    return [
        Share(
            rows=tuple(_conditions(said, team, table)),
            hidden=_columns(said, team, table, ColumnRule.How.HIDDEN),
            masked=_columns(said, team, table, ColumnRule.How.MASKED),
        )
        for team in said.teams
        if table not in said.governed or (team, table) in said.rows
    ]


def _conditions(said: Said, team: int, table: str) -> list[OneOf]:
    """What a row has to have for this team to see it. A policy for all rows takes nothing from those beside it."""
    return [
        _one_of(table, column, said.attributes.get(attribute, []) if attribute else values)
        for column, values, attribute in said.rows.get((team, table), [])
        if column
    ]


def _one_of(table: str, column: str, values: list[Any]) -> OneOf:
    try:
        return OneOf(column, read_values(table, column, values))
    except ValidationError as error:
        log.error("A row policy on %s.%s shows nothing: %s", table, column, " ".join(error.messages))
        return OneOf(column, ())


def _columns(said: Said, team: int, table: str, how: str) -> dict[str, str]:
    covered = said.covered.get((team, table), {})
    return {column: type_of(table, column) for column, way in covered.items() if way == how}
