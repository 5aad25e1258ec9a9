"""Forecasts that were made, and those that are wanted: whoever wants the same one finds it here."""

import uuid

from django.db import models
from django.utils import timezone

from querylog.sharing import RESULT_KEPT


class Fit(models.Model):
    """One forecast: what it is made of until it is made, and then what came of it.

    It grants nothing: who asks for one has read the series itself, as she may, and its `key` is a digest of that.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField(default=timezone.now, db_index=True)
    horizon = models.PositiveIntegerField()
    series = models.JSONField(null=True, help_text="What was measured; taken out when the forecast is there.")
    outlook = models.JSONField(null=True, help_text="The forecast.")
    failed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.key

    @classmethod
    def forget_the_old(cls) -> None:
        """Remove what is older than the results that it is of."""
        cls.objects.filter(asked_at__lt=timezone.now() - RESULT_KEPT).delete()
