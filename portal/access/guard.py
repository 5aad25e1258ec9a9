"""The one guard in front of every report URL, and sign-in in front of everything else.

A view that serves a report takes a `slug` and is wrapped by `guarded`, which hands it the Viewer. There is no second
way in.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_cache_control

from portal.access.addresses import address_of
from portal.access.models import Viewing
from portal.access.rights import Someone, limits_of, right_to
from portal.access.sight import policy_for
from portal.access.view_as import viewing_of
from portal.catalog.models import Entry
from reports import registry
from reports.viewer import Viewer

View = Callable[..., HttpResponseBase]
CAN_MEND = "access.develop_reports"


class NotSignedIn(PermissionDenied):
    """Nobody is signed in, or the account was switched off."""


class NotGranted(PermissionDenied):
    """The report is listed, and open to other teams. Its title and its question are no secret; the rest is."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        super().__init__(
            "This report is open to other teams. Ask your team's lead or an admin to have it opened to yours."
        )


class ReportBroken(Exception):
    """The report's file can't be used; `details` says why, for those who can mend it."""

    def __init__(self, slug: str, details: str) -> None:
        self.slug, self.details = slug, details
        super().__init__(f"The file of the report {slug!r} has a mistake.")


def viewer_for(user: Someone, slug: str, *, viewing: Viewing | None = None, address: str = "") -> Viewer:
    """Who this person is to this report. Raises what stands in the way.

    The grant is asked for before the file is looked at: a stranger learns nothing about a broken report, and
    an unlisted or archived one is to her as if it did not exist. In a `viewing` it is the admin who asks: what
    runs is hers, and the log names them both. `address` is from where she asks.
    """
    if not user.is_authenticated or not user.is_active:
        raise NotSignedIn
    if not _is_known(slug):
        raise Http404(f"No report is called {slug!r}.")
    right = right_to(user, slug)
    if right is None:
        raise NotGranted(entry_to_ask_for(user, slug))
    if slug in registry.broken():
        raise ReportBroken(slug, registry.broken()[slug])
    return Viewer(
        user_id=viewing.admin_id if viewing else user.pk,
        name=str(viewing) if viewing else user.get_username(),
        team=right.team.name,
        policy=policy_for(user, slug),
        limits=limits_of(right.team),
        may_download=right.may_download,
        shows_sql=right.may_see_sql,
        address=address,
        develops=lambda: user.has_perm(CAN_MEND),
    )


def entry_to_ask_for(user: Someone, slug: str) -> Entry:
    """The entry of a report that this person may know of and ask for; 404 as if there were none otherwise.

    Before syncreports has seen a new file nobody has said that it is listed, so it is not.
    """
    if not user.is_authenticated or not user.is_active:
        raise NotSignedIn
    entry = Entry.objects.on_the_shelf().filter(slug=slug, listed=True).first()
    if entry is None or not _is_known(slug):
        raise Http404(f"No report is called {slug!r}.")
    return entry


def guarded(view: View) -> View:
    """The view behind the guard; it is called with `viewer=`."""

    @wraps(view)
    def behind_the_guard(request: HttpRequest, *args: Any, slug: str, **kwargs: Any) -> HttpResponseBase:
        try:
            viewer = viewer_for(request.user, slug, viewing=viewing_of(request), address=address_of(request))
        except NotSignedIn:
            return redirect_to_login(_where_to_return(request, slug))
        response = view(request, *args, slug=slug, viewer=viewer, **kwargs)
        if "Cache-Control" not in response:
            patch_cache_control(response, private=True, no_cache=True)
        return response

    behind_the_guard.guards_reports = True  # type: ignore[attr-defined]  # so that a test can tell
    return behind_the_guard


class SignInFirst(LoginRequiredMiddleware):
    """Every page asks for sign-in, except those marked @login_not_required."""

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> Any:
        # Asked before the session is read: a public page does without the database.
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The response, which no shared cache may keep unless its view said so."""
        if "Cache-Control" not in response:
            patch_cache_control(response, private=True, no_cache=True)
        return response


def _is_known(slug: str) -> bool:
    try:
        registry.get(slug)
    except KeyError:
        return slug in registry.broken()
    return True


def _where_to_return(request: HttpRequest, slug: str) -> str:
    """The address to open after sign-in: never one that only a script posts to."""
    return request.get_full_path() if request.method == "GET" else reverse("report", kwargs={"slug": slug})
