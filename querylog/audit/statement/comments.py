"""What analysts say of a statement: added to the log as everything else, and never changed."""

from typing import Any

from django.db.models import QuerySet

from querylog.audit.masking import without_hidden
from querylog.errors import PorticoError
from querylog.events import record
from querylog.models import Event, Kind, Statement

LONGEST = 2_000  # characters
MOST_SHOWN = 200


class NoComment(PorticoError):
    """It says nothing, or too much; the sentence says which."""


def add(words: str, statement: Statement, *, by: Any) -> Event:
    """The comment, on record; a value that the log hides stays hidden in it. Raises NoComment, and LogUnavailable."""
    words = words.replace("\r\n", "\n").replace("\0", "").encode("utf-8", "replace").decode().strip()
    if not words:
        raise NoComment("There is nothing in the comment yet. Write what others should know of this statement.")
    if len(words) > LONGEST:
        raise NoComment(f"The comment has {len(words):,} characters, and {LONGEST:,} are the most. Shorten it.")
    return record(
        Kind.COMMENTED,
        user_id=by.pk,
        name=by.get_username(),
        report=statement.report,
        statement=statement,
        words=without_hidden(words),
    )


def comments_on(statement: Statement) -> QuerySet[Event]:
    """The newest comments, newest first."""
    return Event.objects.filter(statement_id=statement.pk, kind=Kind.COMMENTED).order_by("-pk")[:MOST_SHOWN]
