"""What allauth asks the portal: which words, which addresses are ours, from where a request comes."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from portal.access.addresses import address_of

WRONG = "That name and password don't belong together. Check both and try again."
SAID = {
    "mfa/messages/totp_activated.txt": "Your authenticator app is set up. From now on you are asked for its code.",
    "mfa/messages/totp_deactivated.txt": "Your authenticator app is removed.",
    "mfa/messages/webauthn_added.txt": "Your security key is set up. From now on you are asked for it.",
    "mfa/messages/webauthn_removed.txt": "The security key is removed.",
    "mfa/messages/recovery_codes_generated.txt": "Keep these recovery codes in a safe place. Older ones work no more.",
}


class Accounts(DefaultAccountAdapter):
    """allauth's accounts in the portal's words; nobody makes one with a password."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "account_inactive": WRONG,
        "incorrect_password": "That is not your password. Try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """A path of this portal; allauth would lead to any of its host names."""
        return bool(url) and str(url).startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def is_ajax(self, request: HttpRequest) -> bool:
        """Never: no script signs in here, and allauth's answers as JSON would be more doors to look after."""
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        said = kwargs.get("message") or SAID.get(message_template or "")
        if said:
            messages.add_message(request, level, said)
