"""The log: what was asked of Snowflake, by whom, and how it ended. Rows are added, never changed and never removed.

A statement's life is three rows, each written when it happens: Statement (intended, before anything is sent),
Submission (Snowflake has given it a query ID), Ending (finished, failed, cancelled or lost).
"""

import hashlib
import json
import uuid
from datetime import datetime
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models


class State(models.TextChoices):
    """How far a statement has come. The last four are ends."""

    INTENDED = "intended"
    SUBMITTED = "submitted"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"


class Purpose(models.TextChoices):
    """Why a statement was asked."""

    BASE = "base"
    COUNT = "count"
    SLICE = "slice"
    OPTIONS = "options"
    EXPORT = "export"
    FETCH = "fetch"
    CANCEL = "cancel"
    SCHEMA = "schema"
    CHECK = "check"


APPEND_ONLY = [
    pgtrigger.Trigger(
        name="append_only",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
        level=pgtrigger.Statement,  # TRUNCATE has no rows to fire on
        func="RAISE EXCEPTION 'The query log is append-only: rows of % are never changed or removed.', TG_TABLE_NAME;",
    )
]


class SqlText(models.Model):
    """A text of SQL, kept once however often it is asked."""

    digest = models.BinaryField(max_length=32, unique=True)
    sql = models.TextField()

    class Meta:
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return self.sql[:80]

    @staticmethod
    def digest_of(sql: str) -> bytes:
        """By what a text is found: it may be too long for an index."""
        return hashlib.sha256(sql.encode()).digest()


class Statement(models.Model):
    """A statement that was about to be sent, and who asked for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    intended_at = models.DateTimeField(auto_now_add=True)
    # A record outlives its people: the link may lead nowhere, the name stays.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    asked_by_name = models.CharField(max_length=150)
    team = models.CharField(max_length=150, blank=True)
    report = models.CharField(max_length=100, blank=True)
    part = models.CharField(max_length=100, blank=True, help_text="Which query or visual of the report.")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    press = models.UUIDField(null=True, help_text="One press of Refresh, and all that came of it.")
    parent = models.ForeignKey("self", null=True, on_delete=models.DO_NOTHING, related_name="children")
    text = models.ForeignKey(SqlText, on_delete=models.DO_NOTHING, related_name="+")
    binds = models.JSONField(default=list, help_text="The bound values in order; dates and decimals as text.")

    class Meta:
        triggers = APPEND_ONLY
        indexes = [
            models.Index(fields=["-intended_at", "-id"], name="statement_newest_first"),
            models.Index(fields=["press"], name="statement_by_press"),
            models.Index(fields=["report", "-intended_at"], name="statement_by_report"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"

    @property
    def sql(self) -> str:
        return self.text.sql

    @property
    def query_id(self) -> str:
        """Snowflake's ID of it, or nothing as long as there is none."""
        submission = self._step("submission")
        return submission.query_id if submission else ""

    @property
    def state(self) -> str:
        ending = self._step("ending")
        if ending:
            return str(ending.status)
        return State.SUBMITTED if self._step("submission") else State.INTENDED

    @property
    def ended(self) -> bool:
        return self._step("ending") is not None

    @property
    def rows(self) -> int | None:
        return getattr(self._step("ending"), "rows", None)

    @property
    def seconds(self) -> float | None:
        return getattr(self._step("ending"), "seconds", None)

    @property
    def error(self) -> str:
        """The sentence of how it failed."""
        return getattr(self._step("ending"), "error", "")

    @property
    def tag(self) -> str:
        """The QUERY_TAG that goes with it: by this, Snowflake's own history and the log can be compared.

        Snowflake takes 2,000 characters; the fields that go in are too short to reach that.
        """
        known = {"portico": 1, "statement": str(self.id), "report": self.report, "team": self.team}
        return json.dumps(known, separators=(",", ":"), ensure_ascii=False)

    def _step(self, name: str) -> Any:
        try:
            return getattr(self, name)
        except models.ObjectDoesNotExist:
            return None


class Submission(models.Model):
    """Snowflake has taken the statement and given it a query ID."""

    statement = models.OneToOneField(Statement, primary_key=True, on_delete=models.DO_NOTHING)
    query_id = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return self.query_id


class Ending(models.Model):
    """How the statement ended."""

    statement = models.OneToOneField(Statement, primary_key=True, on_delete=models.DO_NOTHING)
    status = models.CharField(max_length=10, choices=State.choices)
    at = models.DateTimeField(auto_now_add=True)
    rows = models.BigIntegerField(null=True)
    seconds = models.FloatField(null=True, help_text="From sending it to knowing its end.")
    error = models.TextField(blank=True)

    class Meta:
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.status} {self.at:%Y-%m-%d %H:%M:%S}" if isinstance(self.at, datetime) else self.status
