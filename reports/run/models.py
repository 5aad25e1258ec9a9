"""What a press of Refresh leaves behind: the handle that a browser holds, and what it stands for."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from querylog.door import Purpose
from querylog.errors import PorticoError
from querylog.models import Statement
from reports.declare import Inputs, Query, Report
from reports.viewer import Viewer


class RunNotYours(PorticoError):
    """The browser showed a handle that this person may not use: unknown, someone else's, or of another report."""

    sentence = "This result is not yours to read, or it is no longer kept. Press Refresh to run the report again."


class Run(models.Model):
    """One press of Refresh. Its id is the `press` of every statement that came of it, and the handle in the browser.

    A handle grants nothing: `Run.for_viewer` is the only way to one, and asks again whether this person may read it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.SlugField(max_length=100)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    team = models.CharField(max_length=150)
    policy = models.CharField(max_length=64, help_text="Fingerprint of what this person could see when it ran.")
    form = models.JSONField(help_text="The inputs as they were applied; relative dates stay relative.")
    summary = models.TextField(help_text="The inputs in words.")
    started_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["asked_by", "-started_at"], name="run_by_person")]

    def __str__(self) -> str:
        return f"{self.report} {self.id}"

    @classmethod
    def begin(cls, report: type[Report], inputs: Inputs, *, viewer: Viewer) -> Self:
        """A new press of Refresh on this report, with these inputs, before any statement is sent."""
        return cls.objects.create(
            report=report.slug,
            asked_by_id=viewer.user_id,
            team=viewer.team,
            policy=viewer.policy,
            form=inputs.as_form(),
            summary=inputs.summary(),
        )

    @classmethod
    def for_viewer(cls, handle: Any, *, report: type[Report], viewer: Viewer) -> Self:
        """The run behind a handle from a browser, or RunNotYours. What comes from there may be anything."""
        try:
            return cls.objects.get(
                pk=handle, report=report.slug, asked_by_id=viewer.user_id, team=viewer.team, policy=viewer.policy
            )
        except (cls.DoesNotExist, ValidationError, ValueError, TypeError):
            raise RunNotYours from None

    @property
    def bases(self) -> list[Statement]:
        """The base statements of this press, in the order in which they were asked."""
        return list(self._statements(Purpose.BASE))

    def base(self, query: Query) -> Statement:
        """The base statement of one query, whose stored result the slices read."""
        statement = self._statements(Purpose.BASE).filter(part=query.name).first()
        if statement is None:
            raise RunNotYours
        return statement

    def _statements(self, purpose: Purpose) -> models.QuerySet[Statement]:
        return (
            Statement.objects.filter(press=self.pk, purpose=purpose)
            .select_related("text", "submission", "ending")
            .order_by("intended_at")
        )
