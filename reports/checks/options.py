"""Are the options of every part known, there, and of the right sort?"""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from reports.checks.catalogue import placed_of
from reports.checks.problem import Problem
from reports.declare import (
    COMPARISONS,
    FORMATS,
    GRAINS,
    MODES,
    OUTLINES,
    Dimension,
    Dimensions,
    Field,
    Filtered,
    Gauge,
    Group,
    Kind,
    Measure,
    Model,
    Number,
    Part,
    Pivot,
    Query,
    Report,
    Text,
    Toggle,
)
from reports.declare.part import Declared
from reports.declare.words import did_you_mean, either
from reports.schema import Schema

Takes = tuple[Callable[[Any], bool], str]


def problems(report: type[Report], schema: Schema) -> Iterator[Problem]:
    for part in all_parts(report):
        for slip in slips_of(part):
            yield Problem(part.place.line, f"{part.name}: {slip}")
        if isinstance(part, Filtered) and is_list_of(str, Field)(part.fields):
            for field in [each for each in part.fields if isinstance(each, Field)]:
                for slip in slips_of(field):
                    yield Problem(field.place.line, f"{part.name}.{field.name}: {slip}")


def all_parts(report: type[Report]) -> list[Part]:
    """Every part of the report, with what stands inside rows, sections and tabs."""
    return [*report.parts.values(), *(each for each in placed_of(report) if each.name not in report.parts)]


def slips_of(part: Declared) -> list[str]:
    """What is wrong with how this part was called; other checks look at parts that have none."""
    slips = list(part.slips)
    if isinstance(part, Group) and part.misplaced():
        slips.append(f"{type(part).__name__} takes {part.takes}.")
    if not dataclasses.is_dataclass(part):
        return slips
    for option in dataclasses.fields(part):
        value = getattr(part, option.name)
        missing = any(f"needs {option.name}=" in slip for slip in part.slips)
        if option.init and not missing and value != option.default:
            slips += _wrong(part, option.name, value)
    return slips


def _wrong(part: Declared, name: str, value: Any) -> list[str]:
    """A sentence when the value is not what an option of this name takes."""
    choices = _ONE_OF.get(name)
    if choices and value not in choices:
        meant = did_you_mean(value, choices, wrap='"{}"') if isinstance(value, str) else ""
        quoted = either([f'"{each}"' for each in choices])
        return [f"{name}={value!r} is not one that we know.{meant} Use {quoted}."]
    takes = _OF_ITS_OWN.get((type(part), name)) or _TAKES.get(name)
    if takes and not takes[0](value):
        return [f"{name} takes {takes[1]}, and got {value!r:.60}."]
    return list(_formats(name, value))


def _formats(name: str, value: Any) -> Iterator[str]:
    """What is wrong with the formats of the measures and dimensions that an option gives."""
    for each in value if isinstance(value, list | tuple) else [value]:
        if isinstance(each, Measure) and each.format not in ("", *FORMATS):
            meant = did_you_mean(str(each.format), FORMATS, wrap='"{}"')
            yield f'Measure("{each.sql}"): format={each.format!r} is not one that we know.{meant}'
        if isinstance(each, Dimension) and each.format not in ("", *GRAINS, *FORMATS):
            meant = did_you_mean(str(each.format), [*GRAINS, *FORMATS], wrap='"{}"')
            yield f'Dimension("{each.sql}"): format={each.format!r} is not one that we know.{meant}'
        if isinstance(each, Dimension) and not is_list_of(str)(each.order):
            yield f'Dimension("{each.sql}"): order={each.order!r} is not a list of texts, such as ["Low", "High"].'


