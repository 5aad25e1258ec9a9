"""What a press of Refresh leaves behind: the handle that a browser holds, and what it stands for."""

import uuid
from functools import lru_cache
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone

from querylog.door import Purpose
from querylog.errors import PorticoError
from querylog.models import Statement
from reports.declare import Inputs, Query, Report
from reports.viewer import Viewer

# Asked for every slice, and written by hand: Django takes longer to write it than PostgreSQL to answer it.
RUN_OF_A_PERSON = """
    SELECT * FROM reports_run WHERE id = %s AND report = %s AND asked_by_id = %s AND team = %s AND policy = %s
"""


class RunNotYours(PorticoError):
    """The browser showed a handle that this person may not use: unknown, someone else's, or of another report."""

    sentence = "This result is not yours to read, or it is no longer kept. Press Refresh to run the report again."


class _NotEnded(Exception):
    """It may still change, or there is none."""


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
            theirs = [UUID(str(handle)), report.slug, viewer.user_id, viewer.team, viewer.policy]
        except ValueError:
            raise RunNotYours from None
        for run in cls.objects.raw(RUN_OF_A_PERSON, theirs):
            return run
        raise RunNotYours

    def inputs(self, report: type[Report]) -> Inputs:
        """What was applied; relative dates are those of the day on which it ran."""
        day = settings.TODAY or timezone.localtime(self.started_at).date()
        return report.clean(self.form, today=day)

    @property
    def sent(self) -> list[Statement]:
        """The statements that this press sent, in the order in which they were asked: its bases and its counts."""
        return list(self._statements(Purpose.BASE, Purpose.COUNT))

    @property
    def counts(self) -> list[Statement]:
        """The statements that count what its exclusions remove."""
        return list(self._statements(Purpose.COUNT))

    def base(self, query: Query) -> Statement:
        """The base statement of one query, whose stored result the slices read."""
        statement = self.part(query.name)
        if statement is None:
            raise RunNotYours
        return statement

    def part(self, name: str) -> Statement | None:
        """The base statement that was sent under this name, if one was."""
        try:
            return _ended(self.pk, name)
        except _NotEnded:
            return self._statements(Purpose.BASE).filter(part=name).first()

    def _statements(self, *purposes: Purpose) -> models.QuerySet[Statement]:
        return (
            Statement.objects.filter(press=self.pk, purpose__in=purposes)
            .select_related("text", "submission", "ending")
            .order_by("intended_at")
        )


@lru_cache(maxsize=1024)
def _ended(press: UUID, part: str) -> Statement:
    """The base statement of this part, remembered once it has ended: every slice reads it, and its rows never change.

    Without its SQL and values, which may be ten thousand. Raises _NotEnded otherwise, which is asked anew each time.
    """
    bases = Statement.objects.filter(press=press, purpose=Purpose.BASE, part=part, ending__isnull=False)
    statement = bases.select_related("submission", "ending").defer("binds").order_by("intended_at").first()
    if statement is None:
        raise _NotEnded
    return statement
