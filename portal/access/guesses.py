"""How often may one guess? Five wrong answers, then a quarter of an hour of waiting. All processes count together."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.access.models import FailedSignIn

logger = logging.getLogger(__name__)

FAILURES_ALLOWED = 5
WITHIN = timedelta(minutes=15)
KEPT = timedelta(days=1)

TOO_MANY = "Too many wrong passwords for this name. Wait fifteen minutes, or ask an admin for a new password."
TOO_MANY_CODES = "Too many wrong answers. Wait fifteen minutes and try again."


@contextmanager
def counted(about: str, *, otherwise: str = TOO_MANY) -> Iterator[None]:
    """Runs a check that raises ValidationError where the answer is wrong; after five of these says `otherwise`."""
    # A digest: people type passwords into the field of the name.
    who = salted_hmac("sign-in", about, algorithm="sha256").hexdigest()
    if _failures(who) >= FAILURES_ALLOWED:
        raise ValidationError(otherwise, code="too_many")
    try:
        yield
    except ValidationError:
        _remember(who)
        raise
    FailedSignIn.objects.filter(who=who).delete()


def address_of(request: HttpRequest | None) -> str:
    """Where the request comes from; behind a trusted proxy, what that proxy saw."""
    if request is None:
        return ""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.TRUSTED_PROXY else ""
    # Only the last entry was written by our proxy; those before it are the sender's own words.
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def _failures(who: str) -> int:
    return FailedSignIn.objects.filter(who=who, at__gte=timezone.now() - WITHIN).count()


def _remember(who: str) -> None:
    FailedSignIn.objects.filter(at__lt=timezone.now() - KEPT).delete()
    FailedSignIn.objects.create(who=who)
    logger.warning("A sign-in failed (%s of %s before it has to wait).", _failures(who), FAILURES_ALLOWED)