def is_list_of(*types: type) -> Callable[[Any], bool]:
    """Is it a list of nothing but these?"""
    return lambda value: isinstance(value, list | tuple) and all(isinstance(each, types) for each in value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_measure(value: Any) -> bool:
    return _is_text(value.sql if isinstance(value, Measure) else value)


def _is_dimension(value: Any) -> bool:
    return _is_text(value.sql if isinstance(value, Dimension) else value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_either(value: Any) -> bool:
    return _is_measure(value) or _is_dimension(value)


def _is_one_or_several(value: Any) -> bool:
    return _is_dimension(value) or (is_list_of(str, Dimension)(value) and bool(value))


def _are_fragments(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value) and all(map(_is_text, (*value, *value.values())))


def _whole(low: int, high: int) -> Takes:
    return (lambda value: type(value) is int and low <= value <= high, f"a whole number from {low} to {high:,}")


_ONE_OF = {
    "format": list(FORMATS),
    "kind": [str(each) for each in Kind],
    "mode": list(MODES),
    "compare": list(COMPARISONS),
    "outlines": list(OUTLINES),
    "good": ["up", "down", ""],
}
_TOP = _whole(1, 1_000)
_HORIZON = _whole(1, 500)
_TRUE_OR_FALSE: Takes = (lambda value: isinstance(value, bool), "True or False")
_A_NUMBER: Takes = (_is_number, "a number")
_FOLDED: Takes = (lambda value: value is None or _TOP[0](value), f"{_TOP[1]}, or None to fold nothing")
_LIST_OF_FIELDS: Takes = (is_list_of(str, Field), 'a list of fields, such as ["department", "brand"]')
_TAKES: dict[str, Takes] = {
    **dict.fromkeys(("title", "label", "help", "name", "text"), (_is_text, "text in quotes")),
    **dict.fromkeys(("key", "on", "when"), (_is_text, 'the name of a column in quotes, such as "household_id"')),
    **dict.fromkeys(
        ("measure", "value", "size", "expected", "actual", "low", "high"), (_is_measure, "SQL in quotes, or a Measure")
    ),
    **dict.fromkeys(("color", "points", "across", "trend"), (_is_dimension, "SQL in quotes, or a Dimension")),
    **dict.fromkeys(("x", "y"), (_is_either, "SQL in quotes, or a Measure or Dimension")),
    **dict.fromkeys(("horizontal", "download", "required", "sensitive", "subtotals"), _TRUE_OR_FALSE),
    **dict.fromkeys(("min", "max", "step"), _A_NUMBER),
    "by": (_is_one_or_several, 'SQL in quotes or a list of it, such as ["department"]'),
    "query": (lambda value: isinstance(value, Query), "a Query that is declared above it"),
    "history": (lambda value: isinstance(value, Query), "a Query that is declared above it"),
    "model": (_is_text, 'a name in quotes, such as "household-spend"'),
    "of": (lambda value: isinstance(value, Model), "a Model that is declared above it"),
    "target": (_is_text, 'an aggregate in quotes, such as "sum(sales)"'),
    "features": (_are_fragments, 'names with their aggregates, such as {"trips": "count(distinct basket_id)"}'),
    "weeks": _whole(1, 104),
    "sql": (lambda value: _is_text(value) or callable(value), "SQL in quotes, or a function that returns a Sql"),
    "function": (callable, "a function of a table and a theme"),
    "table": (_is_text, 'the name of a table in quotes, such as "LOYALTY.BASKETS"'),
    "fields": _LIST_OF_FIELDS,
    "options": (_are_fragments, 'labels with their SQL, such as {"Week": "date_trunc(\'week\', day)"}'),
    "rows": (is_list_of(str, Dimension), 'a list of columns, such as ["department"]'),
    "values": (is_list_of(str, Measure), 'a list of aggregates, such as ["sum(sales)"]'),
    "stages": (lambda value: is_list_of(str, Measure)(value) and bool(value), "a list of aggregates, one per stage"),
    "top": _FOLDED,
    "bins": _whole(2, 500),
    "horizon": (
        lambda value: isinstance(value, Number) or _HORIZON[0](value),
        f"{_HORIZON[1]}, or a Number that is declared above it",
    ),
    "most": _whole(1, 100_000),
}
_OF_ITS_OWN: dict[tuple[type, str], Takes] = {
    (Toggle, "on"): (_is_text, "SQL in quotes, such as \"brand = 'Private'\""),
    (Toggle, "off"): (_is_text, "SQL in quotes"),
    (Toggle, "default"): _TRUE_OR_FALSE,
    (Number, "default"): _A_NUMBER,
    (Text, "default"): (lambda value: isinstance(value, str), "text in quotes"),
    (Dimensions, "fields"): (
        lambda value: is_list_of(str, Dimension)(value) and bool(value),
        'a list of columns, such as ["department", "brand"]',
    ),
    (Dimensions, "default"): (is_list_of(str), "a list of its fields"),
    (Pivot, "top"): _TOP,
    (Gauge, "most"): _A_NUMBER,
    (Gauge, "target"): (lambda value: _is_number(value) or _is_measure(value), "a number, or an aggregate in quotes"),
}
