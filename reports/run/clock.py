"""Which day is it? Demos and tests live on a fixed one, because their data ends on it."""

from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The day that relative dates such as "last 12 weeks" count back from."""
    return settings.TODAY or timezone.localdate()
