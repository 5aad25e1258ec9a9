"""What a team sees of the warehouse's tables, as an admin says it: row policies and column rules."""

from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from sqlglot import exp

from reports.declare.words import did_you_mean
from reports.policy import Listed
from reports.schema import plain, snapshot

Reader = tuple[Callable[[str], Any], str]  # and what it reads, in words
READERS: dict[Any, Reader] = {
    exp.DataType.Type.DATE: (date.fromisoformat, "a day, such as 2026-11-15"),
    **dict.fromkeys(exp.DataType.NUMERIC_TYPES, (Decimal, "a number")),
    **dict.fromkeys(exp.DataType.TEXT_TYPES, (str, "a text")),
}


class TableRule(models.Model):
    """Whether a table is governed: then a team sees none of its rows without a row policy."""

    table = models.CharField(max_length=255, unique=True, help_text='Such as "LOYALTY.BASKETS".')
    governed = models.BooleanField(
        default=True,
        help_text="A team without a row policy sees none of its rows. Otherwise it is open, whatever it reads.",
    )
    note = models.TextField(blank=True, help_text="Why, and whom to ask.")

    class Meta:
        ordering = ["table"]

    def __str__(self) -> str:
        return self.table

    def clean(self) -> None:
        self.table = known_table(self.table)


class RowPolicy(models.Model):
    """Which rows of a table a team sees. Several on one table, with other columns, have to hold together."""

    team = models.ForeignKey("access.Team", on_delete=models.CASCADE, related_name="row_policies")
    table = models.CharField(max_length=255, help_text='Such as "LOYALTY.BASKETS".')
    column = models.CharField(max_length=255, blank=True, help_text="Empty: all rows.")
    values = models.JSONField(default=list, blank=True, help_text="The rows that have one of these in the column.")
    attribute = models.CharField(
        max_length=80, blank=True, help_text="In place of values: those that the person has under this name."
    )

    class Meta:
        verbose_name_plural = "row policies"
        ordering = ["team__name", "table", "column"]
        constraints = [
            models.UniqueConstraint(fields=["team", "table", "column"], name="a_team_has_one_policy_for_a_column")
        ]

    def __str__(self) -> str:
        if not self.column:
            return f"{self.team}: all rows of {self.table}"
        said = f"the person's {self.attribute}" if self.attribute else ", ".join(map(str, self.values)) or "nothing"
        return f"{self.team}: {self.table} where {self.column} is {said}"

    def clean(self) -> None:
        self.table = known_table(self.table)
        if not self.column:
            if self.values or self.attribute:
                raise ValidationError({"column": "Say which column has these values, or leave them out for all rows."})
            return
        self.column = known_column(self.table, self.column)
        if bool(self.values) == bool(self.attribute):
            raise ValidationError({"values": "Give either values or the name of a person's attribute, not both."})
        if not isinstance(self.values, list):
            raise ValidationError({"values": "Give a list of values."})
        read_values(self.table, self.column, self.values)

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Refuses a policy for all rows beside one for some of them, too: both can't be meant."""
        super().validate_constraints(exclude)
        other = models.Q(column="") if self.column else ~models.Q(column="")
        beside = RowPolicy.objects.filter(other, team_id=self.team_id, table=self.table).exclude(pk=self.pk).first()
        if beside:
            raise ValidationError({"column": f"There is this one as well: “{beside}”. Take it away first."})


class ColumnRule(models.Model):
    """A column that a team does not see as it is."""

    class How(models.TextChoices):
        """What is seen in its place."""

        HIDDEN = "hidden", "hidden: always empty"
        MASKED = "masked", "masked: only that there is something"

    team = models.ForeignKey("access.Team", on_delete=models.CASCADE, related_name="column_rules")
    table = models.CharField(max_length=255, help_text='Such as "LOYALTY.DEMOGRAPHICS".')
    column = models.CharField(max_length=255)
    how = models.CharField(max_length=10, choices=How.choices, default=How.HIDDEN)

    class Meta:
        ordering = ["team__name", "table", "column"]
        constraints = [
            models.UniqueConstraint(fields=["team", "table", "column"], name="a_team_has_one_rule_for_a_column")
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.table}.{self.column} is {self.how}"

    def clean(self) -> None:
        self.table = known_table(self.table)
        self.column = known_column(self.table, self.column)


class Attribute(models.Model):
    """Something that is so of a person, such as region = North; row policies may ask for it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attributes", verbose_name="person"
    )
    name = models.CharField(max_length=80)
    value = models.CharField(max_length=255)

    class Meta:
        ordering = ["name", "value"]
        constraints = [models.UniqueConstraint(fields=["user", "name", "value"], name="a_person_has_an_attribute_once")]

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"


def known_table(name: str) -> str:
    """The table as the snapshot of the warehouse writes it. Raises ValidationError for one that is not in it."""
    known = snapshot().tables
    if plain(name) in known:
        return plain(name)
    raise ValidationError({"table": f"The warehouse has no table {name}.{did_you_mean(name.upper(), known)}"})


def known_column(table: str, name: str) -> str:
    """The column as the snapshot writes it. Raises ValidationError for one that the table has not."""
    known = snapshot().columns(table)
    for column in known:
        if column.upper() == name.upper():
            return column
    raise ValidationError({"column": f"{table} has no column {name}.{did_you_mean(name.upper(), known)}"})


def type_of(table: str, column: str) -> str:
    """Snowflake's name of a column's type; empty where the snapshot does not know."""
    return snapshot().columns(table).get(column, "")


def read_values(table: str, column: str, values: list[Any]) -> Listed:
    """The values of a policy as values of its column. Raises ValidationError for what they can't be."""
    kind = exp.DataType.build(type_of(table, column) or "TEXT", dialect="snowflake")
    if kind.this not in READERS:
        raise ValidationError({"column": f"{column} holds {kind}. A policy needs a column of texts, numbers or days."})
    read, words = READERS[kind.this]
    found = []
    for each in values:
        try:
            found.append(read(str(each)))
        except (ValueError, InvalidOperation):
            raise ValidationError({"values": f"{each} is not {words}, and {column} holds {kind}."}) from None
    return tuple(found)
