"""Rows of SQL as small named tuples of one query's own columns: what a page draws."""

from collections import namedtuple
from typing import Any

from django.db import connection


def rows(sql: str, **values: Any) -> list[Any]:
    """Each row, with the names that the SQL gives its columns."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = namedtuple("row", [column.name for column in cursor.description or ()])  # type: ignore[misc]
        return [row(*each) for each in cursor.fetchall()]


def like(words: str) -> str:
    """A pattern for what holds these words, whatever is in them."""
    plain = words.replace("\0", "").encode("utf-8", "replace").decode()
    return "%" + plain.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
