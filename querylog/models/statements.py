"""The log: what was asked of Snowflake, by whom, and how it ended. Rows are added, never changed and never removed.

A statement's life is three rows, each written when it happens: Statement (intended, before anything is sent),
Submission (Snowflake has given it a query ID), Ending (finished, failed, cancelled or lost). All three lie in the
partition of the month in which it was intended, which its id names. No foreign key of the database ties them: a month
can be taken out as a whole.
"""

import hashlib
import json
import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper

from querylog.ids import new_id
from querylog.models.columns import Transaction


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
    TRAINING = "training"  # what is a model to learn from?
    EXPLAIN = "explain"  # how many bytes would it read?
    HISTORY = "history"  # what does Snowflake itself remember?


# A slice names the result that it reads. Texts are kept without these names, or each slice would be a text of its own.
NAMED_RESULT = re.compile(r"(?<=RESULT_SCAN\(')[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?='\))")
UNNAMED_RESULT = re.compile(r"(?<=RESULT_SCAN\(')(?='\))")


class SqlText(models.Model):
    """A text of SQL, kept once however often it is asked."""

    digest = models.BinaryField(max_length=32, unique=True)
    sql = models.TextField()
    tables = ArrayField(models.TextField(), default=list, help_text="What it reads, by names in capitals.")
    columns = ArrayField(
        models.TextField(),
        null=True,
        help_text="Which of their columns, such as LOYALTY.BASKETS.STORE; null: not known.",
    )
    tx = Transaction()

    class Meta:
        indexes = [
            GinIndex(OpClass(Upper("sql"), name="gin_trgm_ops"), name="sqltext_by_any_part"),
            GinIndex(fields=["tables"], name="sqltext_by_table"),
            GinIndex(fields=["columns"], name="sqltext_by_column"),
        ]

    def __str__(self) -> str:
        return self.sql[:80]

    @staticmethod
    def digest_of(sql: str) -> bytes:
        """By what a text is found: it may be too long for an index."""
        return hashlib.sha256(sql.encode()).digest()


class Statement(models.Model):
    """A statement that was about to be sent, and who asked for it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
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
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="children"
    )
    text = models.ForeignKey(SqlText, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    reads = ArrayField(models.UUIDField(), default=list, help_text="The query IDs of the results that it names.")
    binds = models.JSONField(default=list, help_text="The bound values in order; dates and decimals as text.")
    tx = Transaction()

    waits_for = ""  # no column: why it does not run yet, by what Snowflake said at the last look
    forgotten = False  # nor this: Snowflake knew nothing of it then; it may be too new
    usage: Any = None  # nor this: what Snowflake's history says that it cost, where that was asked for

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"

    @property
    def sql(self) -> str:
        """The text as it was sent, to the letter."""
        return with_results(self.text.sql, self.reads)

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
    def bytes(self) -> int | None:
        """What Snowflake scanned for it, as far as its history has told."""
        return getattr(self.usage, "bytes", None)

    @property
    def credits(self) -> Decimal | None:
        """What Snowflake charged for it, as far as its history has told."""
        return getattr(self.usage, "credits", None)

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

    statement = models.OneToOneField(Statement, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False)
    query_id = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)
    tx = Transaction()

    def __str__(self) -> str:
        return self.query_id


class Ending(models.Model):
    """How the statement ended."""

    statement = models.OneToOneField(Statement, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False)
    status = models.CharField(max_length=10, choices=State.choices)
    at = models.DateTimeField(auto_now_add=True)
    rows = models.BigIntegerField(null=True)
    seconds = models.FloatField(null=True, help_text="From sending it to knowing its end.")
    error = models.TextField(blank=True)
    tx = Transaction()

    def __str__(self) -> str:
        return f"{self.status} {self.at:%Y-%m-%d %H:%M:%S}" if isinstance(self.at, datetime) else self.status


def without_results(sql: str) -> tuple[str, list[str]]:
    """A text as it is kept, and the query IDs that stood in it, in order."""
    return NAMED_RESULT.sub("", sql), NAMED_RESULT.findall(sql)


def with_results(sql: str, query_ids: list[Any]) -> str:
    """The text as it was, from what `without_results` gave."""
    named = iter(query_ids)
    return UNNAMED_RESULT.sub(lambda _: str(next(named, "")), sql)
