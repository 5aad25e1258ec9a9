"""Which tables and columns does the warehouse have? Known without asking it, from a snapshot beside the reports."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

LIBRARY = Path(__file__).parent / "library"
FILE_NAME, VIEWS = "schema.json", "views.json"


@dataclass(frozen=True, eq=False)
class Schema:
    """The columns of each table, by "SCHEMA.TABLE", with Snowflake's names of their types.

    Of views, which are among the tables, the SQL as well; it is empty where Snowflake does not show it.
    """

    tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    views: Mapping[str, str] = field(default_factory=dict)

    def columns(self, table: str) -> Mapping[str, str]:
        """The types of the table's columns by name, in the table's order; empty when there is no such table."""
        return self.tables.get(plain(table), {})

    def knows(self, table: str) -> bool:
        return plain(table) in self.tables


def plain(table: str) -> str:
    """The table's name as the snapshot writes it: SCHEMA.TABLE, in capitals, without the database."""
    return ".".join(table.upper().split(".")[-2:])


def snapshot() -> Schema:
    """The schema that the library's own reports are written against."""
    return _read(LIBRARY / FILE_NAME)


def schema_for(report_file: str) -> Schema:
    """The snapshot that stands in the folder of this report file, or the library's where there is none."""
    folder = Path(report_file).parent
    if folder in _supposed:
        return _supposed[folder]
    beside = folder / FILE_NAME
    return _read(beside) if beside.is_file() else snapshot()


@contextmanager
def supposing(known: Schema, *, folder: Path) -> Iterator[None]:
    """Within, a report that is read from this folder is read as if its snapshot were this one."""
    _supposed[folder] = known
    try:
        yield
    finally:
        del _supposed[folder]


def read(path: Path) -> Schema:
    """The snapshot in this file, and in that of the views beside it. Raises OSError and ValueError."""
    views = path.with_name(VIEWS)
    return Schema(_json(path), _json(views) if views.is_file() else {})


_supposed: dict[Path, Schema] = {}


@lru_cache
def _read(path: Path) -> Schema:
    return read(path) if path.is_file() else Schema()


def write(schema: Schema, *, folder: Path = LIBRARY) -> Path:
    """The snapshot's file, one column per line so that a change of the warehouse reads well in a review.

    The views have one of their own, where there are any.
    """
    path = folder / FILE_NAME
    path.write_text(json.dumps(schema.tables, indent=2) + "\n", encoding="utf-8")
    if schema.views:
        (folder / VIEWS).write_text(json.dumps(schema.views, indent=2) + "\n", encoding="utf-8")
    else:
        (folder / VIEWS).unlink(missing_ok=True)
    forget()
    return path


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def forget() -> None:
    """Read the snapshots' files again when they are next asked for."""
    _read.cache_clear()
