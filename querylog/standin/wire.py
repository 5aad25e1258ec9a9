"""Results as the connector reads them: as Arrow, with Snowflake's names for the types."""

from base64 import b64encode
from typing import Any

import pyarrow as pa
import pyarrow.types as kinds
from fakesnow.arrow import to_ipc, to_sf
from fakesnow.rowtype import ColumnInfo

from querylog.standin.errors import unsupported

HEAD = 10_000  # rows that an answer holds itself; a longer result's others come in chunks


def answer_of(
    query_id: str, table: pa.Table, *, rows: int, chunks: list[dict[str, Any]], type_id: int, context: dict[str, str]
) -> dict[str, Any]:
    """The `data` of a finished statement with so many rows, and the first of them; the others are in the chunks."""
    columns = rowtype(table.schema)
    head = table.slice(0, HEAD)
    return {
        "queryId": query_id,
        "rowtype": columns,
        "total": rows,
        "returned": rows,
        "queryResultFormat": "arrow",
        "rowsetBase64": b64encode(encoded(head)).decode() if head.num_rows else "",
        "chunks": chunks,
        "chunkHeaders": {},
        "statementTypeId": type_id,
        "parameters": [{"name": "TIMEZONE", "value": "Etc/UTC"}],
        **context,
    }


def counts_of(query_id: str, table: pa.Table, *, type_id: int, context: dict[str, str]) -> dict[str, Any]:
    """The `data` of a statement that changed rows: how many, as JSON, because there the connector looks for it."""
    rows = [[None if value is None else str(value) for value in row.values()] for row in table.to_pylist()]
    return {
        "queryId": query_id,
        "rowtype": rowtype(table.schema),
        "total": table.num_rows,
        "returned": table.num_rows,
        "queryResultFormat": "json",
        "rowset": rows,
        "statementTypeId": type_id,
        "parameters": [{"name": "TIMEZONE", "value": "Etc/UTC"}],
        **context,
    }


def encoded(table: pa.Table) -> bytes:
    """Rows as an Arrow stream with the metadata that the connector expects of Snowflake."""
    return bytes(to_ipc(to_sf(table, rowtype(table.schema))))


def rowtype(schema: pa.Schema) -> list[ColumnInfo]:
    """What Snowflake says of each column."""
    return [_column(field.name, field.type) for field in schema]


def plain(table: pa.Table) -> pa.Table:
    """The table with DuckDB's own types as ones that the connector knows."""
    for place, field in enumerate(table.schema):
        wanted = _plain_type(field.type)
        if wanted is not None:
            table = table.set_column(place, field.name, table.column(place).cast(wanted))
    return table


def _plain_type(kind: pa.DataType) -> pa.DataType | None:
    if kinds.is_uint64(kind):
        return pa.decimal128(38, 0)
    if kinds.is_unsigned_integer(kind):
        return pa.int64()
    if kinds.is_timestamp(kind) and kind.unit != "us":
        return pa.timestamp("us", tz=kind.tz)
    if isinstance(kind, pa.BaseExtensionType):
        return pa.string()
    return pa.string() if kinds.is_large_string(kind) or kinds.is_string_view(kind) else None


def _column(name: str, kind: pa.DataType) -> ColumnInfo:
    snowflake, precision, scale, length = _described(kind)
    return {
        "name": name,
        "database": "",
        "schema": "",
        "table": "",
        "nullable": True,
        "type": snowflake,
        "precision": precision,
        "scale": scale,
        "length": length,
        "byteLength": length,
        "collation": None,
    }


def _described(kind: pa.DataType) -> tuple[str, int | None, int | None, int | None]:
    """Snowflake's type, precision, scale and length."""
    if kinds.is_decimal(kind):
        return "fixed", kind.precision, kind.scale, None
    if kinds.is_timestamp(kind):
        return ("timestamp_tz" if kind.tz else "timestamp_ntz"), 0, 9, None
    for belongs, described in (
        (kinds.is_integer, ("fixed", 38, 0, None)),
        (kinds.is_floating, ("real", None, None, None)),
        (kinds.is_boolean, ("boolean", None, None, None)),
        (kinds.is_date, ("date", None, None, None)),
        (kinds.is_time, ("time", 0, 9, None)),
        (kinds.is_binary, ("binary", None, None, 8_388_608)),
        (kinds.is_string, ("text", None, None, 16_777_216)),
        (kinds.is_null, ("text", None, None, 16_777_216)),
    ):
        if belongs(kind):
            return described
    return unsupported(f"a result of type {kind}")
