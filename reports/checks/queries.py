"""Does each query read as SQL, name parts and columns that there are, and get used?"""

from collections.abc import Iterator

from sqlglot import exp

from reports.checks.catalogue import visuals_of
from reports.checks.filters import NEW_HERE, no_table
from reports.checks.functions import pasted, read_by_function
from reports.checks.options import slips_of
from reports.checks.problem import Problem
from reports.compile.outputs import plain_inputs, strangers
from reports.compile.sources import owner_of, table_alias
from reports.compile.template import NotSql, Template, marker_nodes
from reports.compile.written import text_of, written
from reports.declare import (
    Dimensions,
    Drivers,
    Filtered,
    Filters,
    Forecast,
    Keyed,
    Number,
    Parameter,
    Part,
    Query,
    Report,
)
from reports.declare.words import did_you_mean
from reports.schema import Schema, schema_for


def problems(report: type[Report], schema: Schema) -> Iterator[Problem]:
    for query in report.queries.values():
        if not slips_of(query):
            yield from (Problem(query.place.line, f"{query.name}: {text}") for text in _wrong(query, schema))
    yield from _unused(report)


def readable(query: Query) -> Template | None:
    """The parsed query as it is with everything at its default, or None where another check has complained."""
    try:
        return None if slips_of(query) else written(query, plain_inputs(query.report))
    except Exception:
        return None


def _wrong(query: Query, schema: Schema) -> Iterator[str]:
    try:
        parsed = written(query, plain_inputs(query.report))
    except NotSql as error:
        yield f"the SQL can't be read: {error}"
        return
    except Exception as error:  # the author's function may raise anything
        yield f"its function fails when nothing is chosen: {type(error).__name__}: {error}".rstrip(".") + "."
        return
    yield from pasted(query)
    unplaced = [*_markers(query, parsed)]
    yield from unplaced
    if marks := sorted({each.sql(dialect="snowflake") for each in parsed.tree.find_all(exp.Placeholder)}):
        yield f"the SQL holds {marks[0]}, a mark for a bound value. Take it out: filters bind their values themselves."
    unknown = [each for each in tables_in(parsed.tree) if not schema.knows(each) or "." not in each]
    yield from (no_table(each, schema) for each in unknown)
    if not unknown and not unplaced:
        yield from _columns(query, schema)


def _markers(query: Query, parsed: Template) -> Iterator[str]:
    parts = query.report.parts
    pieces = text_of(query, plain_inputs(query.report))[1]
    above = list(parts)[: list(parts).index(query.name)]
    offered = [name for name, part in parts.items() if isinstance(part, Filtered | Parameter)]
    for name in dict.fromkeys(parsed.quoted):
        if name in parts:
            yield f"{{{name}}} stands inside quotes, where it is plain text. Take the quotes away."
    for name, node in marker_nodes(parsed.tree):
        part = parts.get(name)
        if name in pieces:
            continue
        if part is None:
            meant = did_you_mean(name, offered, wrap="{{{}}}")
            listed = f" Parts: {', '.join(offered)}." if offered else ""
            yield f"the SQL names {{{name}}}, but nothing here has that name.{meant}{listed}"
        elif isinstance(part, Query) and name not in above:
            yield f"the SQL reads {{{name}}}, which is not above it. Declare {name} first."
        elif not isinstance(part, Filtered | Parameter | Query):
            yield f"the SQL names {{{name}}}, which is a {type(part).__name__}. Only inputs and queries can."
        elif isinstance(part, Query) != isinstance(node, exp.Table):
            yield _wrong_place(name, part)
        elif not slips_of(part):
            yield from _misplaced(name, node, part, query)


def _wrong_place(name: str, part: Part) -> str:
    if isinstance(part, Query):
        return f"{{{name}}} is a query: it stands for a table, after FROM or JOIN."
    return f"{{{name}}} stands in the place of a table, and only a query can. Put it where its value belongs."


def _misplaced(name: str, node: exp.Expr, part: Part, query: Query) -> Iterator[str]:
    try:
        if isinstance(part, Filters):
            table_alias(node, part.table)
        elif isinstance(part, Keyed):
            owner_of(node, part.on or part.key, schema_for(query.place.file))
        elif isinstance(part, Dimensions) and node.arg_key != "expressions":
            yield f"{{{name}}} stands for columns: it goes into the SELECT list and into GROUP BY."
    except NotSql as error:
        yield f"{{{name}}}: {error}"


def tables_in(tree: exp.Expr) -> list[str]:
    """The tables that the SQL reads, without the names that it makes up itself."""
    own = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
    own |= {node.name for _, node in marker_nodes(tree)}
    names = [".".join(part.name for part in table.parts) for table in tree.find_all(exp.Table)]
    return [name for name in dict.fromkeys(names) if name and name not in own]


def _columns(query: Query, schema: Schema) -> Iterator[str]:
    try:
        found = strangers(query, schema)
    except NotSql as error:
        yield f"the SQL can't be followed: {error}"
        return
    for name, known in found:
        meant = did_you_mean(name, [each.lower() for each in known])
        yield f"the SQL uses a column {name.lower()}, which its tables don't have.{meant} {NEW_HERE}"


def _unused(report: type[Report]) -> Iterator[Problem]:
    parsed = [readable(query) for query in report.queries.values()]
    used = {name for each in parsed if each for name in (*each.markers, *each.quoted)}
    used |= {name for query in report.queries.values() for name in read_by_function(query)}
    forecasts = [each for each in visuals_of(report) if isinstance(each, Forecast)]
    used |= {each.horizon.name for each in forecasts if isinstance(each.horizon, Number)}
    used |= {each.of.name for each in report.queries.values() if isinstance(each, Drivers) and not slips_of(each)}
    for part in report.inputs.values():
        if part.name not in used and all(parsed):
            yield Problem(part.place.line, f"{part.name}: no query uses it, so changing it would change nothing.")
    for query in report.queries.values():
        if query not in report.queries_used() and query.name not in used and all(parsed):
            yield Problem(query.place.line, f"{query.name}: no visual reads it, so it would never run.")
