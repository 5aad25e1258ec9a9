"""The pages on which an admin begins to see the portal as somebody else does, and stops."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from portal.access.models import Team, User, Viewing
from portal.access.second_step import needed_first
from portal.access.someone import SomeoneOf
from portal.access.view_as import CannotViewAs, begin, cannot, end, viewing_of, why_no_longer
from portal.access.viewings import may_view_as
from querylog.errors import LogUnavailable

LONGEST_REASON = 200  # characters
NO_RIGHT = "To see the portal as somebody else does takes a right of its own. Ask an admin for it."


@require_http_methods(["GET", "HEAD", "POST"])
def as_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks whether to, and begins."""
    return _admin_first(request) or _view_as(request, get_object_or_404(User, pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
def as_team(request: HttpRequest, pk: int) -> HttpResponse:
    """The same, as somebody who is in this team alone."""
    return _admin_first(request) or _view_as(request, SomeoneOf(get_object_or_404(Team, pk=pk)))


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Back to where it began."""
    viewing = viewing_of(request)
    if viewing is None:
        messages.info(request, why_no_longer(request) or "You see Portico as yourself.")
        return redirect("home")
    end(request, viewing, why="stopped")
    request.session.cycle_key()
    messages.success(request, f"You see Portico as yourself again, no longer as {viewing.called} does.")
    return redirect(_where_it_began(viewing))


def _admin_first(request: HttpRequest) -> HttpResponse | None:
    """Where else to go first. Raises PermissionDenied."""
    if not (isinstance(request.user, User) and may_view_as(request.user)):
        raise PermissionDenied(NO_RIGHT)
    return needed_first(request)


def _view_as(request: HttpRequest, whom: User | SomeoneOf) -> HttpResponse:
    admin: User = request.user  # type: ignore[assignment]  # see above
    problem = cannot(admin, whom)
    if request.method == "POST":
        try:
            begin(request, admin, whom, reason=request.POST.get("reason", "")[:LONGEST_REASON])
            return redirect("home")
        except CannotViewAs as error:
            problem = str(error)
        except LogUnavailable as error:
            problem = error.sentence
    context = {"whom": whom, "problem": problem, "longest": LONGEST_REASON}
    return render(request, "view_as.html", context, status=403 if problem else 200)


def _where_it_began(viewing: Viewing) -> str:
    if viewing.team_id and viewing.admin.has_perm("access.view_team"):
        return reverse("admin:access_team_change", args=[viewing.team_id])
    if viewing.person_id and viewing.admin.has_perm("access.view_user"):
        return reverse("admin:access_user_change", args=[viewing.person_id])
    return reverse("home")
