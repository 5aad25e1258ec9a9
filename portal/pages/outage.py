"""What does a person see when PostgreSQL is gone? One sentence, and the rest of the frame."""

import logging
import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from portal.access.view_as import known_viewing_of

logger = logging.getLogger(__name__)

DEAD_DATABASE = (OperationalError, InterfaceError)
RETRY_AFTER_SECONDS = "30"


def database_gone(request: HttpRequest, error: BaseException) -> HttpResponse:
    """The page; nothing in it asks the database."""
    logger.error("PostgreSQL can't be reached for %s %s: %s", request.method, request.path, error)
    page = HttpResponse(render_to_string("errors/503.html", as_far_as_known(request)), status=503)
    page["Retry-After"] = RETRY_AFTER_SECONDS
    page["Cache-Control"] = "no-store"
    return page


def as_far_as_known(request: HttpRequest) -> dict[str, Any]:
    """What marks a page as seen by an admin as somebody else, where that is known without asking the database."""
    return {"request": request, "csrf_token": get_token(request)} if known_viewing_of(request) else {}


def lost_database() -> BaseException | None:
    """The lost database behind the error that is being handled, if it is one."""
    error = sys.exc_info()[1]
    return error if isinstance(error, DEAD_DATABASE) else None
