"""Has this person shown a second thing besides the password: a code of an app, a security key, a recovery code?

The admin pages ask for it, and so does what an admin can read and change elsewhere: the audit, the access review,
teams, requests. An admin is who is staff or a superuser; everybody else may set one up.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode

from portal.access.models import User

SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
SET_ONE_UP = "An admin needs a second step besides the password. Set one up here; it takes a minute."
UNREADABLE = (
    "Your second step was set up under another key of this portal and can't be read any more. "
    "Ask an admin to remove it, and set it up anew."
)


class SecondSteps(DefaultMFAAdapter):
    """allauth's second steps, with their secrets encrypted: who reads the database can't make codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That is not the right code. Your app shows a new one every thirty seconds: try the next.",
        "cannot_generate_recovery_codes": "Set up an app or a security key first: recovery codes stand in for them.",
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise PermissionDenied(UNREADABLE) from None

    def get_totp_label(self, user: Any) -> str:
        return user.get_username()

    def _get_site_name(self) -> str:
        return "Portico"


def needed_first(request: HttpRequest) -> HttpResponse | None:
    """Where this person goes first: to set a second step up, or to show it. None: she has shown it."""
    user = request.user
    if not settings.ADMIN_SECOND_STEP or not isinstance(user, User):
        return None
    if not Authenticator.objects.filter(user=user, type__in=SECOND_STEPS).exists():
        messages.warning(request, SET_ONE_UP)
        return redirect("mfa_index")
    if shown(request, user):
        return None
    key = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    page = redirect("mfa_reauthenticate" if key else "mfa_reauthenticate_webauthn")
    page["Location"] += "?" + urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return page


def needed_of_admins(request: HttpRequest) -> HttpResponse | None:
    """The same of an admin; everybody else goes nowhere else."""
    is_admin = isinstance(request.user, User) and (request.user.is_staff or request.user.is_superuser)
    return needed_first(request) if is_admin else None


def admins_show_it_first(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The view, behind the second step for admins."""

    @wraps(view)
    def behind_it(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return needed_of_admins(request) or view(request, *args, **kwargs)

    return behind_it


def shown(request: HttpRequest, user: User) -> bool:
    """In this session."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def shown_by_setting_up(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """Who has just set up an app or a key has shown it: she had to answer with it."""
    if authenticator.type in SECOND_STEPS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)


def _cipher() -> Fernet:
    key = salted_hmac("second step", "", secret=settings.SECOND_STEP_KEY or settings.SECRET_KEY, algorithm="sha256")
    return Fernet(urlsafe_b64encode(key.digest()))
