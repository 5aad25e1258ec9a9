"""Do the filters name real columns, in kinds that suit them, with defaults that can be chosen?"""

from collections.abc import Iterator
from datetime import date

from reports.checks.options import slips_of
from reports.checks.problem import Problem
from reports.declare import Field, Filtered, Keyed, Kind, Report
from reports.declare.fields import kind_of
from reports.declare.reading import Refused, read
from reports.declare.words import did_you_mean, either
from reports.schema import Schema, plain

NEW_HERE = "If it is new, run manage.py snapshotschema."
ANY_DAY = date(2026, 1, 31)  # a default must be one that can be chosen on every day


def problems(report: type[Report], schema: Schema) -> Iterator[Problem]:
    for part in report.filter_parts.values():
        if slips_of(part):
            continue
        if schema.knows(part.table):
            yield from _key(part, schema)
            yield from _fields(part, schema)
        else:
            yield Problem(part.place.line, f"{part.name}: {no_table(part.table, schema)}")


def no_table(name: str, schema: Schema) -> str:
    """A sentence on a table that the snapshot doesn't have."""
    bare = [each for each in schema.tables if "." not in name and each.endswith(f".{name.upper()}")]
    meant = f" Did you mean {bare[0]}?" if bare else did_you_mean(plain(name), schema.tables)
    return f"there is no table {name} that the portal may read.{meant} {NEW_HERE}"


def _fields(part: Filtered, schema: Schema) -> Iterator[Problem]:
    columns, seen = schema.columns(part.table), set()
    for given, field in zip(part.fields, part.written, strict=True):
        if slips_of(field):
            continue
        line = given.place.line if isinstance(given, Field) else part.place.line
        name = str(field.name).upper()
        if name in seen:
            yield Problem(line, f"{part.name}: {field.name} stands there twice. Remove one.")
        elif name not in columns:
            meant = did_you_mean(field.name, [each.lower() for each in columns])
            yield Problem(line, f"{part.name}: {part.table} has no column {field.name}.{meant} {NEW_HERE}")
        else:
            yield from (Problem(line, f"{part.name}.{field.name}: {text}") for text in _suits(field, columns[name]))
        seen.add(name)


def _key(part: Filtered, schema: Schema) -> Iterator[Problem]:
    columns = schema.columns(part.table)
    if isinstance(part, Keyed) and part.key.upper() not in columns:
        meant = did_you_mean(part.key, [each.lower() for each in columns])
        yield Problem(part.place.line, f"{part.name}: key: {part.table} has no column {part.key}.{meant} {NEW_HERE}")


def _suits(field: Field, column_type: str) -> Iterator[str]:
    """Sentences on a field that doesn't go with its column."""
    natural = kind_of(column_type)
    possible = [str(each) for each in (natural, Kind.CHOICES if natural == Kind.NUMBERS else None) if each]
    settled = field.settled(column_type)
    if not possible:
        yield f"its column is {column_type}, which no filter can show. Leave it out."
    elif settled.kind not in possible:
        yield f"its column is {column_type}, so kind can't be {settled.kind}. Use {either(possible)}."
    else:
        try:
            read(settled, settled.default, today=ANY_DAY) if settled.default is not None else None
        except Refused as refused:
            yield f"its default can't be chosen: {refused}"
