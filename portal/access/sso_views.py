"""The pages on the way to the company's single sign-on and back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe
from requests import RequestException

from portal.access import oidc

View = Callable[..., HttpResponse]
NOT_OFFERED = "This portal has no such sign-in."


def _if_set(view: View) -> View:
    """The view, where this way to sign in is set; a provider that does not answer is a page that says so."""

    @wraps(view)
    def when_set(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            provider = get_adapter(request).get_provider(request, provider_id)
        except SocialApp.DoesNotExist:
            raise Http404(NOT_OFFERED) from None
        try:
            return view(request, provider)
        except (RequestException, KeyError, ValueError) as error:
            return render_authentication_error(request, provider, exception=error)

    return login_not_required(never_cache(when_set))


@require_POST
@_if_set
def begin(request: HttpRequest, provider: Any) -> HttpResponse:
    """On to the provider. allauth's own view would take the process, scopes and more from the address; we don't."""
    answer = provider.redirect(request, AuthProcess.LOGIN, next_url=get_next_redirect_url(request))
    if answer.status_code != 302:
        return answer
    # By a page, and not by a redirect: browsers follow none from a form to another site (form-action 'self').
    return render(request, "socialaccount/onward.html", {"to": answer["Location"], "provider": provider})


@require_GET
@_if_set
def back_from_oidc(request: HttpRequest, provider: Any) -> HttpResponse:
    return oidc.callback(request, provider.sub_id)


@login_not_required
@require_safe
def cancelled(request: HttpRequest) -> HttpResponse:
    """Somebody said no at the provider."""
    return render(request, "socialaccount/login_cancelled.html")


def saml(view: View) -> View:
    """One of allauth's views, where SAML is set: it would keep what strangers post even where it is not."""

    @wraps(view)
    def when_set(request: HttpRequest, organization_slug: str) -> HttpResponse:
        if organization_slug != "saml" or not settings.SOCIALACCOUNT_PROVIDERS.get("saml", {}).get("APPS"):
            raise Http404(NOT_OFFERED)
        if "HTTP_HOST" not in request.META:
            raise SuspiciousOperation("The request says no host, which the answer is checked against.")
        try:
            return view(request, organization_slug=organization_slug)
        except (ValueError, SyntaxError, LookupError) as error:  # what lxml and its guard raise at XML that is none
            return render_authentication_error(
                request, get_adapter(request).get_provider(request, "saml"), exception=error
            )

    return when_set


@login_not_required
def not_offered(request: HttpRequest, **_: Any) -> HttpResponse:
    raise Http404(NOT_OFFERED)
