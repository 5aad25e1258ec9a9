"""Does each query read as SQL, name parts and columns that there are, and get used?"""

from collections.abc import Iterator

from sqlglot import exp

from reports.checks.filters import NEW_HERE, no_table
from reports.checks.options import slips_of
from reports.checks.problem import Problem
from reports.compile.bases import table_alias
from reports.compile.outputs import strangers
from reports.compile.template import NotSql, Template, marker_nodes, template
from reports.declare import Filters, Query, Report
from reports.declare.words import did_you_mean
from reports.schema import Schema


def problems(report: type[Report], schema: Schema) -> Iterator[Problem]:
    for query in report.queries.values():
        if not slips_of(query):
            yield from (Problem(query.place.line, f"{query.name}: {text}") for text in _wrong(query, schema))
    yield from _unused(report)


def readable(query: Query) -> Template | None:
    """The parsed query, or None for SQL that another check has complained about."""
    try:
        return None if slips_of(query) else template(query.sql)
    except NotSql:
        return None


def _wrong(query: Query, schema: Schema) -> Iterator[str]:
    try:
        parsed = template(query.sql)
    except NotSql as error:
        yield f"the SQL can't be read: {error}"
        return
    yield from _markers(query, parsed)
    if marks := sorted({each.sql(dialect="snowflake") for each in parsed.tree.find_all(exp.Placeholder)}):
        yield f"the SQL holds {marks[0]}, a mark for a bound value. Take it out: filters bind their values themselves."
    unknown = [each for each in _tables(parsed.tree) if not schema.knows(each) or "." not in each]
    yield from (no_table(each, schema) for each in unknown)
    if not unknown:
        yield from _columns(query, schema)


def _markers(query: Query, parsed: Template) -> Iterator[str]:
    parts = query.report.parts
    offered = [name for name, part in parts.items() if isinstance(part, Filters)]
    for name in dict.fromkeys(parsed.quoted):
        if name in parts:
            yield f"{{{name}}} stands inside quotes, where it is plain text. Take the quotes away."
    for name, node in marker_nodes(parsed.tree):
        part = parts.get(name)
        if part is None:
            meant = did_you_mean(name, offered, wrap="{{{}}}")
            listed = f" Parts: {', '.join(offered)}." if offered else ""
            yield f"the SQL names {{{name}}}, but nothing here has that name.{meant}{listed}"
        elif not isinstance(part, Filters):
            yield f"the SQL names {{{name}}}, which is a {type(part).__name__}. Only filters can stand in SQL."
        elif not slips_of(part):
            yield from _misplaced(name, node, part)


def _misplaced(name: str, node: exp.Column, part: Filters) -> Iterator[str]:
    try:
        table_alias(node, part.table)
    except NotSql as error:
        yield f"{{{name}}}: {error}"


def _tables(tree: exp.Expr) -> list[str]:
    """The tables that the SQL reads, without the names that it makes up itself."""
    own = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
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
    for part in report.filter_parts.values():
        if part.name not in used and all(parsed):
            yield Problem(part.place.line, f"{part.name}: no query uses it, so changing it would change nothing.")
    for query in report.queries.values():
        if query not in report.queries_used():
            yield Problem(query.place.line, f"{query.name}: no visual reads it, so it would never run.")
