"""What statements cost, and sums of it by day: all taken from Snowflake's history and from the log, and made anew from
them when it is lost.
"""

from django.db import models


class Usage(models.Model):
    """What Snowflake's own history says of a statement, some time after it."""

    statement_id = models.UUIDField(primary_key=True, editable=False)
    bytes = models.BigIntegerField(null=True, help_text="Scanned.")
    credits = models.DecimalField(max_digits=18, decimal_places=9, null=True, help_text="Attributed to it.")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["bytes", "statement_id"], name="usage_by_bytes")]

    def __str__(self) -> str:
        return str(self.statement_id)


class Tally(models.Model):
    """One day's statements of one person for one team, report and purpose that ended in one way."""

    day = models.DateField()
    person_id = models.BigIntegerField(null=True)
    person_name = models.CharField(max_length=150)
    team = models.CharField(max_length=150, blank=True)
    report = models.CharField(max_length=100, blank=True)
    purpose = models.CharField(max_length=10)
    status = models.CharField(max_length=10, help_text="The last of its states that is on record.")
    statements = models.BigIntegerField()
    rows = models.BigIntegerField(default=0)
    seconds = models.FloatField(default=0)
    measured = models.BigIntegerField(default=0, help_text="Of how many of them the bytes are known.")
    bytes = models.BigIntegerField(default=0)
    attributed = models.BigIntegerField(default=0, help_text="Of how many of them the credits are known.")
    credits = models.DecimalField(max_digits=20, decimal_places=9, default=0)
    attributed_seconds = models.FloatField(default=0, help_text="Of those whose credits are known.")
    short = models.BigIntegerField(default=0, help_text="How many of the others took less than 100 ms.")

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["day"], name="tally_by_day"),
            models.Index(fields=["report", "day"], name="tally_by_report"),
            models.Index(fields=["team", "day"], name="tally_by_team"),
            models.Index(fields=["person_id", "day"], name="tally_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.person_name} {self.report}"


class TableTally(models.Model):
    """How often one person's statements named one table on one day."""

    day = models.DateField()
    person_id = models.BigIntegerField(null=True)
    person_name = models.CharField(max_length=150)
    team = models.CharField(max_length=150, blank=True)
    table = models.TextField(help_text="By its name in capitals.")
    statements = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["day"], name="tabletally_by_day"),
            models.Index(fields=["table", "day"], name="tabletally_by_table"),
            models.Index(fields=["person_id", "table", "day"], name="tabletally_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.person_name} {self.table}"


class DayTally(models.Model):
    """One person's day: how much she asked, and in which hours."""

    day = models.DateField()
    person_id = models.BigIntegerField()
    person_name = models.CharField(max_length=150)
    statements = models.BigIntegerField()
    hours = models.IntegerField(help_text="Bit n is set when she asked something in hour n of the day, in UTC.")

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["day"], name="daytally_by_day"),
            models.Index(fields=["person_id", "day"], name="daytally_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.person_name}"
