"""What a person sets besides filters: a choice, a switch, a number, a text, the fields to group by.

Each has a label, a default, and a marker `{name}` in the SQL. What a person gives is bound, or picks among
fragments that the author wrote; it never becomes SQL.
"""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY
from functools import cached_property
from typing import Any

from reports.declare.columns import Dimension, name_of
from reports.declare.part import Part, declared
from reports.declare.reading import Refused, shown, sound_number, sound_text
from reports.declare.values import Value, plain
from reports.declare.words import did_you_mean, either, slug


class Parameter(Part):
    """Something to set. `read` says what a hostile value means, or raises Refused."""

    label: str
    help: str

    def default_form(self) -> Any:
        """The value as a form has it before anyone has touched it; None when there is none."""
        raise NotImplementedError

    def read(self, given: Any) -> Any:
        raise NotImplementedError

    def as_form(self, value: Any) -> Any:
        return value

    def in_words(self, value: Any) -> str:
        """What was set, in a summary; nothing when it says nothing."""
        raise NotImplementedError


@declared
class Choice(Parameter):
    """One of several pieces of SQL, picked by its label. The piece stands in the marker's place.

    `options` are labels with their SQL. `default` is a label; without one, it is the first.

        grain = Choice("Period", {"Week": "week", "Month": "date_trunc('month', week)"}, default="Month")
        by_period = Query("select {grain} as period, sum(sales) as sales from {sales} group by all")
    """

    label: str
    options: Mapping[str, str]
    _: KW_ONLY
    default: str = ""  # a label; without one, the first
    help: str = ""

    def default_form(self) -> str:
        return self.default or next(iter(self.options), "")

    def read(self, given: Any) -> str:
        if given is None:
            return self.default_form()
        if not isinstance(given, str) or given not in self.options:
            meant = did_you_mean(given[:100], self.options, wrap='"{}"') if isinstance(given, str) else ""
            raise Refused(f"{shown(given)} is not one of the choices.{meant} Choose {either(list(self.options))}.")
        return given

    def in_words(self, value: str) -> str:
        return f"{self.label}: {value}"


@declared
class Toggle(Parameter):
    """A switch. `on` is the SQL that stands in the marker's place when it is on, `off` when it is not.

    `default` says how it stands at first.

        discounted = Toggle("Only with a discount", on="discount > 0")
        cheaper = Query("select * from {sales} where {discounted}")
    """

    label: str
    on: str
    _: KW_ONLY
    off: str = "true"
    default: bool = False
    help: str = ""

    def default_form(self) -> bool:
        return self.default

    def read(self, given: Any) -> bool:
        if given is None:
            return self.default
        if not isinstance(given, bool):
            raise Refused(f"{shown(given)} is neither on nor off. Send true or false.")
        return given

    def in_words(self, value: bool) -> str:
        return self.label if value else ""


@declared
class Number(Parameter):
    """A number that a person types. It is bound as a value in the marker's place.

    It can't be below `min` or above `max`; `step` is how far the arrows of the control go. Without a `default`, the
    report can't run until a number is given.

        least = Number("Spent at least", default=5, min=0)
        larger = Query("select * from {sales} where sales >= {least}")
    """

    label: str
    _: KW_ONLY
    default: float | None = None
    min: float | None = None
    max: float | None = None
    step: float | None = None
    help: str = ""

    def default_form(self) -> Any:
        return self.default

    def read(self, given: Any) -> Value | Any:
        given = self.default if given is None else given
        if given is None:
            raise Refused(f"{self.label} has to be given before this report can run.")
        number = sound_number(given)
        low, high = (None if end is None else sound_number(end) for end in (self.min, self.max))
        if low is not None and number < low:
            raise Refused(f"{number} is too small. Use at least {low}.")
        if high is not None and number > high:
            raise Refused(f"{number} is too large. Use at most {high}.")
        return number

    def as_form(self, value: Any) -> Any:
        return plain(value)

    def in_words(self, value: Any) -> str:
        return f"{self.label}: {value:,}"


@declared
class Text(Parameter):
    """A text that a person types. It is bound as a value in the marker's place.

    With `required`, the report can't run while it is empty; else an empty text is a value too. `default` stands there
    at first.

        word = Text("Category contains", default="PIZZA")
        found = Query("select * from {sales} where contains(product_category, upper({word}))")
    """

    label: str
    _: KW_ONLY
    default: str = ""
    required: bool = False
    help: str = ""

    def default_form(self) -> str:
        return self.default

    def read(self, given: Any) -> str:
        given = self.default if given is None else given
        if not isinstance(given, str):
            raise Refused(f"{shown(given)} is not text. Type it in.")
        if self.required and not given.strip():
            raise Refused(f"{self.label} has to be given before this report can run.")
        return sound_text(given)

    def in_words(self, value: str) -> str:
        return f'{self.label}: "{value}"' if value else ""


@declared
class Dimensions(Parameter):
    """The fields to group by, as the person picks them: its marker stands in the SELECT list, and in GROUP BY.

    The query has a column for each of `fields`, empty for those that were not picked, and one called like the part with
    what was picked in words, such as "DELI · National". A Table or Pivot that names the part in `rows` shows the picked
    ones. `default` lists labels or columns; without any, it is the first field. At most `most` can be picked.

        by = Dimensions("Group by", ["department", "brand"], default=["brand"])
        grouped = Query("select {by}, sum(sales) as sales from {sales} group by all")
        groups = Table("Groups", grouped, rows=["by"], values=["sum(sales)"])
    """

    label: str
    fields: Sequence[str | Dimension]
    _: KW_ONLY
    default: Sequence[str] = ()  # labels or columns; without any, the first field
    most: int = 3
    help: str = ""

    @cached_property
    def dimensions(self) -> dict[str, Dimension]:
        """The fields by label, in code order."""
        written = [each if isinstance(each, Dimension) else Dimension(each) for each in self.fields]
        return {name_of(each) or each.sql: each for each in written}

    @cached_property
    def outputs(self) -> dict[str, Dimension]:
        """The query's column for each field, by label."""
        return {
            label: Dimension(slug(label, between="_").upper(), label=label, format=field.format)
            for label, field in self.dimensions.items()
        }

    def default_form(self) -> list[str]:
        named = [self._label_of(each) for each in self.default]
        return [each for each in named if each] or list(self.dimensions)[:1]

    def read(self, given: Any) -> tuple[str, ...]:
        given = self.default_form() if given is None else given
        if not isinstance(given, list):
            raise Refused(f"{shown(given)} is not a list of fields. Send a list, even for one.")
        for each in given:
            if not isinstance(each, str) or each not in self.dimensions:
                raise Refused(f"{shown(each)} can't be grouped by. Choose {either(list(self.dimensions))}.")
        if len(set(given)) > self.most:
            raise Refused(f"{len(set(given))} fields are too many. Choose at most {self.most}.")
        return tuple(dict.fromkeys(given))

    def as_form(self, value: tuple[str, ...]) -> list[str]:
        return list(value)

    def in_words(self, value: tuple[str, ...]) -> str:
        return f"{self.label}: {', '.join(value) or 'nothing'}"

    def _label_of(self, name: str) -> str:
        by_sql = {each.sql: label for label, each in self.dimensions.items()}
        return name if name in self.dimensions else by_sql.get(name, "")
