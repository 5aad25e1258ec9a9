"""Grants, row policies and column rules as a text, to be reviewed like code: what it says, and how that differs.

People are not in it: who is in a team changes by the day and by single sign-on.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction

from portal.access.models import ColumnRule, Grant, RowPolicy, TableRule, Team
from reports import registry
from reports.declare.words import did_you_mean

RIGHTS = {"view": False, "download": True}
BY = "policies apply"  # who gave a grant, where a file did
STATES = {"governed": True, "open": False}
PLACES = {"table": "tables", "grant": "reports", "rows": "rows", "column": "columns"}  # where each kind stands
Key = tuple[str, ...]  # of what a line says: its kind, the team, the table …
Held = dict[Key, Any]


@dataclass(frozen=True)
class Change:
    """One thing that the text says and the database does not, or the other way round. `before` or `after` is None."""

    key: Key
    before: Any
    after: Any

    def __str__(self) -> str:
        sign = "+" if self.before is None else "-" if self.after is None else "~"
        said = _words(self.key, self.before if self.after is None else self.after)
        was = f" (was: {_words(self.key, self.before)})" if sign == "~" else ""
        return f"{sign} {said}{was}"


def export() -> str:
    """What holds now, as YAML."""
    told: dict[str, Any] = {"tables": {}, "teams": defaultdict(dict)}
    kinds = list(PLACES)
    for (kind, *where), value in sorted(
        held().items(), key=lambda item: (item[0][1], kinds.index(item[0][0]), item[0])
    ):
        if kind == "table":
            told["tables"][where[0]] = next(word for word, state in STATES.items() if state == value)
        else:
            team = told["teams"][where[0]]
            _write(kind, where, value, team.setdefault(PLACES[kind], {}))
    told["teams"] = dict(told["teams"])
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=120)


def held() -> Held:
    """What the database says, each thing under its key."""
    found: Held = {("table", rule.table): rule.governed for rule in TableRule.objects.all()}
    for grant in Grant.objects.select_related("team"):
        found["grant", grant.team.name, grant.report] = (grant.can_download, grant.until)
    for policy in RowPolicy.objects.select_related("team"):
        values = policy.attribute or [str(each) for each in policy.values]
        found["rows", policy.team.name, policy.table, policy.column] = values
    for key in [each for each in found if each[0] == "rows" and each[3]]:
        found.pop((*key[:3], ""), None)  # all rows: beside another policy on the table, it says nothing
    for rule in ColumnRule.objects.select_related("team"):
        found["column", rule.team.name, rule.table, rule.column] = rule.how
    return found


def read(text: str) -> tuple[Held, list[str]]:
    """What a text says, and what is wrong with it, in sentences."""
    try:
        told = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        return {}, [f"It is not YAML: {' '.join(str(error).split())}"]
    found: Held = {}
    problems: list[str] = []
    for key, value in _lines(told, problems):
        problem = _wrong(key, value)
        if problem:
            problems.append(problem)
        else:
            found[_as_kept(key)] = value
    return found, problems


def changes(wanted: Held) -> list[Change]:
    """What has to change for the database to say what the text does."""
    now = held()
    keys = sorted(now.keys() | wanted.keys())
    return [Change(key, now.get(key), wanted.get(key)) for key in keys if now.get(key) != wanted.get(key)]


@transaction.atomic
def apply(wanted: list[Change]) -> None:
    """Make these changes, all or none; each is remembered like one made by hand."""
    teams = {team.name: team for team in Team.objects.all()}
    for change in wanted:
        model, where = _place(change.key, teams)
        found = model.objects.filter(**where)
        if change.after is None:
            found.first().delete()
            continue
        fields = _fields(change.key[0], change.after)
        if model is Grant:
            Grant.objects.give(**where, **fields, by=BY)
        else:
            row = found.first() or model(**where)
            for name, value in fields.items():
                setattr(row, name, value)
            row.save()


def _lines(told: Any, problems: list[str]) -> Iterator[tuple[Key, Any]]:
    """Each thing that the text says; what is no place for anything is a problem."""
    for table, state in _items(told, "tables", "the file", problems):
        yield ("table", str(table)), STATES.get(state, state)
    for team, about in _items(told, "teams", "the file", problems):
        for report, right in _items(about, "reports", team, problems):
            yield ("grant", str(team), str(report)), _right(right)
        for table, columns in _items(about, "rows", team, problems):
            for column, values in columns.items() if isinstance(columns, dict) else [("", columns)]:
                yield ("rows", str(team), str(table), str(column)), _values(column, values)
        for table, columns in _items(about, "columns", team, problems):
            for column, how in columns.items() if isinstance(columns, dict) else [("", columns)]:
                yield ("column", str(team), str(table), str(column)), how
        problems += _strangers(about, list(PLACES.values())[1:], team)
    problems += _strangers(told, ["tables", "teams"], "the file")


def _items(told: Any, name: str, where: Any, problems: list[str]) -> list[tuple[Any, Any]]:
    inner = (told.get(name) or {}) if isinstance(told, dict) else None
    if isinstance(inner, dict):
        return list(inner.items())
    problems.append(f"{where}: {name} has to be a list of names, each with a colon and what is said of it.")
    return []


def _strangers(told: Any, known: list[str], where: Any) -> list[str]:
    names = [each for each in told if each not in known] if isinstance(told, dict) else []
    return [f"{where}: {each} is not known here.{did_you_mean(str(each), known)}" for each in names]


def _right(said: Any) -> Any:
    """`view`, `download`, or either with a last day: {right: view, until: 2026-12-31}."""
    right, until = (said.get("right"), said.get("until")) if isinstance(said, dict) else (said, None)
    return (RIGHTS[right], until) if right in RIGHTS and isinstance(until, date | None) else said


def _values(column: Any, said: Any) -> Any:
    """A list of values, the name of a person's attribute, or all rows."""
    if isinstance(said, dict) and set(said) == {"attribute"}:
        return str(said["attribute"])
    if said == "all" and not column:
        return []
    return [str(each) for each in said] if isinstance(said, list) and said and column else None


