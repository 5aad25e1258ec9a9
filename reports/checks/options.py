"""Are the options of every part known, there, and of the right sort?"""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

from reports.checks.catalogue import visuals_of
from reports.checks.problem import Problem
from reports.declare import FORMATS, Field, Filters, Kind, Measure, Part, Query, Report, Row, Visual
from reports.declare.part import Declared
from reports.declare.words import did_you_mean, either
from reports.schema import Schema


def problems(report: type[Report], schema: Schema) -> Iterator[Problem]:
    for part in all_parts(report):
        for slip in slips_of(part):
            yield Problem(part.place.line, f"{part.name}: {slip}")
        if isinstance(part, Filters) and is_list_of(str, Field)(part.columns):
            for field in [each for each in part.columns if isinstance(each, Field)]:
                for slip in slips_of(field):
                    yield Problem(field.place.line, f"{part.name}.{field.name}: {slip}")


def all_parts(report: type[Report]) -> list[Part]:
    """Every part of the report, with the visuals inside rows."""
    return [*report.parts.values(), *(each for each in visuals_of(report) if each.name not in report.parts)]


def slips_of(part: Declared) -> list[str]:
    """What is wrong with how this part was called; other checks look at parts that have none."""
    slips = list(part.slips)
    if isinstance(part, Row) and (not part.parts or not all(isinstance(each, Visual) for each in part.parts)):
        slips.append("Row takes visuals, and nothing else, such as Row(Kpi(…), Kpi(…)).")
    if not dataclasses.is_dataclass(part):
        return slips
    for option in dataclasses.fields(part):
        value = getattr(part, option.name)
        missing = any(f"needs {option.name}=" in slip for slip in part.slips)
        if option.init and not missing and value != option.default:
            slips += _wrong(option.name, value)
    return slips


def _wrong(name: str, value: Any) -> list[str]:
    """A sentence when the value is not what an option of this name takes."""
    choices = _ONE_OF.get(name)
    if choices and value not in choices:
        meant = did_you_mean(value, choices, wrap='"{}"') if isinstance(value, str) else ""
        quoted = either([f'"{each}"' for each in choices])
        return [f"{name}={value!r} is not one that we know.{meant} Use {quoted}."]
    if name in _TAKES and not _TAKES[name][0](value):
        return [f"{name} takes {_TAKES[name][1]}, and got {value!r:.60}."]
    return []


def is_list_of(*types: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list | tuple) and all(isinstance(each, types) for each in value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


_ONE_OF = {"format": list(FORMATS), "kind": [str(each) for each in Kind]}
_TAKES: dict[str, tuple[Callable[[Any], bool], str]] = {
    **dict.fromkeys(("title", "label", "help", "name"), (_is_text, "text in quotes")),
    **dict.fromkeys(("x", "y", "color", "measure", "sql"), (_is_text, "SQL in quotes")),
    **dict.fromkeys(("horizontal", "download", "required"), (lambda value: isinstance(value, bool), "True or False")),
    "query": (lambda value: isinstance(value, Query), "a Query that is declared above it"),
    "table": (_is_text, 'the name of a table in quotes, such as "LOYALTY.BASKETS"'),
    "columns": (is_list_of(str, Field), 'a list of fields, such as ["department", "brand"]'),
    "rows": (is_list_of(str), 'a list of columns, such as ["department"]'),
    "values": (is_list_of(str, Measure), 'a list of aggregates, such as ["sum(sales)"]'),
    "top": (lambda value: type(value) is int and 0 < value <= 1000, "a whole number from 1 to 1000"),
}
