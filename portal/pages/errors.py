"""What does a person see when something went wrong? A sentence that says what, and what to do."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string

from portal.access.guard import CAN_MEND, NotGranted, ReportBroken
from portal.catalog.asking import open_requests_of
from portal.pages.outage import DEAD_DATABASE, as_far_as_known, database_gone, lost_database


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400. Without the request: a strange host name is what makes Django refuse to look at it."""
    return HttpResponse(render_to_string("errors/400.html", as_far_as_known(request)), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, with the reason where the code that refused gave one."""
    if isinstance(exception, NotGranted):
        return not_granted(request, exception)
    return render(request, "errors/403.html", {"reason": str(exception)}, status=403)


def not_granted(request: HttpRequest, refused: NotGranted) -> HttpResponse:
    """403 for a report that is listed: what it is called, what it answers, and how to ask for it."""
    asked = open_requests_of(request.user, refused.entry.slug).first()
    context = {"entry": refused.entry, "reason": str(refused), "asked": asked}
    return render(request, "errors/not_granted.html", context, status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token."""
    sentence = "This page was open for too long, or the form came from another site. Go back, reload it, and try again."
    return render(request, "errors/403.html", {"reason": sentence}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when it was the database that is missing. Asks no database and no session."""
    lost = lost_database()
    if lost:
        return database_gone(request, lost)
    return HttpResponse(render_to_string("errors/500.html", as_far_as_known(request)), status=500)


def broken_report(request: HttpRequest, error: ReportBroken) -> HttpResponse:
    """503: the report is granted and its file can't be used. Only those who can mend it read why."""
    details = error.details if request.user.has_perm(CAN_MEND) else ""
    context = {"slug": error.slug, "details": details, "reloads": settings.RELOAD_REPORTS}
    return render(request, "errors/broken_report.html", context, status=503)


class ErrorPages:
    """Answers with a page for what a view can't mend: a lost database, a report file with a mistake."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DEAD_DATABASE):
            return database_gone(request, error)
        return broken_report(request, error) if isinstance(error, ReportBroken) else None
