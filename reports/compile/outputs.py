"""What columns a query gives, with their types: worked out from the snapshot, without a warehouse."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, traverse_scope

from querylog.known import as_schema
from reports.compile.bases import tree_of
from reports.compile.statement import DIALECT, Binds
from reports.compile.template import NotSql
from reports.declare import Choice, Dimensions, Inputs, Number, Parameter, Query, Report, Toggle
from reports.declare.inputs import Setting
from reports.declare.reading import Refused, sound_number
from reports.schema import Schema, schema_for

ANYTHING = ""  # among the columns on offer: there are more, which no snapshot knows
FUNCTIONS = (exp.Lateral, exp.TableFromRows, exp.Unnest, exp.Values)


@lru_cache(maxsize=4096)
def columns(query: Query, schema: Schema | None = None) -> dict[str, exp.DataType]:
    """The output columns by name, in capitals, in the order of the select list; `*` is spelled out.

    They are worked out with everything at its default; a query has the same columns whatever is chosen.
    """
    outputs = qualified(query, schema or schema_for(query.place.file)).selects
    return {each.alias_or_name.upper(): each.type or exp.DataType.build("UNKNOWN") for each in outputs}


def strangers(query: Query, schema: Schema) -> list[tuple[str, list[str]]]:
    """Columns that the SQL uses and no table of its has, each with the columns that there are.

    Every fragment that a person could choose is looked at, not only those that are the default.
    """
    found: dict[str, list[str]] = {}
    for inputs in _each_choice(query.report):
        for scope in traverse_scope(_without_markers(query, inputs)):
            for column in scope.columns:
                there = _within_reach(column, scope, schema)
                if ANYTHING not in there and column.name.upper() not in there:
                    found.setdefault(column.name, there)
    return list(found.items())


def _each_choice(report: type[Report]) -> Iterator[Inputs]:
    """The plain inputs, then those with one of the author's other fragments in turn."""
    plain = plain_inputs(report)  # type: ignore[arg-type]  # a class can be hashed, whatever its instances are
    yield plain
    for place, setting in enumerate(plain.settings):
        part = report.parameters[setting.part]
        values = list(part.options) if isinstance(part, Choice) else [True, False] if isinstance(part, Toggle) else []
        for value in values:
            if value != setting.value:
                others = (*plain.settings[:place], Setting(setting.part, value), *plain.settings[place + 1 :])
                yield Inputs(report, settings=others)


def qualified(query: Query, schema: Schema) -> exp.Query:
    """The query with every column tied to its table and annotated with types; NotSql when one can't be found."""
    tree, known = _without_markers(query), as_schema(schema)
    try:
        tree = qualify(tree, schema=known, dialect=DIALECT, validate_qualify_columns=False, quote_identifiers=False)
        return annotate_types(tree, schema=known, dialect=DIALECT)
    except SqlglotError as error:
        raise NotSql(f"{str(error).rstrip('.')}.") from None


def _without_markers(query: Query, inputs: Inputs | None = None) -> exp.Query:
    """The query with these inputs, or with nothing filtered and everything at its default; no value is in it."""
    tree = tree_of(query, inputs or plain_inputs(query.report), Binds(), stored={})
    for mark in list(tree.find_all(exp.Placeholder)):
        mark.replace(exp.null())
    for table in tree.find_all(exp.Table):
        table.set("catalog", None)  # the snapshot holds one database
    return tree


@lru_cache(maxsize=1024)
def plain_inputs(report: type[Report]) -> Inputs:
    """Nothing filtered, every parameter at its default and every dimension picked: enough to know the columns."""
    return Inputs(report, settings=tuple(Setting(name, _plainly(part)) for name, part in report.parameters.items()))


def _plainly(part: Parameter) -> Any:
    if isinstance(part, Dimensions):
        return tuple(part.dimensions)
    return _a_number(part) if isinstance(part, Number) else part.default_form()


def _a_number(part: Number) -> Any:
    """One that may be given; 0 when the author's own bounds are no numbers, which another check says."""
    try:
        return sound_number(next((each for each in (part.default, part.min, part.max) if each is not None), 0))
    except Refused:
        return 0


def _within_reach(column: exp.Column, scope: Scope, schema: Schema) -> list[str]:
    """The columns that could be meant by this one: of its table, or of every table from here outwards."""
    around: Scope | None = scope
    there = [each.alias.upper() for each in scope.expression.find_all(exp.Alias) if not _is_of_itself(each)]
    while around:
        if column.table in around.sources:
            return _offers(around.sources[column.table], schema)
        there = sum((_offers(source, schema) for source in around.sources.values()), there)
        there += [ANYTHING] if around.expression.find(*FUNCTIONS) else []
        around = around.parent
    return there if not column.table or ANYTHING in there else []


def _is_of_itself(alias: exp.Alias) -> bool:
    """Snowflake lets an alias be used as a column, but `income as income` has to come from a table."""
    return any(each.name.upper() == alias.alias.upper() for each in alias.this.find_all(exp.Column))


def _offers(source: exp.Expr | Scope, schema: Schema) -> list[str]:
    """The columns of a table, or of a SELECT that stands in its place; ANYTHING where nobody knows."""
    if isinstance(source, exp.Table):
        return list(schema.columns(".".join(part.name for part in source.parts)))
    names = _named(source.expression) if isinstance(source, Scope) else []
    if not names:
        return [ANYTHING]
    inner = source.sources.values() if isinstance(source, Scope) and "*" in names else []
    return sum((_offers(each, schema) for each in inner), names)


def _named(tree: exp.Expr) -> list[str]:
    return [name.upper() for name in tree.named_selects] if isinstance(tree, exp.Query) else []
