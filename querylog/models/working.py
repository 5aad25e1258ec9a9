"""What changes while statements run: whose turn it is, who watches, who shares.

Were it lost as a whole, the log would lose nothing.
"""

import uuid

from django.db import models


class Turn(models.Model):
    """A submitted statement that has not ended, or one that waits until its team may run one more."""

    statement_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.CharField(max_length=150)
    since = models.DateTimeField(auto_now_add=True)
    call = models.JSONField(null=True, help_text="What is to be sent, as long as it waits; then nothing.")
    leased_until = models.DateTimeField(null=True, help_text="Until then somebody watches it.")

    class Meta:
        indexes = [models.Index(fields=["team", "since"], name="turn_by_team")]

    def __str__(self) -> str:
        return f"{'waits' if self.call else 'runs'}: {self.statement_id}"


class Shared(models.Model):
    """The newest statement of those that ask the same with the same rights: who asks next shares its result."""

    fingerprint = models.BinaryField(primary_key=True, max_length=32)
    statement_id = models.UUIDField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.statement_id)


class Mark(models.Model):
    """How far something that is done again and again has come."""

    name = models.CharField(primary_key=True, max_length=40)
    value = models.CharField(max_length=100)
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"
