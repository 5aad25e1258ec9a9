"""Can what a person sets be set: fragments that are SQL, defaults that are among the choices?"""

from collections.abc import Iterator

from reports.checks.options import slips_of
from reports.checks.problem import Problem
from reports.checks.visuals import no_name
from reports.compile.template import NotSql, expression
from reports.declare import Choice, Dimension, Dimensions, Number, Parameter, Report, Toggle
from reports.declare.columns import name_of
from reports.declare.reading import Refused
from reports.declare.words import did_you_mean, either
from reports.schema import Schema


def problems(report: type[Report], schema: Schema) -> Iterator[Problem]:
    for part in report.parameters.values():
        if not slips_of(part):
            yield from (Problem(part.place.line, f"{part.name}: {text}") for text in _wrong(part))


def _wrong(part: Parameter) -> Iterator[str]:
    for said, sql in _fragments(part):
        try:
            expression(sql)
        except NotSql as error:
            yield f"{said} can't be read: {error}"
    if isinstance(part, Number) and part.min is not None and part.max is not None and part.min > part.max:
        yield f"min={part.min} is above max={part.max}. Exchange them."
    elif isinstance(part, Dimensions):
        nameless = [each.sql for each in part.dimensions.values() if not name_of(each)]
        yield from (f'"{sql}"{no_name(sql, Dimension)}' for sql in nameless)
        yield from _unknown_defaults(part)
    elif part.default_form() is not None:
        try:
            part.read(part.default_form())
        except Refused as refused:
            yield f"its default can't be chosen: {refused}"


def _fragments(part: Parameter) -> list[tuple[str, str]]:
    """Each piece of SQL that the author wrote, with where it stands."""
    if isinstance(part, Choice):
        return [(f'"{label}"', sql) for label, sql in part.options.items()]
    if isinstance(part, Toggle):
        return [("on", part.on), ("off", part.off)]
    if isinstance(part, Dimensions):
        return [(f'"{label}"', each.sql) for label, each in part.dimensions.items()]
    return []


def _unknown_defaults(part: Dimensions) -> Iterator[str]:
    known = [*part.dimensions, *(each.sql for each in part.dimensions.values())]
    for name in part.default:
        if name not in known:
            yield f"its default {name} is none of its fields.{did_you_mean(name, known)} Use {either(known)}."
    if len(part.default_form()) > part.most:
        yield f"its default has more fields than most={part.most} allows. Leave some out."
