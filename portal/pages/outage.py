"""What does a person see when PostgreSQL is gone? One sentence, and the rest of the frame."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)

DEAD_DATABASE = (OperationalError, InterfaceError)
RETRY_AFTER_SECONDS = "30"


def database_gone(request: HttpRequest, error: BaseException) -> HttpResponse:
    """The page; nothing in it asks the database."""
    logger.error("PostgreSQL can't be reached for %s %s: %s", request.method, request.path, error)
    page = HttpResponse(render_to_string("errors/503.html"), status=503)
    page["Retry-After"] = RETRY_AFTER_SECONDS
    page["Cache-Control"] = "no-store"
    return page


def lost_database() -> BaseException | None:
    """The lost database behind the error that is being handled, if it is one."""
    error = sys.exc_info()[1]
    return error if isinstance(error, DEAD_DATABASE) else None
