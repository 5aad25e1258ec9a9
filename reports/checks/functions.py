"""Does a query's function put a person's values into the SQL's text? Tried out with values that would be seen there."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from reports.compile.outputs import plain_inputs
from reports.compile.template import NotSql, piece, template
from reports.compile.written import text_of
from reports.declare import Choices, DateRange, Inputs, Kind, Number, NumberRange, Query, Report, Sql, Text
from reports.declare import given as given_to
from reports.declare.fields import Field
from reports.declare.inputs import Chosen, Setting
from reports.declare.values import Value, YesNo

SEEN_TEXT, SEEN_NUMBER, SEEN_DAY = "porticoprobe", 48151623, date(2042, 8, 15)
SEEN = (SEEN_TEXT, str(SEEN_NUMBER), str(SEEN_DAY))


def pasted(query: Query) -> Iterator[str]:
    """A sentence when a value that a person chose stands in the text of the SQL."""
    if not callable(query.sql):
        return
    try:
        text, pieces = text_of(query, _everything(query.report))
    except Exception as error:  # the author's function may raise anything
        yield f"its function fails when everything is chosen: {type(error).__name__}: {error}".rstrip(".") + "."
        return
    texts = [text, *_texts(pieces)]
    if any(mark in each for each in texts for mark in SEEN):
        yield 'its function puts a value into the SQL\'s text. Give it as a piece: Sql("… > {least}", least=value).'
        return
    try:
        template(text)
        for each in texts[1:]:
            piece(each)
    except NotSql as error:
        yield f"the SQL can't be read when everything is chosen: {error}"


def read_by_function(query: Query) -> set[str]:
    """The names of the parts that the query's function looks at."""
    if not callable(query.sql):
        return set()
    seen: set[str] = set()
    for inputs in (plain_inputs(query.report), _everything(query.report)):
        given = given_to(inputs)
        vars(given)["_values"] = _Noting(vars(given)["_values"], seen)
        try:
            made = query.sql(given)
        except Exception:  # noqa: S112 - another check says so
            continue
        seen |= {name for each in _texts({"": made}) for name in template_names(each)}
    return seen


def template_names(text: str) -> tuple[str, ...]:
    """The markers of a text that may be a whole query or a piece of one."""
    for read in (template, lambda sql: template(f"SELECT {sql}")):
        try:
            return read(text).markers
        except NotSql:
            continue
    return ()


class _Noting(dict[str, Any]):
    """Values that remember who was asked for."""

    def __init__(self, values: dict[str, Any], seen: set[str]) -> None:
        super().__init__(values)
        self._seen = seen

    def __getitem__(self, name: str) -> Any:
        self._seen.add(name)
        return super().__getitem__(name)


def _texts(pieces: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for each in pieces.values():
        if isinstance(each, Sql):
            found += [each.text, *_texts(dict(each.pieces))]
    return found


def _everything(report: type[Report]) -> Inputs:
    """Inputs in which every field and parameter has a value that would be seen."""
    parts = report.filter_parts.values()
    chosen = [Chosen(part.name, field, _value(field)) for part in parts for field in part.settled]
    plain = plain_inputs(report)  # type: ignore[arg-type]  # a class can be hashed, whatever its instances are
    settings = [Setting(each.part, _setting(report, each)) for each in plain.settings]
    return Inputs(report, tuple(chosen), tuple(settings))


def _value(field: Field) -> Value:
    match Kind(field.kind):
        case Kind.DATES:
            return DateRange(first=SEEN_DAY, last=SEEN_DAY)
        case Kind.NUMBERS:
            return NumberRange(low=SEEN_NUMBER, high=SEEN_NUMBER)
        case Kind.YES_NO:
            return YesNo(yes=True)
    return Choices(values=(SEEN_TEXT,))


def _setting(report: type[Report], setting: Setting) -> Any:
    part = report.parameters[setting.part]
    if isinstance(part, Number):
        return _number(part)
    return SEEN_TEXT if isinstance(part, Text) else setting.value


def _number(part: Number) -> Any:
    """A number within the bounds: a function may count up to what it is given."""
    low, high = (None if end is None else Decimal(str(end)) for end in (part.min, part.max))
    if (low is None or low <= SEEN_NUMBER) and (high is None or high >= SEEN_NUMBER):
        return SEEN_NUMBER
    start = low if low is not None else (high or Decimal(0)) - 1
    return start.to_integral_value() + Decimal(f"0.{SEEN_NUMBER}")
