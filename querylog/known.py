"""What does the warehouse have? This floor keeps no snapshot of its own: it asks the one that does."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from sqlglot import exp, parse_one
from sqlglot.schema import MappingSchema


class Snapshot(Protocol):
    """The types of columns by table, and the SQL of views, by "SCHEMA.TABLE" in capitals."""

    @property
    def tables(self) -> Mapping[str, Mapping[str, str]]: ...

    @property
    def views(self) -> Mapping[str, str]: ...

    def __hash__(self) -> int: ...


def warehouse_has() -> Snapshot:
    """The tables and views that are known now."""
    found: Snapshot = import_string(settings.KNOWN_TABLES)()
    return found


def home() -> str:
    """The schema that is meant where a text names none; empty where none is set."""
    return str(settings.SNOWFLAKE.get("schema") or "").upper()


def select_of_view(sql: str) -> tuple[exp.Query, list[str]] | None:
    """The SELECT in the SQL of a view, and the names in capitals that the view gives its columns, if it does.

    None where nobody can tell what it reads.
    """
    try:
        made = parse_one(sql, read="snowflake") if sql else None
    except Exception:  # the parser trips over more than it has errors for
        return None
    select, head = (made.expression, made.this) if isinstance(made, exp.Create) else (made, None)
    if not isinstance(select, exp.Query):
        return None
    return select, [each.name.upper() for each in head.expressions] if isinstance(head, exp.Schema) else []


@lru_cache(maxsize=8)
def as_schema(known: Snapshot) -> MappingSchema:
    """The snapshot as sqlglot reads one."""
    nested: dict[str, Any] = {}
    for name, columns in known.tables.items():
        schema, _, table = name.rpartition(".")
        nested.setdefault(schema, {})[table] = {column.upper(): kind for column, kind in columns.items()}
    return MappingSchema(nested, dialect="snowflake", normalize=False)


def meant_by(parts: list[str], known: Snapshot, *, within: str = "") -> list[str]:
    """The tables that a name may mean, as SCHEMA.TABLE: the one it says, or any of that name where no schema is set."""
    parts = [each.upper() for each in parts][-2:]
    if len(parts) == 2:
        return [".".join(parts)]
    if schema := within or home():
        return [f"{schema}.{parts[0]}"]
    return [name for name in known.tables if name.rpartition(".")[2] == parts[0]] or parts
