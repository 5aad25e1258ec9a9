"""Answers on who may see what, as JSON has them: for scripts."""

from collections.abc import Iterable
from typing import Any

from portal.access.answers import About, Look, May, MayNot, OfPerson, OfReport, OfTable
from portal.access.models import User
from portal.access.rights import Opening

OF_A_GRANT = ("team", "can_download", "until", "granted_by", "granted_at")


def as_json(answer: OfReport | OfTable | OfPerson) -> dict[str, Any]:
    """The whole answer; days and times are left to the encoder."""
    match answer:
        case OfReport():
            return {
                "report": _about(answer.report),
                "tables": list(answer.tables),
                "may": _each_may(answer.may),
                "may_not": _each_may_not(answer.may_not),
            }
        case OfTable():
            return {
                "table": answer.table,
                "column": answer.column,
                "state": answer.state,
                "reports": [_about(each) for each in answer.reports],
                "sees": _looks(answer.looks, answer.column),
                "unknown_views": list(answer.unknown),
            }
        case OfPerson():
            return {
                **_person(answer.person),
                "active": answer.person.is_active,
                "teams": [
                    {"team": each.team.name, "lead": each.lead, "came_by": each.came_by} for each in answer.teams
                ],
                "roles": list(answer.roles),
                "rights": [{"right": right, "from": source} for right, source in answer.rights],
                "may": _each_may(answer.may),
                "may_not": _each_may_not(answer.may_not),
                "sees": _looks(answer.looks),
            }


def _about(report: About) -> dict[str, Any]:
    return {"slug": report.slug, "title": report.title, "area": report.area, "marks": report.marks}


def _person(person: User) -> dict[str, Any]:
    return {"person": person.username, "name": person.shown_name}


def _each_may(may: Iterable[May]) -> list[dict[str, Any]]:
    return [
        {
            **_person(each.person),
            "report": each.report.slug,
            "right": each.right,
            "until": each.right_until,
            "through": [_grant(one) for one in each.through],
            "sees": [one.told() for one in each.sees],
        }
        for each in may
    ]


def _grant(opening: Opening) -> dict[str, Any]:
    return {name: getattr(opening, name) for name in OF_A_GRANT}


def _each_may_not(may_not: Iterable[MayNot]) -> list[dict[str, Any]]:
    return [{**_person(each.person), "report": each.report.slug, "why": each.why} for each in may_not]


def _looks(looks: Iterable[Look], column: str = "") -> list[dict[str, Any]]:
    return [
        {
            **_person(each.person),
            **each.seen.told(),
            **({"of_the_column": each.seen.of_column(column)} if column else {}),
            "by": [may.report.slug for may in each.by],
        }
        for each in looks
    ]
