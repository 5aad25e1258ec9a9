"""Everything that can be said about a report without a warehouse: all of it at once, in the order of its file."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from reports.checks import audiences, catalogue, filters, models, options, parameters, queries, visuals
from reports.checks.problem import Problem
from reports.declare import Report
from reports.schema import Schema, schema_for

__all__ = ["RULES", "Problem", "message", "problems"]

RULES = {
    "catalogue": catalogue.problems,
    "options": options.problems,
    "filters": filters.problems,
    "parameters": parameters.problems,
    "queries": queries.problems,
    "models": models.problems,
    "visuals": visuals.problems,
    "audiences": audiences.problems,
}


def problems(report: type[Report], *, schema: Schema | None = None) -> list[Problem]:
    """What keeps this report from being published, by line; nothing when it is sound."""
    known = schema or schema_for(report.place.file)
    found = [replace(each, rule=rule) for rule, check in RULES.items() for each in check(report, known)]
    return sorted(found, key=lambda problem: problem.line)


def message(file: Path, found: Iterable[Problem]) -> str:
    """The problems of one file as a person reads them."""
    lines = [f"  line {each.line}  {each.text}" for each in found]
    return "\n".join([f"{file.parent.name}/{file.name} can't be published:", *lines])
