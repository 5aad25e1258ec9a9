"""Find statements: newest first, page by page by a key, so that the last page costs what the first one does."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from querylog.models import SqlText, Statement
from querylog.sensitive import found_by

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some statements, newest first, and the key of what comes after them, if anything does."""

    statements: list[Statement]
    after: str


def page_of(words: str, *, after: str) -> Page:
    """The statements that hold these words in their SQL, or are of this person, team, report, press or query ID."""
    found = _holding(words.strip()) if words.strip() else Statement.objects.all()
    if place := _place(after):
        found = found.filter(id__lt=place)
    steps = found.select_related("text", "submission", "ending").order_by("-id")
    listed = list(steps[: PAGE + 1])
    more = len(listed) > PAGE
    shown = listed[:PAGE]
    return Page(statements=shown, after=str(shown[-1].pk) if more else "")


def _holding(words: str) -> QuerySet[Statement]:
    texts = SqlText.objects.filter(sql__icontains=words)
    return Statement.objects.filter(
        _identified(words)
        | Q(text__in=texts)
        | Q(asked_by_name__icontains=words)
        | Q(team__icontains=words)
        | Q(report__icontains=words)
        | Q(submission__query_id__startswith=words.lower())
        | _with_a_hidden_value(words)
    )


def _with_a_hidden_value(words: str) -> Q:
    """Those with exactly this value in a sensitive field, of which the log has a hash."""
    one, among_others = found_by(words)
    return Q(binds__contains=one) | Q(binds__contains=among_others)


def _identified(words: str) -> Q:
    """The statement, or the whole press of Refresh, that has this ID of ours."""
    try:
        identity = UUID(words)
    except ValueError:
        return Q()
    return Q(pk=identity) | Q(press=identity)


def _place(after: str) -> UUID | None:
    """The key of a page, or None when there is none, or none that we made."""
    try:
        return UUID(after)
    except ValueError:
        return None
