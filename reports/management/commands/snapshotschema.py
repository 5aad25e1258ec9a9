"""Write down which tables and columns the warehouse has, so that reports can be checked without it."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from querylog.asker import Asker
from querylog.door import Purpose, ask
from querylog.errors import PorticoError
from reports.registry import Registry
from reports.schema import LIBRARY, Schema, schema_for, supposing, write

COLUMNS = """
    select table_schema, table_name, column_name, data_type, numeric_precision, numeric_scale
    from information_schema.columns
    where table_schema <> 'INFORMATION_SCHEMA'
    order by table_schema, table_name, ordinal_position
"""
VIEWS = """
    select table_schema, table_name, view_definition
    from information_schema.views
    where table_schema <> 'INFORMATION_SCHEMA'
    order by table_schema, table_name
"""


class Command(BaseCommand):
    """`manage.py snapshotschema`: after the warehouse has changed; the difference is reviewed like code."""

    help = (
        "Write library/schema.json, and views.json where there are views, from the warehouse's own INFORMATION_SCHEMA."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("schemas", nargs="*", help="Only these schemas; all of the database without any.")
        parser.add_argument("--check", action="store_true", help="Write nothing; end with 1 if anything has changed.")
        parser.add_argument("--folder", type=Path, default=LIBRARY, help="Where the report files are.")

    def handle(self, *args: Any, schemas: list[str], folder: Path, **options: Any) -> None:
        wanted = {each.upper() for each in schemas}
        columns, views = (_rows(sql, wanted) for sql in (COLUMNS, VIEWS))
        found = schema_from(columns, views)
        if not found.tables:
            raise CommandError("The warehouse shows no tables there. Check the role's grants and the schema's name.")
        told = [*changes(schema_for(str(folder / "any.py")), found), *broken_by(found, folder)]
        for line in told:
            self.stdout.write(line)
        if not options.get("check"):
            self.stdout.write(f"{len(found.tables)} tables written to {write(found, folder=folder)}.")
        elif told:
            raise CommandError("The warehouse is not what the snapshot says. Run manage.py snapshotschema.")
        else:
            self.stdout.write("The snapshot says what the warehouse has.")


def _rows(sql: str, schemas: set[str]) -> list[dict[str, Any]]:
    """What the warehouse answers of these schemas, or of all. Raises CommandError."""
    asker = Asker(user_id=None, name="snapshotschema", team="", report="")
    try:
        rows = ask(sql, [], asker=asker, purpose=Purpose.SCHEMA).table.to_pylist()
    except PorticoError as error:
        raise CommandError(error.sentence) from None
    return [row for row in rows if not schemas or row["TABLE_SCHEMA"] in schemas]


def changes(before: Schema, after: Schema) -> Iterator[str]:
    """What a report may stumble over: tables and columns that are gone, or of another type, or new tables."""
    for table, columns in before.tables.items():
        if not after.knows(table):
            yield f"{table} is gone."
            continue
        now = after.columns(table)
        yield from (f"{table}.{name} is gone." for name in columns if name not in now)
        yield from (
            f"{table}.{name} was {kind} and is {now[name]}."
            for name, kind in columns.items()
            if now.get(name, kind) != kind
        )
        yield from (f"{table}.{name} is new." for name in now if name not in columns)
    yield from (f"{table} is new." for table in after.tables if not before.knows(table))
    yield from (
        f"{view} has another SQL."
        for view, sql in after.views.items()
        if before.knows(view) and before.views.get(view) != sql
    )


def broken_by(found: Schema, folder: Path) -> list[str]:
    """What can no longer be published once this is the snapshot, as checkreports will say it."""
    registry = Registry(folder)
    with supposing(found, folder=folder):
        return list(registry.broken().values())


def schema_from(columns: list[dict[str, Any]], views: list[dict[str, Any]]) -> Schema:
    """The rows of INFORMATION_SCHEMA.COLUMNS and .VIEWS as a snapshot."""
    tables: dict[str, dict[str, str]] = {}
    for row in columns:
        tables.setdefault(_name(row), {})[row["COLUMN_NAME"]] = _type(row)
    return Schema(tables, {_name(row): row["VIEW_DEFINITION"] or "" for row in views})


def _name(row: dict[str, Any]) -> str:
    return f"{row['TABLE_SCHEMA']}.{row['TABLE_NAME']}"


def _type(row: dict[str, Any]) -> str:
    kind = str(row["DATA_TYPE"]).upper()
    exact = kind in ("NUMBER", "DECIMAL", "NUMERIC") and row["NUMERIC_PRECISION"] is not None
    return f"{kind}({row['NUMERIC_PRECISION']:.0f},{row['NUMERIC_SCALE'] or 0:.0f})" if exact else kind
