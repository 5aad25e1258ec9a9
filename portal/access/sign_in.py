"""Who are you? The sign-in form, which slows guessing."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.access.models import FailedSignIn

logger = logging.getLogger(__name__)

FAILURES_ALLOWED = 5
WITHIN = timedelta(minutes=15)
KEPT = timedelta(days=1)

WRONG = "That name and password don't belong together. Check both and try again."
TOO_MANY = "Too many wrong passwords for this name. Wait fifteen minutes, or ask an admin for a new password."


class SignInForm(AuthenticationForm):
    """Name and password. After five failures for a name from one address, both wait."""

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}

    def clean(self) -> dict[str, Any]:
        who = self._who()
        if _failures(who) >= FAILURES_ALLOWED:
            raise ValidationError(TOO_MANY, code="too_many")
        try:
            cleaned = super().clean()
        except ValidationError:
            _remember_failure(who)
            raise
        FailedSignIn.objects.filter(who=who).delete()
        return cleaned

    def _who(self) -> str:
        name = self.cleaned_data.get("username", "").casefold()
        return salted_hmac("sign-in", f"{name} from {address_of(self.request)}", algorithm="sha256").hexdigest()


def address_of(request: HttpRequest | None) -> str:
    """Where the request comes from; behind a trusted proxy, what that proxy saw."""
    if request is None:
        return ""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.TRUSTED_PROXY else ""
    # Only the last entry was written by our proxy; those before it are the sender's own words.
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def _failures(who: str) -> int:
    return FailedSignIn.objects.filter(who=who, at__gte=timezone.now() - WITHIN).count()


def _remember_failure(who: str) -> None:
    FailedSignIn.objects.filter(at__lt=timezone.now() - KEPT).delete()
    FailedSignIn.objects.create(who=who)
    logger.warning("A sign-in failed (%s of %s before it has to wait).", _failures(who), FAILURES_ALLOWED)
