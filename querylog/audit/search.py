"""Find statements: newest first, page by page by a key, so that the last page costs what the first one does."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from querylog.models import SqlText, Statement

PAGE = 50
BETWEEN = "~"  # in a page's key: neither dates nor UUIDs have it


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some statements, newest first, and the key of what comes after them, if anything does."""

    statements: list[Statement]
    after: str


def page_of(words: str, *, after: str) -> Page:
    """The statements that hold these words in their SQL, or are of this person, team, report, press or query ID."""
    found = _holding(words.strip()) if words.strip() else Statement.objects.all()
    if place := _place(after):
        moment, identity = place
        # The first condition alone lets the index begin at this place; the second one sets apart what is of one moment.
        found = found.filter(intended_at__lte=moment).filter(Q(intended_at__lt=moment) | Q(id__lt=identity))
    steps = found.select_related("text", "submission", "ending").order_by("-intended_at", "-id")
    listed = list(steps[: PAGE + 1])
    more = len(listed) > PAGE
    shown = listed[:PAGE]
    return Page(statements=shown, after=_key(shown[-1]) if more else "")


def _holding(words: str) -> QuerySet[Statement]:
    texts = SqlText.objects.filter(sql__icontains=words)
    return Statement.objects.filter(
        _identified(words)
        | Q(text__in=texts)
        | Q(asked_by_name__icontains=words)
        | Q(team__icontains=words)
        | Q(report__icontains=words)
        | Q(submission__query_id__startswith=words.lower())
    )


def _identified(words: str) -> Q:
    """The statement, or the whole press of Refresh, that has this ID of ours."""
    try:
        identity = UUID(words)
    except ValueError:
        return Q()
    return Q(pk=identity) | Q(press=identity)


def _key(statement: Statement) -> str:
    return f"{statement.intended_at.isoformat()}{BETWEEN}{statement.pk}"


def _place(after: str) -> tuple[datetime, UUID] | None:
    """The key of a page, or None when there is none, or none that we made."""
    moment, _, identity = after.partition(BETWEEN)
    try:
        # In UTC, as ours are: PostgreSQL does not take every offset that Python does.
        return datetime.fromisoformat(moment).astimezone(UTC), UUID(identity)
    except (ValueError, OverflowError):
        return None
