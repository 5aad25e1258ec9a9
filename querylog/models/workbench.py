"""What analysts keep for their own work: searches, tokens, holds, budgets, and how the rules are tuned.

None of it is part of the log: it may be changed, and what was changed is in the log as an event.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone


class SavedSearch(models.Model):
    """A search under a name, for the one who saved it or for everybody who may read the log."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    words = models.TextField(blank=True, help_text="As it is typed into the search line.")
    columns = ArrayField(models.CharField(max_length=20), default=list, help_text="Which columns it shows; empty: all.")
    shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        default_permissions = ()
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="a_search_is_saved_once_under_a_name")]

    def __str__(self) -> str:
        return self.name


class Token(models.Model):
    """What a program of an analyst shows to read the log; only a digest of it is kept."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, in hexadecimal digits.")
    scopes = ArrayField(models.CharField(max_length=20), default=list)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField(help_text="From then on it opens nothing.")
    used_at = models.DateTimeField(null=True, help_text="When it was last shown, to the minute.")
    calls = models.PositiveIntegerField(default=0, help_text="In that minute.")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name


class Hold(models.Model):
    """A legal hold: these months of the log stay, whatever the retention rule says, until it is released."""

    name = models.CharField(max_length=100, help_text="Of the matter.")
    why = models.TextField()
    first = models.CharField(
        max_length=7, blank=True, help_text='The first month, such as "2026-01"; empty: the oldest.'
    )
    last = models.CharField(max_length=7, blank=True, help_text="The last month; empty: all that comes.")
    by = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now, editable=False)
    released_by = models.CharField(max_length=150, blank=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.name


class Budget(models.Model):
    """What a team may use in a month before somebody is told. It stops nothing: limits do."""

    team = models.CharField(max_length=150, unique=True)
    seconds = models.PositiveIntegerField(null=True, help_text="Of warehouse time.")
    credits = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    warn_at = models.PositiveSmallIntegerField(default=80, help_text="Percent of it.")

    class Meta:
        default_permissions = ()
        ordering = ["team"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seconds__isnull=False) | Q(credits__isnull=False), name="a_budget_says_how_much"
            )
        ]

    def __str__(self) -> str:
        return self.team


class Watch(models.Model):
    """How a rule about unusual activity is tuned. A rule without a row here is as its code has it."""

    rule = models.CharField(primary_key=True, max_length=40)
    on = models.BooleanField(default=True)
    numbers = models.JSONField(default=dict, help_text="Those of its numbers that are not as in the code.")

    class Meta:
        default_permissions = ()
        permissions = [("tune_audit", "Can tune the audit: rules, budgets and legal holds")]

    def __str__(self) -> str:
        return self.rule
