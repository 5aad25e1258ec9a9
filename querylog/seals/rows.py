"""The rows of the log as bytes that anyone gets who reads them: what PostgreSQL's COPY writes, under fixed settings."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from querylog.seals import merkle

FORM = 2  # which columns, in which order; a seal says by which form it was made
COLUMNS = {
    "sqltext": ("id", "digest", "sql", "tables", "columns"),
    "statement": (
        "id",
        "intended_at",
        "asked_by_id",
        "asked_by_name",
        "team",
        "report",
        "part",
        "purpose",
        "press",
        "parent_id",
        "text_id",
        "reads",
        "binds",
    ),
    "submission": ("statement_id", "query_id", "at"),
    "ending": ("statement_id", "status", "at", "rows", "seconds", "error"),
    "event": ("id", "at", "kind", "person_id", "person_name", "team", "report", "statement_id", "facts"),
}
# The forms by which a seal may have been made: each is checked by its own.
FORMS = {1: {**COLUMNS, "sqltext": ("id", "digest", "sql", "tables")}, FORM: COLUMNS}
TEXTS = "texts"  # the stretch of the table that is not kept in months
OF_A_MONTH = ("statement", "submission", "ending", "event")
SETTINGS = """
    SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, MDY'; SET LOCAL bytea_output = 'hex';
    SET LOCAL extra_float_digits = 1; SET LOCAL client_encoding = 'UTF8'; SET LOCAL statement_timeout = 0;
"""
MONTHS = """
    SELECT replace(right(inhrelid::regclass::text, 7), '_', '-') FROM pg_inherits
    WHERE inhparent = 'querylog_statement'::regclass ORDER BY 1
"""


@dataclass(frozen=True)
class Row:
    """One row: the transaction that added it, its key, and its hash."""

    tx: int
    key: bytes
    hash: bytes


def months() -> list[str]:
    """The months that the log has, such as "2026-11"."""
    with connection.cursor() as cursor:
        cursor.execute(MONTHS)
        return [month for (month,) in cursor.fetchall()]


def tables_of(stretch: str) -> tuple[str, ...]:
    """The tables that a seal of this stretch is over."""
    return ("sqltext",) if stretch == TEXTS else OF_A_MONTH


def place_of(table: str, stretch: str) -> str:
    """FROM and WHERE for the rows of one table in one stretch; by their ids, as not everybody may read a partition."""
    if stretch == TEXTS:
        return f"querylog_{table} WHERE true"
    year, month = (int(part) for part in stretch.split("-"))
    following = f"{year + month // 12}-{month % 12 + 1:02d}"
    first, end = (f"querylog_first_id('{each}-01 00:00+00')" for each in (stretch, following))
    key = COLUMNS[table][0]
    return f"querylog_{table} WHERE {key} >= {first} AND {key} < {end}"


def read(table: str, stretch: str, *, from_tx: int, to_tx: int | None = None, form: int = FORM) -> Iterator[Row]:
    """The rows of these transactions, in the order of a seal. To be called within a transaction, after SETTINGS."""
    key, *others = FORMS[form][table]
    until = f" AND tx < {int(to_tx)}" if to_tx is not None else ""
    sql = f"""COPY (SELECT tx, {", ".join([key, *others])} FROM {place_of(table, stretch)}
                    AND tx >= {int(from_tx)}{until} ORDER BY tx, {key}) TO STDOUT"""  # noqa: S608 - the names are ours
    with connection.cursor() as cursor, cursor.copy(sql) as lines:
        for line in lines:
            tx, identity, _ = bytes(line).split(b"\t", 2)
            yield Row(int(tx), as_key(identity.decode()), merkle.leaf(table, bytes(line)))


def as_key(identity: str) -> bytes:
    """The key of a row as sixteen bytes."""
    return UUID(identity).bytes if "-" in identity else int(identity).to_bytes(16)


def from_key(key: bytes, table: str) -> str:
    """The key as people know it."""
    return str(int.from_bytes(key)) if table == "sqltext" else str(UUID(bytes=key))
