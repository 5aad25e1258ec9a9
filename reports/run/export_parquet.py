"""A download as Parquet: the rows with their types, and in the file's metadata where they are from."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from querylog.door import Stream
from reports.declare import Column
from reports.run.export_facts import Facts


def write(path: Path, rows: Stream, *, columns: Sequence[Column], facts: Facts) -> None:
    """Write the file. Columns are called by their aliases, each of which is there once; labels are beside them."""
    schema = _described(rows.schema, columns, facts)
    with pq.ParquetWriter(path, schema, compression="zstd") as file:
        for table in rows:
            file.write_table(pa.table(table.columns[: len(columns)], schema=schema))


def _described(schema: pa.Schema, columns: Sequence[Column], facts: Facts) -> pa.Schema:
    fields = [
        pa.field(column.alias, field.type, metadata={"label": column.label})
        for column, field in zip(columns, schema, strict=False)
    ]
    return pa.schema(fields, metadata={name.lower().replace(" ", "_"): fact for name, fact in facts.in_words()})
