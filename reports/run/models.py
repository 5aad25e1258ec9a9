"""What a press of Refresh leaves behind: the handle that a browser holds, and what it stands for."""

import uuid
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone

from querylog.door import Purpose
from querylog.errors import PorticoError
from querylog.models import Statement
from querylog.sharing import Shared
from reports.declare import Inputs, InRows, Query, Report, Visual
from reports.viewer import Viewer

KEPT_FOR = timedelta(days=7)  # a result is stored for a day, and an audience that waits to be approved has no more
AT_ONCE = 1000  # runs that are removed together
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
    awaited = models.BooleanField(default=False, help_text="It took longer than PATIENCE_SECONDS.")
    seen_at = models.DateTimeField(null=True, help_text="When its result was first on a page.")
    cancelled_at = models.DateTimeField(null=True)

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
            policy=viewer.policy.fingerprint,
            form=inputs.as_form(),
            summary=inputs.summary(),
        )

    @classmethod
    def for_viewer(cls, handle: Any, *, report: type[Report], viewer: Viewer) -> Self:
        """The run behind a handle from a browser, or RunNotYours. What comes from there may be anything."""
        try:
            theirs = [UUID(str(handle)), report.slug, viewer.user_id, viewer.team, viewer.policy.fingerprint]
        except ValueError:
            raise RunNotYours from None
        for run in cls.objects.raw(RUN_OF_A_PERSON, theirs):
            return run
        raise RunNotYours

    def inputs(self, report: type[Report]) -> Inputs:
        """What was applied; relative dates are those of the day on which it ran."""
        return report.clean(self.form, today=self.day)

    def unpicked(self, visual: Visual) -> set[str]:
        """The aliases of the visual's columns that nobody picked, so that they are empty."""
        if not isinstance(visual, InRows) or not visual.picks_its_rows():
            return set()
        return visual.unpicked(self.inputs(visual.report))

    @property
    def day(self) -> date:
        """The day from which its relative dates count."""
        return settings.TODAY or timezone.localtime(self.started_at).date()

    def add(self, part: str, shared: Shared) -> None:
        """Note that this press has that statement under this name, and how it came by it."""
        statement = shared.statement
        Part.objects.create(run=self, name=part, purpose=statement.purpose, statement_id=statement.pk, how=shared.how)

    @property
    def sent(self) -> list[Statement]:
        """The statements that answer this press, in the order in which they were asked: its bases and its counts."""
        return [statement for _, statement in self.parts()]

    def parts(self) -> list[tuple["Part", Statement]]:
        """Each part of this press with its statement, in the order in which they were asked."""
        parts = list(Part.objects.filter(run=self).order_by("pk"))
        found = _whole().in_bulk([part.statement_id for part in parts])
        return [(part, found[part.statement_id]) for part in parts if part.statement_id in found]

    @property
    def counts(self) -> dict[str, Statement]:
        """The statements that count what its exclusions remove, by part."""
        return {part.name: statement for part, statement in self.parts() if part.purpose == Purpose.COUNT}

    def base(self, query: Query) -> Statement:
        """The base statement of one query, whose stored result the slices read."""
        statement = self.part(query.name)
        if statement is None:
            raise RunNotYours
        return statement

    def part(self, name: str) -> Statement | None:
        """The base statement that answers under this name, if one does."""
        try:
            return _ended(self.pk, name)
        except _NotEnded:
            part = Part.objects.filter(run=self, name=name, purpose=Purpose.BASE).first()
            return _whole().filter(pk=part.statement_id).first() if part else None

    def was_seen(self) -> None:
        """Its result is on a page: the bell need not tell of it any more."""
        if self.awaited and self.seen_at is None:
            self.seen_at = timezone.now()
            self.save(update_fields=["seen_at"])

    def alone_with(self, statement: Statement) -> bool:
        """True when no other press that goes on waits for this statement, too."""
        others = Part.objects.filter(statement_id=statement.pk, run__cancelled_at__isnull=True).exclude(run=self)
        return not others.exists()


class Part(models.Model):
    """One statement of a press, under the name that it has there. Several presses may have the same statement."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    purpose = models.CharField(max_length=10)
    statement_id = models.UUIDField(db_index=True)
    how = models.CharField(max_length=10, help_text="Sent by this press, joined while it ran, or reused.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="a_part_of_a_run_is_there_once")]

    def __str__(self) -> str:
        return f"{self.name} of {self.run_id}"


def forget_the_old() -> None:
    """Remove the runs whose results are no longer stored. What was pressed and asked stays, in the log."""
    old = Run.objects.filter(started_at__lt=timezone.now() - KEPT_FOR)
    while some := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        Run.objects.filter(pk__in=some).delete()


def _whole() -> models.QuerySet[Statement]:
    return Statement.objects.select_related("text", "submission", "ending")


@lru_cache(maxsize=1024)
def _ended(press: UUID, part: str) -> Statement:
    """The base statement of this part, remembered once it has ended: every slice reads it, and its rows never change.

    Without its values, which may be ten thousand. Raises _NotEnded otherwise, which is asked anew each time.
    """
    ids = Part.objects.filter(run_id=press, name=part, purpose=Purpose.BASE).values("statement_id")
    bases = Statement.objects.filter(pk__in=ids, ending__isnull=False)
    statement = bases.select_related("submission", "ending").defer("binds").first()
    if statement is None:
        raise _NotEnded
    return statement
