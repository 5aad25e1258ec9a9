"""What an admin meets who sees the portal as somebody else does: their pages, to read, and every other door closed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject

from portal.access.models import Viewing
from portal.access.view_as import end, viewing_of, why_no_longer

# By the names of their addresses. What is not named here is closed: a new page has to be thought of first.
ALL_THE_SAME = {"brand"}  # whoever asks; it does without the database
READ = {
    "home",
    "find",
    "bell",
    "requests",
    "ask",
    "decide",
    "audiences",
    "decide-audience",
    "report",
    "report-app",
    "report-layout",
    "report-dependencies",
    "outlines",
}
ASKED = {"report-update", "report-offers"}  # a report's page asks by POST; nothing is changed by it
STOP, SIGN_OUT, DOWNLOAD = "stop-viewing", "sign-out", "report-download"
TO_READ = {"GET", "HEAD", "OPTIONS"}

UNCHANGED = "Nothing was changed."
CLOSED = "This page is closed meanwhile."
NO_FILES = "Files are not handed out meanwhile."
OTHER_EYES = "Since this page was opened, it has changed as whom you see Portico. Load the page again."


class ReadOnly:
    """In a viewing `request.user` is the one as whom the portal is seen; it stands behind what knows who signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.viewing = SimpleLazyObject(lambda: viewing_of(request))  # type: ignore[attr-defined]
        request.user = SimpleLazyObject(lambda: _seen_as(request))  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _named: Any) -> HttpResponseBase | None:
        address = request.resolver_match.view_name if request.resolver_match else ""
        if address in ALL_THE_SAME:
            return None
        viewing = viewing_of(request)
        if address in ASKED and request.headers.get("X-Seen-As", _mark(viewing)) != _mark(viewing):
            return JsonResponse({"sentence": OTHER_EYES}, status=409)
        if address in {STOP, SIGN_OUT}:
            if viewing and address == SIGN_OUT and request.method == "POST":
                end(request, viewing, why="signed out")
                request.user = get_user(request)  # it is the admin who leaves
            return None
        if sentence := why_no_longer(request):
            return _no_longer(request, sentence)
        return _refused(request, address) if viewing and not _may(request, address) else None


def _seen_as(request: HttpRequest) -> Any:
    viewing = viewing_of(request)
    return viewing.whom if viewing else get_user(request)


def _mark(viewing: Viewing | None) -> str:
    """By what a page knows as whom it was seen when it was opened."""
    return str(viewing.pk) if viewing else ""


def _may(request: HttpRequest, address: str) -> bool:
    return address in ASKED or (address in READ and request.method in TO_READ)


def _refused(request: HttpRequest, address: str) -> HttpResponseBase:
    reads = request.method in TO_READ
    what = UNCHANGED if not reads else NO_FILES if address == DOWNLOAD else CLOSED
    return render(request, "errors/read_only.html", {"what": what}, status=403)


def _no_longer(request: HttpRequest, sentence: str) -> HttpResponseBase:
    """The same page once more, as oneself. What was posted is not done: it was meant to be done as somebody else."""
    if request.method in TO_READ:
        messages.warning(request, sentence)
        return redirect(request.get_full_path())
    return render(request, "errors/403.html", {"reason": f"{sentence} Load the page again."}, status=403)
