"""What a person typed, as a report's form has it: for commands and for tests of reports, which have no controls."""

from collections.abc import Iterable, Mapping
from typing import Any

from reports.declare import (
    Dimensions,
    Field,
    Filtered,
    Filters,
    InputError,
    Keyed,
    Kind,
    Parameter,
    Report,
    Text,
    Toggle,
)
from reports.declare.reading import shown
from reports.declare.values import Match
from reports.declare.words import did_you_mean, either

YES, NO = ("yes", "true", "on", "1"), ("no", "false", "off", "0")
EMPTY = "empty"


def form_of(report: type[Report], given: Mapping[str, Any]) -> dict[str, Any]:
    """The report's defaults, with what was given in their place. Raises InputError for names that nothing has.

    A name is a parameter's ("grain"), a field's ("department"), or a field's in a part ("came_back.department"); after
    a colon stands how to compare ("department:contains"). A text is read as one types it: "DELI", "last 28 days",
    "2026-11-01..2026-11-15", "5..", "yes"; with nothing in it, nothing is chosen. Anything else is as the form has it.
    """
    form = report.defaults()
    for name, value in _flat(report, given):
        whole, _, how = name.partition(":")
        part, field = _meant(report, whole)
        read = _compared(how, value, name) if how else _read(part, field, value)
        if field is None:
            form[part.name] = read
        else:
            form.setdefault(part.name, {})[field.name] = read
    return form


def pairs(typed: Iterable[str]) -> dict[str, Any]:
    """Texts such as "department=DELI" by name; a name that is given more than once has a list."""
    found: dict[str, list[str]] = {}
    for each in typed:
        name, equals, value = each.partition("=")
        if not equals or not name.strip():
            raise InputError([f"{shown(each)} sets nothing. Write it as name=value, such as department=DELI."])
        found.setdefault(name.strip(), []).append(value.strip())
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def _flat(report: type[Report], given: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """Field by field: `came_back={"department": …}` says the same as "came_back.department"."""
    for name, value in given.items():
        if name in report.filter_parts and isinstance(value, Mapping):
            yield from ((f"{name}.{field}", each) for field, each in value.items())
        else:
            yield name, value


def _meant(report: type[Report], name: str) -> tuple[Filtered | Parameter, Field | None]:
    """The parameter of this name, or the field and its part. A field that several parts have is that of the filters."""
    if name in report.parameters:
        return report.parameters[name], None
    fields = [(part, field) for part in report.filter_parts.values() for field in part.settled]
    meant = [each for each in fields if name in (each[1].name, f"{each[0].name}.{each[1].name}")]
    meant = [each for each in meant if isinstance(each[0], Filters)] or meant
    if len(meant) == 1:
        return meant[0]
    where = report.slug
    if meant:
        both = either([f"{part.name}.{field.name}" for part, field in meant])
        raise InputError([f"{where}.{name} is in more than one part. Say which: {both}."])
    known = [*report.parameters, *(field.name for part, field in fields if isinstance(part, Filters))]
    known += [f"{part.name}.{field.name}" for part, field in fields if isinstance(part, Keyed) or "." in name]
    there = f" It has {', '.join(dict.fromkeys(known))}." if known else " It has no inputs."
    raise InputError([f"{where} has nothing to set called {shown(name)}.{did_you_mean(name[:100], known)}{there}"])


def _compared(how: str, value: Any, name: str) -> dict[str, Any]:
    if how == EMPTY:
        return {EMPTY: _yes_or_no(value)}
    if how not in list(Match):
        ways = [*Match, EMPTY]
        raise InputError([f"{shown(name)} has no way to compare.{did_you_mean(how, ways)} Use {either(ways)}."])
    return {how: value if isinstance(value, list) else [value]}


def _read(part: Filtered | Parameter, field: Field | None, value: Any) -> Any:
    """A text as the form has it. What is no text stays as it is, for the report itself to judge."""
    if not isinstance(value, str) or isinstance(part, Text):
        return value
    if not value:
        return None
    if field is not None:
        return _OF_KIND[Kind(field.kind)](value)
    if isinstance(part, Toggle):
        return _yes_or_no(value)
    return [value] if isinstance(part, Dimensions) else value


def _days(text: str) -> dict[str, str]:
    """A range, one day, or else a preset by its name."""
    ends = _ends(text, "from", "to")
    return ends if ends or text[:1].isdigit() else {"preset": text}


def _ends(text: str, low: str, high: str) -> dict[str, str]:
    """A range such as "a..b" by the names of its ends, either of which may be open; one value alone is both."""
    first, dots, last = (each.strip() for each in text.partition(".."))
    if not dots:
        return {low: first, high: first} if first[:1].isdigit() or first[:1] == "-" else {}
    return {name: end for name, end in ((low, first), (high, last)) if end}


def _yes_or_no(value: Any) -> Any:
    known = str(value).lower()
    return True if known in YES else False if known in NO else value


_OF_KIND: dict[Kind, Any] = {
    Kind.DATES: _days,
    Kind.CHOICES: lambda text: [text],
    Kind.NUMBERS: lambda text: _ends(text, "min", "max") or {"min": text},
    Kind.YES_NO: _yes_or_no,
}
