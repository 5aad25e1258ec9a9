"""Seeing the portal as somebody else does: who may, as whom, and until when. The log keeps it after it has ended."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from portal.access.someone import SomeoneOf

if TYPE_CHECKING:
    from portal.access.models import User

VIEW_AS = "access.view_as"
LASTS = timedelta(hours=1)
LONGEST_NAME = 70  # of each of two, in a name of the log

NO_RIGHT = "that takes a right which you don't have"


class Viewing(models.Model):
    """That an admin sees the portal as a person or as somebody of a team does, to read only."""

    admin = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    team = models.ForeignKey("access.Team", null=True, on_delete=models.SET_NULL, related_name="+")
    called = models.CharField(max_length=150, help_text="As whom. Kept when the account or the team is gone.")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.admin.get_username()[:LONGEST_NAME]} as {self.called[:LONGEST_NAME]}"

    @property
    def whom(self) -> "User | SomeoneOf | None":
        """As whom; None when the account or the team is gone."""
        return SomeoneOf(self.team) if self.team else self.person

    @property
    def over(self) -> str:
        """Why it is over; nothing while it lasts."""
        if self.until <= timezone.now():
            return "an hour has passed"
        return obstacle(self.admin, self.whom)


def obstacle(admin: "User", whom: "User | SomeoneOf | None") -> str:
    """Why this admin may not see the portal as they do; nothing when she may.

    Whoever may do what she may not is left alone: what is meant for reading must never become a way to more rights.
    """
    if not may_view_as(admin):
        return NO_RIGHT
    if whom is None:
        return "there is no such account or team any more"
    if whom.pk == admin.pk:
        return "that is you"
    if not whom.is_active:
        return "the account is switched off"
    more = sorted(whom.get_all_permissions() - admin.get_all_permissions())
    return f"the account has rights that you don't have, such as {more[0]}" if more else ""


def may_view_as(admin: "User") -> bool:
    return admin.is_active and admin.is_staff and admin.has_perm(VIEW_AS)


def viewings_of(admin: "User") -> list[Viewing]:
    """Those that last."""
    found = Viewing.objects.filter(admin=admin, until__gt=timezone.now()).select_related("admin", "person", "team")
    return [each for each in found if not each.over]
