"""Which tables and columns does a report read? Known from its declaration, with everything at its default."""

from collections.abc import Iterator

from sqlglot import exp

from reports.checks.queries import readable, tables_in
from reports.declare import Keyed, Report
from reports.schema import plain, schema_for


def tables_of(report: type[Report]) -> list[str]:
    """The names as the snapshot writes them, in the order in which they are met."""
    return list(dict.fromkeys(plain(each) for each in _tables(report)))


def columns_of(report: type[Report]) -> list[str]:
    """Those of the report's tables that its SQL names or its filters offer, each once, in small letters."""
    schema = schema_for(report.place.file)
    there = {column for table in tables_of(report) for column in schema.columns(table)}
    return [each.lower() for each in dict.fromkeys(each.upper() for each in _names(report)) if each in there]


def _tables(report: type[Report]) -> Iterator[str]:
    for query in report.queries.values():
        if parsed := readable(query):
            yield from tables_in(parsed.tree)
    yield from (part.table for part in report.filter_parts.values())


def _names(report: type[Report]) -> Iterator[str]:
    for part in report.filter_parts.values():
        yield from (field.name for field in part.settled)
        if isinstance(part, Keyed):
            yield part.key
    for query in report.queries.values():
        if parsed := readable(query):
            yield from (column.name for column in parsed.tree.find_all(exp.Column))
