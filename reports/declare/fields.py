"""Filters: a table and a list of its fields; what kind of control each gets follows from its column's type."""

import copy
from collections.abc import Sequence
from dataclasses import KW_ONLY, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Self

from reports.declare.dates import DEFAULT_PRESET
from reports.declare.part import Declared, Part, declared
from reports.declare.words import spoken
from reports.schema import schema_for


class Kind(StrEnum):
    """How a field is filtered."""

    DATES = "date range"
    CHOICES = "multi-select"
    NUMBERS = "numeric range"
    YES_NO = "boolean"


_TYPES = {
    Kind.DATES: ("DATE", "DATETIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ", "TIMESTAMP"),
    Kind.CHOICES: ("TEXT", "VARCHAR", "STRING", "CHAR"),
    Kind.NUMBERS: ("NUMBER", "DECIMAL", "NUMERIC", "INT", "INTEGER", "BIGINT", "FLOAT", "DOUBLE", "REAL", "DECFLOAT"),
    Kind.YES_NO: ("BOOLEAN",),
}
_KIND_OF_TYPE = {each: kind for kind, types in _TYPES.items() for each in types}


def kind_of(column_type: str) -> Kind | None:
    """The kind that suits a column of this Snowflake type; None for types that have no filter, such as VARIANT."""
    return _KIND_OF_TYPE.get(column_type.split("(")[0].upper())


@declared
class Field(Declared):
    """A column to filter by. What is left out follows from the column: its label, its kind, its default."""

    name: str
    _: KW_ONLY
    label: str = ""
    kind: str = ""
    default: Any = None  # as the form has it: {"preset": "last month"}, ["DELI"], {"min": 5}, true
    required: bool = False
    help: str = ""
    column_type: str = field(default="", init=False)

    def settled(self, column_type: str) -> Self:
        """The field with everything filled in that its column's type says."""
        asked_for = Kind(self.kind) if self.kind in list(Kind) else None
        kind = asked_for or kind_of(column_type) or Kind.CHOICES
        default = {"preset": DEFAULT_PRESET} if self.default is None and kind == Kind.DATES else self.default
        settled = copy.copy(self)
        vars(settled).update(label=self.label or spoken(self.name), kind=kind, default=default, column_type=column_type)
        return settled


@declared
class Filters(Part):
    """Fields of one table to filter by, in this order; `{name}` in a query stands for what was chosen in them."""

    table: str
    columns: Sequence[str | Field]

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The fields with labels, kinds and defaults, in code order."""
        types = schema_for(self.place.file).columns(self.table)
        return tuple(each.settled(types.get(each.name.upper(), "")) for each in self.written)

    @cached_property
    def written(self) -> tuple[Field, ...]:
        """The fields as the author wrote them."""
        return tuple(each if isinstance(each, Field) else Field(each) for each in self.columns)
