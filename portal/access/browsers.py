"""Has this person signed in by this browser before? Then she does not wait because others guess at her name."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.crypto import get_random_string

COOKIE = "portico_browser"
KEPT_SECONDS = 180 * 24 * 3600


def known_browser(request: HttpRequest, name: str) -> str:
    """What the browser is called, if somebody of this name has signed in by it; else nothing."""
    return str(request.get_signed_cookie(COOKIE, default="", salt=_of(name), max_age=KEPT_SECONDS))


def remember_browser(response: HttpResponseBase, name: str) -> None:
    """The cookie lets nobody in. It says by its signature whose browser it is, and not by its value."""
    response.set_signed_cookie(
        COOKIE,
        get_random_string(22),
        salt=_of(name),
        max_age=KEPT_SECONDS,
        path=reverse("account_login"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _of(name: str) -> str:
    return f"browser of {name.casefold()}"
