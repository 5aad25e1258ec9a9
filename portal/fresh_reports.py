"""With RELOAD_REPORTS: each request sees the report files as they are saved now."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponseBase

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
        registry.read_again()
        return self.get_response(request)
