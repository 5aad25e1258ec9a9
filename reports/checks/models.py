"""Can each model be trained and asked: is its history there, do its features measure, has every column one name?"""

import re
from collections.abc import Iterator

from sqlglot import exp

from reports.checks.options import slips_of
from reports.checks.problem import Problem
from reports.checks.queries import readable
from reports.checks.visuals import aggregates
from reports.compile.outputs import columns
from reports.compile.template import NotSql, expression
from reports.declare import Drivers, Model, Query, Report
from reports.declare.model import DAYS_AGO, MADE
from reports.declare.words import did_you_mean
from reports.schema import Schema

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_COLUMN = re.compile(r"[a-z][a-z0-9_]*")


def problems(report: type[Report], schema: Schema) -> Iterator[Problem]:
    for part in report.queries.values():
        if isinstance(part, Model) and not slips_of(part):
            yield from (Problem(part.place.line, f"{part.name}: {text}") for text in _wrong(part, schema))
        elif isinstance(part, Drivers) and not slips_of(part) and part.of.report is not report:
            yield Problem(part.place.line, f"{part.name}: its model is not a part of this report. Declare it here.")


def _wrong(model: Model, schema: Schema) -> Iterator[str]:
    if not _NAME.fullmatch(model.model):
        yield f'"{model.model}" is no name. Use small letters, digits and single hyphens, such as "household-spend".'
    if model.history.report is not model.report:
        yield "its history is not a part of this report. Declare it here, such as bought = Query(…)."
        return
    yield from _inputs(model)
    yield from _names(model)
    known = _outputs(model.history, schema)
    if known is None:
        return
    for option, name in (("key", model.key), ("when", model.when)):
        if name.upper() not in known:
            meant = did_you_mean(name, [each.lower() for each in known])
            yield f'{option}="{name}": the query {model.history.name} has no such column.{meant}'
    kind = known.get(model.when.upper())
    if kind and kind.this not in (*exp.DataType.TEMPORAL_TYPES, exp.DType.UNKNOWN):
        yield f'when="{model.when}" is {kind.this.value}. Name the column with the day of each event.'
    for said, sql in (("target", model.target), *model.features.items()):
        yield from (f'{said}="{sql}"{text}' for text in _measure(sql, {*known, DAYS_AGO.upper()}, model))


def _inputs(model: Model) -> Iterator[str]:
    parsed = readable(model.history)
    for name in parsed.markers if parsed else ():
        if name in model.report.inputs:
            yield (
                f"its history uses {{{name}}}, so what a person chooses would change what the model sees. "
                "Choose in the query that reads the model."
            )


def _names(model: Model) -> Iterator[str]:
    for name in model.features:
        if not _COLUMN.fullmatch(name):
            yield f'"{name}" can\'t name a feature. Use small letters, digits and underscores.'
        if name in (*MADE, model.key):
            yield f'"{name}" is a column that the model has by itself. Call the feature otherwise.'


def _outputs(query: Query, schema: Schema) -> dict[str, exp.DataType] | None:
    """The columns of the history; None where another check says why nobody knows."""
    try:
        return columns(query, schema) if readable(query) else None
    except NotSql:
        return None


def _measure(sql: str, known: set[str], model: Model) -> Iterator[str]:
    try:
        tree = expression(sql)
    except NotSql as error:
        yield f" can't be read: {error}"
        return
    for name in dict.fromkeys(each.name for each in tree.find_all(exp.Column)):
        if name not in known:
            meant = did_you_mean(name, [each.lower() for each in known])
            yield f": the query {model.history.name} has no column {name.lower()}.{meant}"
    if not aggregates(tree):
        yield f" is not an aggregate. Say how the rows of one {model.key} are put together, such as count(*)."
