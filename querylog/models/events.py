"""What people did besides asking Snowflake: one history, to which rows are only added."""

from django.conf import settings
from django.db import models

from querylog.ids import new_id
from querylog.models.columns import Transaction


class Kind(models.TextChoices):
    """What happened."""

    SIGNED_IN = "signed in"
    SIGN_IN_FAILED = "sign-in failed"
    SIGNED_OUT = "signed out"
    VIEWED = "viewed"
    REUSED = "reused"  # a press of Refresh was served by a statement that another press had sent
    PRESSED = "pressed"  # Refresh: with which filters, of which version of the report, from where
    DOWNLOADED = "downloaded"
    PREDICTED = "predicted"  # a press of Refresh asked this version of a model
    PERMISSION = "permission"  # a grant, a membership, a right was given, changed or taken
    ADMIN = "admin"  # anything else that was changed in the admin site
    DROPPED = "dropped"  # a month of the log was taken out under the retention rule
    COMPARED = "compared"  # the log was compared with Snowflake's own history
    ALERT = "alert"  # the log and Snowflake's own history do not agree, or a seal is broken
    SEEN = "seen"  # an analyst has dealt with an alert
    AUDITED = "audited"  # somebody read the pages of the audit, or asked its API
    COMMENTED = "commented"  # an analyst has said something of a statement
    VERIFIED = "verified"  # the log was set against its seals
    HELD = "held"  # months were put under a legal hold, or let go of it


class Event(models.Model):
    """Something that happened, who did it, and what else is worth knowing of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    # As in Statement: the link may lead nowhere one day, the name stays.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    person_name = models.CharField(max_length=150, blank=True)
    team = models.CharField(max_length=150, blank=True)
    report = models.CharField(max_length=100, blank=True)
    statement = models.ForeignKey(
        "querylog.Statement", null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="events"
    )
    facts = models.JSONField(default=dict)
    tx = Transaction()

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
