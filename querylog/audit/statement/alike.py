"""The same question asked before: runs of the same text, and of these the ones with the same values."""

from typing import Any
from uuid import UUID

from django.db import connection

from querylog.audit.history import PAGE, place_before
from querylog.audit.statement.tree import whole
from querylog.models import Statement

MOST_SHOWN = 10
LOOKED_AT = 1_000  # runs of the same text, of which those with the same values are picked
# By the index of texts, newest first; what has other values is passed over, but not without end.
IDENTICAL = """
    SELECT id FROM (
        SELECT id, binds FROM querylog_statement WHERE text_id = %(text)s AND id < %(before)s
        ORDER BY id DESC LIMIT %(looked_at)s
    ) AS earlier
    WHERE binds = (SELECT binds FROM querylog_statement WHERE id = %(this)s)
    ORDER BY id DESC LIMIT %(most)s
"""


def identical_before(statement: Statement) -> list[Statement]:
    """The newest earlier statements of the same text and values, newest first."""
    asked = {"text": statement.text_id, "this": statement.pk, "before": statement.pk}
    found = whole().in_bulk(_ids(**asked, looked_at=LOOKED_AT, most=MOST_SHOWN))
    return sorted(found.values(), key=lambda each: each.pk, reverse=True)


def runs_of_its_text(statement: Statement, *, after: str) -> tuple[list[tuple[Statement, bool]], str]:
    """A page of all runs of its text, newest first, each with whether its values are the same; and what comes after."""
    runs = whole().filter(place_before(after), text_id=statement.text_id).order_by("-pk")
    listed = list(runs[: PAGE + 1])
    shown = listed[:PAGE]
    alike = [(each, each.binds == statement.binds) for each in shown]
    return alike, str(shown[-1].pk) if len(listed) > PAGE else ""


def _ids(**asked: Any) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(IDENTICAL, asked)
        return [identity for (identity,) in cursor.fetchall()]
