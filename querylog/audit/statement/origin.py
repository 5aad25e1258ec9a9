"""From where a statement was asked, with which filters, and of which version of the report: what its press says."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from querylog.ids import first_id_at
from querylog.models import Event, Kind, Statement

A_RESULT_LASTS = timedelta(hours=25)  # so long after a press something may still be read from its result
SIGNED_IN_FOR = timedelta(days=60)  # a sign-in is not looked for further back


@dataclass(frozen=True, kw_only=True)
class Origin:
    """`address` is that of the press, or else of the last sign-in before, at `signed_in_at`; empty: not on record.

    `version` is the report's, and `present` the one it has today; empty where there is none.
    """

    address: str = ""
    signed_in_at: datetime | None = None
    filters: str = ""
    version: str = ""
    present: str = ""


def origin_of(statement: Statement) -> Origin:
    """What is on record of where this statement comes from."""
    press = _press_of(statement)
    facts: dict[str, Any] = press.facts if press else {}
    version = str(facts.get("version") or "")
    known: dict[str, Any] = {
        "filters": str(facts.get("filters") or ""),
        "version": version,
        "present": _present(statement.report) if version else "",
    }
    if press is not None:
        return Origin(address=str(facts.get("address") or ""), **known)
    signed_in = _sign_in_before(statement)
    if signed_in is None:
        return Origin(**known)
    return Origin(address=str(signed_in.facts.get("address") or ""), signed_in_at=signed_in.at, **known)


def _press_of(statement: Statement) -> Event | None:
    """The press of Refresh: among what the person did in the day before, which the index has together."""
    if statement.press is None:
        return None
    since = first_id_at((statement.intended_at - A_RESULT_LASTS).timestamp())
    pressed = Event.objects.filter(kind=Kind.PRESSED, person_id=statement.asked_by_id, pk__range=(since, statement.pk))
    return pressed.filter(facts__press=str(statement.press)).order_by("-pk").first()


def _sign_in_before(statement: Statement) -> Event | None:
    if statement.asked_by_id is None:
        return None
    since = first_id_at((statement.intended_at - SIGNED_IN_FOR).timestamp())
    did = Event.objects.filter(person_id=statement.asked_by_id, pk__range=(since, statement.pk))
    return did.filter(kind=Kind.SIGNED_IN).order_by("-pk").first()


def _present(report: str) -> str:
    return str(import_string(settings.REPORT_VERSION)(report))
