"""With RELOAD_REPORTS: each request sees the report files as they are saved now, and so does the catalog."""

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase

from portal.catalog.sync import sync
from reports import registry


class FreshReports:
    """Looks at the files before anything else does, so that all parts of one page are of the same version.

    Every process looks for itself, and the file decides: two of them never serve different versions of a report.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.RELOAD_REPORTS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if registry.read_again():
            with suppress(DatabaseError):  # the page itself says so, if it needs the database
                sync()
        return self.get_response(request)
