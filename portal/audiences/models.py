"""That somebody asked to export an audience, and what came of it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from querylog.sharing import RESULT_KEPT
from reports.run.audiences import Ids


class AudienceRequest(models.Model):
    """One audience, told by its result, its count and its digest: these very ids, or none. It outlives its people.

    The ids themselves are not kept: they are read from the result again when they are downloaded.
    """

    class State(models.TextChoices):
        OPEN = "open"
        APPROVED = "approved"
        DECLINED = "declined"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    person_name = models.CharField(max_length=150, help_text="Kept when the account is gone.")
    team = models.ForeignKey("access.Team", null=True, on_delete=models.SET_NULL, related_name="+")
    team_name = models.CharField(max_length=80, help_text="Kept when the team is gone.")
    report = models.SlugField(max_length=100)
    visual = models.CharField(max_length=100)
    run = models.UUIDField(help_text="The press of Refresh whose result it is.")
    picks = models.JSONField(default=list, help_text="What was clicked, as [column, value, visual].")
    criteria = models.TextField(help_text="Who is in it, in words.")
    purpose = models.TextField(max_length=1000, help_text="What for, and for whom.")
    asked_at = models.DateTimeField(default=timezone.now)

    query_id = models.CharField("query ID", max_length=100)
    count = models.PositiveBigIntegerField("ids")
    sha256 = models.CharField("SHA-256", max_length=64)
    kept_until = models.DateTimeField(help_text="Snowflake keeps the result until then.")

    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_by_name = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(max_length=1000, blank=True)
    seen_at = models.DateTimeField(null=True, help_text="When the person put the outcome away.")

    class Meta:
        ordering = ["-asked_at"]
        default_permissions = ("view",)
        permissions = [("approve_audiences", "Can approve the audience exports of every team, but no own one")]
        indexes = [models.Index(fields=["state", "team"], name="audience_requests_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "query_id", "visual", "sha256"],
                condition=models.Q(state="open"),
                name="a_person_asks_for_ids_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.count:,} ids of {self.report} for {self.team_name}, asked by {self.person_name}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_over(self) -> bool:
        """Has its result expired?"""
        return timezone.now() >= self.kept_until

    @property
    def ready(self) -> bool:
        return self.state == self.State.APPROVED and not self.is_over

    @property
    def under_way(self) -> bool:
        """There is no use in asking again."""
        return self.ready or (self.is_open and not self.is_over)

    @property
    def shown_count(self) -> str:
        return f"{self.count:,}"

    @property
    def ids(self) -> Ids:
        """What was asked for, and nothing else."""
        return Ids(count=self.count, sha256=self.sha256)

    def decide(self, state: "AudienceRequest.State", *, by: Any, answer: str) -> None:
        self.state, self.answer, self.decided_at = state, answer, timezone.now()
        self.decided_by, self.decided_by_name = by, by.get_username()


def kept_until(finished_at: datetime) -> datetime:
    """Until when a result is there that was finished then."""
    return finished_at + RESULT_KEPT
