"""Filters: a table and a list of its fields; what kind of control each gets follows from its column's type.

Exclude and Require are filters too, of another kind: they choose keys, and leave their rows out or let only them in.
"""

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


TYPES = {
    Kind.DATES: ("DATE", "DATETIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ", "TIMESTAMP"),
    Kind.CHOICES: ("TEXT", "VARCHAR", "STRING", "CHAR"),
    Kind.NUMBERS: ("NUMBER", "DECIMAL", "NUMERIC", "INT", "INTEGER", "BIGINT", "FLOAT", "DOUBLE", "REAL", "DECFLOAT"),
    Kind.YES_NO: ("BOOLEAN",),
}
_KIND_OF_TYPE = {each: kind for kind, types in TYPES.items() for each in types}


def kind_of(column_type: str) -> Kind | None:
    """The kind that suits a column of this Snowflake type; None for types that have no filter, such as VARIANT."""
    return _KIND_OF_TYPE.get(column_type.split("(")[0].upper())


@declared
class Field(Declared):
    """A column to filter by, where its bare name says too little. What is left out follows from the column.

    `name` is the column, `label` what people read. `kind` is one of the kinds below; the column's type says which fits.
    `default` is chosen until a person chooses otherwise; a date range of Filters has "last 12 weeks" when nothing is
    said. With `required`, the report can't run while nothing is chosen in it. What is chosen in a `sensitive` field
    stands in the log as a hash: an analyst finds it by the very value, and can't read it.

        filters = Filters("LOYALTY.BASKETS", ["purchased_on", Field("store_id", label="Store", kind="multi-select")])
    """

    name: str
    _: KW_ONLY
    label: str = ""
    kind: str = ""
    default: Any = None  # as the form has it: {"preset": "last month"}, ["DELI"], {"min": 5}, true
    required: bool = False
    sensitive: bool = False
    help: str = ""
    column_type: str = field(default="", init=False)

    def settled(self, column_type: str, *, dated: bool = True) -> Self:
        """The field with everything filled in that its column's type says."""
        asked_for = Kind(self.kind) if self.kind in list(Kind) else None
        kind = asked_for or kind_of(column_type) or Kind.CHOICES
        unsaid = self.default is None and kind == Kind.DATES and dated
        default = {"preset": DEFAULT_PRESET} if unsaid else self.default
        settled = copy.copy(self)
        vars(settled).update(label=self.label or spoken(self.name), kind=kind, default=default, column_type=column_type)
        return settled


class Filtered(Part):
    """A part with fields of one table to choose from."""

    table: str
    fields: Sequence[str | Field]
    dated = True  # whether a date range has a default when its field says nothing

    @cached_property
    def settled(self) -> tuple[Field, ...]:
        """The fields with labels, kinds and defaults, in code order."""
        types = schema_for(self.place.file).columns(self.table)
        return tuple(each.settled(types.get(each.name.upper(), ""), dated=self.dated) for each in self.written)

    @cached_property
    def written(self) -> tuple[Field, ...]:
        """The fields as the author wrote them."""
        return tuple(each if isinstance(each, Field) else Field(each) for each in self.fields)

    def field(self, name: str) -> Field:
        """The settled field of this name; KeyError when there is none."""
        return {each.name: each for each in self.settled}[name]


@declared
class Filters(Filtered):
    """Fields of one `table` to filter by. Each becomes a control, in this order.

    `fields` are columns by name, or Field where more is to be said. The part's own name in braces stands in a query's
    SQL for what was chosen, as a condition; the SELECT around it has to read the table.

        filters = Filters("LOYALTY.BASKETS", ["purchased_on", "department", "brand"])
    """

    table: str
    fields: Sequence[str | Field]


class Keyed(Filtered):
    """Chooses keys by what another table says of them. With nothing chosen, it does nothing."""

    label: str
    key: str
    on: str
    help: str
    dated = False


@declared
class Exclude(Keyed):
    """Leaves out whoever has, in `table`, a row that matches what was chosen in `fields`: an anti-join.

    `key` is the column of `table` that says who; `on` is what the query calls it, if not the same. While nothing is
    chosen, nobody is left out. The report's page says how many were.

        came_back = Exclude("Leave out who bought", "LOYALTY.BASKETS", key="household_id", fields=["department"])
        stayed_away = Query("select * from {sales} where {came_back}")
    """

    label: str
    table: str
    _: KW_ONLY
    key: str
    fields: Sequence[str | Field]
    on: str = ""
    help: str = ""


@declared
class Require(Keyed):
    """Lets in only who has, in `table`, a row that matches what was chosen in `fields`: a semi-join.

    `key` is the column of `table` that says who; `on` is what the query calls it, if not the same. While nothing is
    chosen, everybody is let in.

        also_bought = Require("Only who also bought", "LOYALTY.BASKETS", key="household_id", fields=["department"])
        both = Query("select * from {sales} where {also_bought}")
    """

    label: str
    table: str
    _: KW_ONLY
    key: str
    fields: Sequence[str | Field]
    on: str = ""
    help: str = ""
