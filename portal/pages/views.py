"""Home, account, and the style sheet of the brand."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from portal.access.rights import grants_of, memberships_of, teams_of
from portal.access.sign_in import NewPasswordForm
from portal.catalog.search import find
from portal.catalog.shelf import shelf_of
from reports import registry
from reports.render.brand import PORTICO

A_YEAR = 365 * 24 * 3600
A_MINUTE = 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The shelf of the person who asks; with `find`, what is looked for in its place, as it is without a script."""
    typed = request.GET.get("find", "").strip()
    if typed:
        return render(request, "found.html", {"found": find(request.user, typed), "typed": typed})
    return render(request, "home.html", {"shelf": shelf_of(request.user), "teams": teams_of(request.user)})


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Who one is here, which teams one is in, and what is open through each."""
    titles = {report.slug: report.title for report in registry.all()}
    granted = [(grant, titles.get(grant.report)) for grant in grants_of(request.user)]
    context = {
        "memberships": memberships_of(request.user),
        "granted": [pair for pair in granted if pair[1]],
        "second_step": is_mfa_enabled(request.user),
    }
    return render(request, "account.html", context)


class ChangePassword(PasswordChangeView):
    form_class = NewPasswordForm
    template_name = "password.html"
    success_url = reverse_lazy("account")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(
            self.request, "Your password is changed. Other places where you were signed in are signed out."
        )
        return super().form_valid(form)


@login_not_required
@require_safe
def brand_css(request: HttpRequest) -> HttpResponse:
    """The brand's variables; kept for a year under the address that names its fingerprint."""
    newest = PORTICO.fingerprint()
    response = HttpResponse(PORTICO.css(), content_type="text/css; charset=utf-8", headers={"ETag": f'"{newest}"'})
    if request.GET.get("v") == newest:
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=A_MINUTE)
    return response
