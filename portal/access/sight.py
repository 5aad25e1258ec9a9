"""What may this person see of each table, through a report that is open to her? Decided here and nowhere else."""

import json
import logging
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from portal.access.policies import ColumnRule, read_values, type_of
from reports.policy import OneOf, Policy, Share
from reports.schema import snapshot

log = logging.getLogger(__name__)

# Everything at once, as it is asked with every call of a report's page: the teams through which the report is open to
# this person, and what is said of tables, to those teams or to all.
SAID = """
    WITH through AS (
        SELECT held.team_id AS team FROM access_grant held
        JOIN access_membership member ON member.team_id = held.team_id
        WHERE member.user_id = %(user)s AND held.report = %(slug)s AND (held.until IS NULL OR held.until >= %(today)s)
    )
    SELECT 'team', team, '', '', NULL, '' FROM through
    UNION ALL SELECT CASE WHEN governed THEN 'governed' ELSE 'open' END, NULL, "table", '', NULL, ''
              FROM access_tablerule
    UNION ALL SELECT 'rows', team_id, "table", "column", "values"::text, attribute
              FROM access_rowpolicy WHERE team_id IN (SELECT team FROM through)
    UNION ALL SELECT how, team_id, "table", "column", NULL, ''
              FROM access_columnrule WHERE team_id IN (SELECT team FROM through)
    UNION ALL SELECT 'attribute', NULL, '', name, NULL, value FROM access_attribute WHERE user_id = %(user)s
"""


@dataclass
class Said:
    """What is said of tables, to the teams through which one report is open to one person."""

    teams: list[int] = field(default_factory=list)
    governed: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)
    rows: dict[tuple[int, str], list[tuple[str, list[Any], str]]] = field(default_factory=lambda: defaultdict(list))
    covered: dict[tuple[int, str], dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    attributes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def policy_for(user_id: int, slug: str) -> Policy:
    """What this person sees through this report: the union of what the teams see that were granted it."""
    said = _said(user_id, slug)
    named = said.governed | {table for _, table in said.rows} | {table for _, table in said.covered}
    shares = {table: tuple(_shares(said, table)) for table in named}
    return Policy.of(shares, home=settings.SNOWFLAKE["schema"] or "", views=snapshot().views, said=said.open)


def _said(user_id: int, slug: str) -> Said:
    said = Said()
    with connection.cursor() as cursor:
        cursor.execute(SAID, {"user": user_id, "slug": slug, "today": timezone.localdate()})
        for what, team, table, name, values, other in cursor.fetchall():
            match what:
                case "team":
                    said.teams.append(team)
                case "governed":
                    said.governed.add(table)
                case "open":
                    said.open.add(table)
                case "rows":
                    said.rows[team, table].append((name, json.loads(values), other))
                case "attribute":
                    said.attributes[name].append(other)
                case _:
                    said.covered[team, table][name] = what
    return said


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
    policies = said.rows.get((team, table), [])
    if any(not column for column, _, _ in policies):
        return []  # all rows
    return [
        _one_of(table, column, said.attributes.get(attribute, []) if attribute else values)
        for column, values, attribute in policies
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
