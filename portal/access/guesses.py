"""How often may one guess? Some wrong answers, then a quarter of an hour of waiting. All processes count together."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.access.models import FailedSignIn

logger = logging.getLogger(__name__)

FAILURES_ALLOWED = 5
FAILURES_OF_A_NAME = 25  # from anywhere: many addresses guess at one name
FAILURES_OF_AN_ADDRESS = 100  # at any name: one password is tried on many; a whole office may be behind one address
WITHIN = timedelta(minutes=15)
KEPT = timedelta(days=1)

TOO_MANY = "Too many wrong passwords for this name. Wait fifteen minutes, or ask an admin for a new password."
TOO_MANY_FROM_HERE = (
    "Too many wrong passwords from your network. Wait fifteen minutes, "
    "or use a browser in which you have signed in before."
)
TOO_MANY_CODES = "Too many wrong answers. Wait fifteen minutes and try again."


@dataclass(frozen=True)
class Tally:
    """Wrong answers that are counted together; how many there may be, and what is said after these."""

    about: str
    allowed: int = FAILURES_ALLOWED
    otherwise: str = TOO_MANY

    @property
    def who(self) -> str:
        # A digest: people type passwords into the field of the name.
        return salted_hmac("sign-in", self.about, algorithm="sha256").hexdigest()

    def failures(self) -> int:
        return FailedSignIn.objects.filter(who=self.who, at__gte=timezone.now() - WITHIN).count()


@contextmanager
def counted(first: Tally, *wider: Tally) -> Iterator[None]:
    """Runs a check that raises ValidationError where the answer is wrong; refuses when one of the tallies is full.

    A right answer empties the first. Not the wider ones: who has an account would go on guessing at others by it.
    """
    tallies = (first, *wider)
    for tally in tallies:
        if tally.failures() >= tally.allowed:
            raise ValidationError(tally.otherwise, code="too_many")
    try:
        yield
    except ValidationError:
        _remember(tallies)
        raise
    FailedSignIn.objects.filter(who=first.who).delete()


def _remember(tallies: tuple[Tally, ...]) -> None:
    FailedSignIn.objects.filter(at__lt=timezone.now() - KEPT).delete()
    FailedSignIn.objects.bulk_create([FailedSignIn(who=tally.who) for tally in tallies])
    logger.warning("A sign-in failed (%s of %s before it has to wait).", tallies[0].failures(), tallies[0].allowed)
