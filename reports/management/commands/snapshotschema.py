"""Write down which tables and columns the warehouse has, so that reports can be checked without it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from querylog.asker import Asker
from querylog.door import Purpose, ask
from querylog.errors import PorticoError
from reports.schema import LIBRARY, Schema, write

COLUMNS = """
    select table_schema, table_name, column_name, data_type, numeric_precision, numeric_scale
    from information_schema.columns
    where table_schema <> 'INFORMATION_SCHEMA'
    order by table_schema, table_name, ordinal_position
"""


class Command(BaseCommand):
    """`manage.py snapshotschema`: after the warehouse has changed; the difference is reviewed like code."""

    help = "Write library/schema.json from the warehouse's own INFORMATION_SCHEMA."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("schemas", nargs="*", help="Only these schemas; all of the database without any.")
        parser.add_argument("--folder", type=Path, default=LIBRARY, help="Where the report files are.")

    def handle(self, *args: Any, schemas: list[str], folder: Path, **options: Any) -> None:
        asker = Asker(user_id=None, name="snapshotschema", team="", report="")
        try:
            rows = ask(COLUMNS, [], asker=asker, purpose=Purpose.SCHEMA).table.to_pylist()
        except PorticoError as error:
            raise CommandError(error.sentence) from None
        wanted = {each.upper() for each in schemas}
        found = schema_from(row for row in rows if not wanted or row["TABLE_SCHEMA"] in wanted)
        if not found.tables:
            raise CommandError("The warehouse shows no tables there. Check the role's grants and the schema's name.")
        self.stdout.write(f"{len(found.tables)} tables written to {write(found, folder=folder)}.")


def schema_from(rows: Any) -> Schema:
    """The rows of INFORMATION_SCHEMA.COLUMNS as a snapshot."""
    tables: dict[str, dict[str, str]] = {}
    for row in rows:
        table = tables.setdefault(f"{row['TABLE_SCHEMA']}.{row['TABLE_NAME']}", {})
        table[row["COLUMN_NAME"]] = _type(row)
    return Schema(tables)


def _type(row: dict[str, Any]) -> str:
    kind = str(row["DATA_TYPE"]).upper()
    exact = kind in ("NUMBER", "DECIMAL", "NUMERIC") and row["NUMERIC_PRECISION"] is not None
    return f"{kind}({row['NUMERIC_PRECISION']:.0f},{row['NUMERIC_SCALE'] or 0:.0f})" if exact else kind
