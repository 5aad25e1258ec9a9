"""Who are you? The forms that ask for a password and for a code, each of which slows guessing."""

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.base import forms as second_step
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from portal.access.addresses import network_of
from portal.access.browsers import known_browser, remember_browser
from portal.access.guesses import (
    FAILURES_OF_A_NAME,
    FAILURES_OF_AN_ADDRESS,
    TOO_MANY_CODES,
    TOO_MANY_FROM_HERE,
    Tally,
    counted,
)
from portal.access.models import User

USED = "This code was used already. Wait for the next one: your app shows a new code every thirty seconds."


class SignInForm(LoginForm):
    """Name and password. After five failures for a name from one address, both wait; a name and an address alone wait
    after more. Where somebody has signed in before, only what is typed there counts.
    """

    def add_prefix(self, field_name: str) -> str:
        """The field is called `username` in the form, which is what password managers look for."""
        return super().add_prefix("username" if field_name == "login" else field_name)

    def _clean_with_password(self, credentials: dict[str, Any]) -> Any:
        with counted(*self._tallies(credentials["username"].casefold())):
            return super()._clean_with_password(credentials)

    def _tallies(self, name: str) -> list[Tally]:
        browser, network = known_browser(self.request, name), network_of(self.request)
        if browser:
            return [Tally(f"{name} by {browser}"), Tally(f"{name} by any browser of hers", FAILURES_OF_A_NAME)]
        return [
            Tally(f"{name} from {network}"),
            Tally(f"{name} from anywhere", FAILURES_OF_A_NAME),
            Tally(f"anybody from {network}", FAILURES_OF_AN_ADDRESS, TOO_MANY_FROM_HERE),
        ]

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        response: HttpResponse = super().login(request, redirect_url)
        remember_browser(response, self.cleaned_data["login"])
        return response


class PasswordAgainForm(ReauthenticateForm):
    """The password once more, before something that only its owner may do."""

    user: User

    def clean_password(self) -> str:
        with counted(_password_of(self.user)):
            return super().clean_password()


class NewPasswordForm(PasswordChangeForm):
    """A new password, by the old one."""

    def clean_old_password(self) -> str:
        with counted(_password_of(self.user)):
            return super().clean_old_password()


class _AsksForCode(second_step.BaseAuthenticateForm):
    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        with counted(_code_of(self.user)):
            code = super().clean_code()
            if self.authenticator.type == Authenticator.Type.TOTP:
                spend(self.authenticator, code)
            return code


class CodeForm(_AsksForCode, second_step.AuthenticateForm):
    """The code of an authenticator app, or a recovery code, after the password."""


class CodeAgainForm(_AsksForCode, second_step.ReauthenticateForm):
    """A code once more, before something that only its owner may do."""


class NewAppForm(ActivateTOTPForm):
    """The first code of an app that is being set up."""

    user: User

    def clean_code(self) -> str:
        with counted(_code_of(self.user)):
            return super().clean_code()


def _password_of(user: User) -> Tally:
    """Asked for within a session, which may be stolen: all doors count together."""
    return Tally(f"again {user.pk}", otherwise=TOO_MANY_CODES)


def _code_of(user: User) -> Tally:
    return Tally(f"code {user.pk}", otherwise=TOO_MANY_CODES)


def spend(app: Authenticator, code: str) -> None:
    """Note in the database that this code was used: no process takes it, or an older one, a second time."""
    counter = _counter_of(decrypt(app.data["secret"]), code)
    fresh = Q(data__last_counter__isnull=True) | Q(data__last_counter__lt=counter)
    app.data["last_counter"] = counter
    if not Authenticator.objects.filter(fresh, pk=app.pk).update(data=app.data):
        raise ValidationError(USED, code="used")


def _counter_of(secret: str, code: str) -> int:
    """In which of the allowed intervals this code, which is right, was shown."""
    for counter in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter))):
            return counter
    raise ValidationError(USED, code="used")  # its last interval ended while we looked
