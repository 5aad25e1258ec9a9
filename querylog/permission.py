"""May whoever asked for a statement still have it? This floor knows no grants: it asks the one that does."""

from django.conf import settings
from django.utils.module_loading import import_string

from querylog.models import Statement

NO_LONGER_OPEN = "This report was closed to you while its query ran, so the query was stopped."


def still_open(statement: Statement) -> bool:
    """True when the report that it is for is still open to the person, by the team for which she asked.

    A command's own statements are always open.
    """
    if statement.asked_by_id is None or not statement.report:
        return True
    return bool(import_string(settings.STILL_OPEN)(statement.asked_by_id, statement.report, statement.team))
