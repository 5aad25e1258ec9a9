"""How many bytes would a statement read? An estimate from row counts and the columns it names.

Snowflake counts compressed micro-partitions; here a column has a width by its type. Good for comparing and for limits,
not for money. https://docs.snowflake.com/en/sql-reference/sql/explain
"""

from dataclasses import dataclass

from duckdb import DuckDBPyConnection
from sqlglot import Expr, exp

WIDTHS = {"VARCHAR": 12, "DATE": 4, "BOOLEAN": 1}
OTHER_WIDTH = 8


@dataclass(frozen=True)
class Scan:
    """One table that a statement reads."""

    table: str
    bytes: int


def scans(tree: Expr, connection: DuckDBPyConnection, *, database: str, schema: str) -> list[Scan]:
    """The tables that a statement reads, each with the bytes of the columns that it names."""
    named = {column.name.upper() for column in tree.find_all(exp.Column)}
    whole = any(True for _ in tree.find_all(exp.Star) if not isinstance(_.parent, exp.Count))
    found = []
    for table in {(t.catalog or database, t.db or schema, t.name) for t in tree.find_all(exp.Table) if t.name}:
        known = tuple(part.upper() for part in table)
        columns = connection.execute(
            """select c.column_name, c.data_type, t.estimated_size
               from duckdb_columns() c join duckdb_tables() t
                 on (c.database_name, c.schema_name, c.table_name) = (t.database_name, t.schema_name, t.table_name)
               where (upper(t.database_name), upper(t.schema_name), upper(t.table_name)) = (?, ?, ?)""",
            known,
        ).fetchall()
        read = [(kind, rows) for name, kind, rows in columns if whole or name.upper() in named]
        if columns:
            found.append(Scan(".".join(known), sum(WIDTHS.get(kind, OTHER_WIDTH) * rows for kind, rows in read)))
    return sorted(found, key=lambda scan: scan.table)