def _wrong(key: Key, value: Any) -> str:
    """What is wrong with one line, or nothing."""
    kind, *where = key
    if kind != "table" and not Team.objects.filter(name=where[0]).exists():
        names = Team.objects.values_list("name", flat=True)
        return f"There is no team {where[0]}.{did_you_mean(where[0], names)} Teams are made on the admin pages."
    if kind == "grant":
        return _wrong_grant(where[0], where[1], value)
    if kind == "rows" and value is None:
        return f"{where[0]}: say which rows of {where[1]}: all, or for a column a list of values or an attribute."
    if kind == "table" and not isinstance(value, bool):
        return f"{where[0]} is governed or open, not {value}."
    if kind == "column" and value not in ColumnRule.How.values:
        return f"{where[0]}: {where[1]}.{where[2]} is hidden or masked, not {value}."
    model, keys = _place(key, {where[0]: Team.objects.filter(name=where[0]).first()})
    try:
        model(**keys, **_fields(kind, value)).clean()
    except ValidationError as error:
        return f"{' '.join(where[:2])}: {' '.join(error.messages)}"
    return ""


def _wrong_grant(team: str, report: str, value: Any) -> str:
    slugs = [each.slug for each in registry.all()] + list(registry.broken())
    if report not in slugs and not Grant.objects.filter(report=report).exists():
        return f"{team}: no report is called {report}.{did_you_mean(report, slugs)}"
    if not isinstance(value, tuple):
        return f"{team}: {report} is view or download, or {{right: view, until: 2026-12-31}}, not {value}."
    return ""


def _as_kept(key: Key) -> Key:
    """Tables and columns in capitals, as they are kept."""
    kind, *where = key
    if kind == "table":
        return (kind, where[0].upper())
    return key if kind == "grant" else (kind, where[0], *(each.upper() for each in where[1:]))


def _place(key: Key, teams: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The model of a key's row, and what finds it."""
    kind, *where = key
    if kind == "table":
        return TableRule, {"table": where[0]}
    team = {"team": teams[where[0]]}
    if kind == "grant":
        return Grant, {**team, "report": where[1]}
    model = RowPolicy if kind == "rows" else ColumnRule
    return model, {**team, "table": where[1], "column": where[2]}


def _fields(kind: str, value: Any) -> dict[str, Any]:
    """What a row says beside its key."""
    match kind:
        case "table":
            return {"governed": value}
        case "grant":
            return {"can_download": value[0], "until": value[1]}
        case "rows" if isinstance(value, str):
            return {"attribute": value, "values": []}
        case "rows":
            return {"attribute": "", "values": value}
        case _:
            return {"how": value}


def _write(kind: str, where: list[str], value: Any, place: dict[str, Any]) -> None:
    """Put one thing into the place of its kind in the text."""
    if kind == "grant":
        download, until = value
        right = "download" if download else "view"
        place[where[1]] = {"right": right, "until": until} if until else right
    elif kind == "column":
        place.setdefault(where[1], {})[where[2]] = value
    elif not where[2]:
        place[where[1]] = "all"
    else:
        place.setdefault(where[1], {})[where[2]] = {"attribute": value} if isinstance(value, str) else value


def _words(key: Key, value: Any) -> str:
    kind, *where = key
    if kind == "table":
        return f"{where[0]} is {'governed' if value else 'open'}"
    if kind == "grant":
        download, until = value
        return f"{where[0]} may {'download' if download else 'view'} {where[1]}{f' until {until}' if until else ''}"
    if kind == "column":
        return f"{where[0]}: {where[1]}.{where[2]} is {value}"
    if not where[2]:
        return f"{where[0]} sees all rows of {where[1]}"
    said = f"the person's {value}" if isinstance(value, str) else ", ".join(value)
    return f"{where[0]} sees {where[1]} where {where[2]} is {said}"
