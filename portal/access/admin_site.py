"""The admin site: entered through the portal's own sign-in and a second step, for staff only."""

from functools import wraps
from typing import Any
from urllib.parse import unquote

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from unfold.sites import UnfoldAdminSite

from portal.access.second_step import admins_show_it_first


class PorticoAdminSite(UnfoldAdminSite):
    """Django's admin in unfold's dress."""

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:
        """The portal's sign-in; a 403 for someone who is signed in and no admin."""
        after = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied("The admin pages are for admins. Ask one of them for what you need changed.")
        return redirect_to_login(after)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The portal's own page, which slows guessing at the old password."""
        return redirect("password")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return admins_show_it_first(super().admin_view(_or_damaged(view), cacheable))


def _or_damaged(view: Any) -> Any:
    """The view; a 400 for keys and texts that can't be any, which Django's admin takes from an address as they are."""

    @wraps(view)
    def read(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "\0" in unquote(request.get_full_path()):
            raise BadRequest("A NUL, which PostgreSQL can't hold")
        try:
            response = view(request, *args, **kwargs)
            return response.render() if isinstance(response, SimpleTemplateResponse) else response
        except (ValueError, DataError) as error:
            raise BadRequest(f"{type(error).__name__} on a page of the admin") from error

    return read
