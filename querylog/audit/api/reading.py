"""What is read of the log for a call: page by page by a key, each from an index."""

from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from querylog.audit.search import with_steps
from querylog.models import Event, Statement

LARGEST_ID = 2**63 - 1


def statement_of(identity: UUID) -> Statement | None:
    """With its text, its steps, and what it cost as `usage`."""
    return next(iter(with_steps([identity])), None)


def children_of(statement: Statement, most: int) -> tuple[list[UUID], bool]:
    """The first of those that read its result, and whether there are more."""
    keys = list(Statement.objects.filter(parent=statement).order_by("pk").values_list("pk", flat=True)[: most + 1])
    return keys[:most], len(keys) > most


def events(*, kind: str | None, person: str, report: str, after: UUID | None, limit: int) -> tuple[list[Event], str]:
    """The newest that all of this is true of, and the key of what comes after them, if anything does."""
    found: QuerySet[Event] = Event.objects.order_by("-pk")
    if kind:
        found = found.filter(kind=kind)
    if person := person.replace("\0", ""):
        found = found.filter(person_id__in=_numbers_of(person))
    if report := report.replace("\0", ""):
        found = found.filter(report=report)
    if after:
        found = found.filter(pk__lt=after)
    listed = list(found[: limit + 1])
    shown = listed[:limit]
    return shown, str(shown[-1].pk) if len(listed) > limit else ""


def _numbers_of(person: str) -> list[int]:
    """Of whoever has this name now; or else the number itself, as a record outlives its people."""
    user = get_user_model()
    named = list(user.objects.filter(Q(**{user.USERNAME_FIELD: person})).values_list("pk", flat=True))
    if named or not (person.isascii() and person.isdigit()):
        return named
    return [number] if (number := int(person[:20])) <= LARGEST_ID else []
