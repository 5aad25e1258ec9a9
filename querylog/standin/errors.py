"""Snowflake's errors, by its own numbers and words."""

from typing import NoReturn

import duckdb
from snowflake.connector.errors import Error, ProgrammingError


def refuse(number: int, words: str, *, state: str = "42000") -> NoReturn:
    """Fail as Snowflake does."""
    raise ProgrammingError(msg=words, errno=number, sqlstate=state)


def unsupported(what: str) -> NoReturn:
    """Fail with Snowflake's number for what it does not do: here, what the stand-in does not."""
    refuse(2, f"Unsupported feature '{what}' (the stand-in warehouse does not have it).", state="0A000")


def as_snowflake(error: Exception) -> Error:
    """Any error as one of Snowflake's. https://docs.snowflake.com/en/user-guide/query-troubleshooting-error-codes"""
    words = " ".join(str(error).split())
    if isinstance(error, Error):
        return _named_as_snowflake_does(error)
    if "Division by zero" in words:
        return ProgrammingError(msg="Division by zero", errno=100051, sqlstate="22012")
    if isinstance(error, duckdb.ConversionException):
        return ProgrammingError(msg=words, errno=100038, sqlstate="22018")
    if isinstance(error, duckdb.OutOfRangeException):
        return ProgrammingError(msg=f"Number out of representable range: {words}", errno=100039, sqlstate="22003")
    return ProgrammingError(msg=words, errno=100000, sqlstate="22000")


def _named_as_snowflake_does(error: Error) -> Error:
    """DuckDB's words for an unknown column or table as Snowflake's."""
    words = (error.raw_msg or error.msg or "").strip()
    if 'Referenced column "' in words:
        column = words.split('Referenced column "')[1].split('"')[0]
        return ProgrammingError(
            msg=f"SQL compilation error: invalid identifier '{column}'", errno=904, sqlstate="42000"
        )
    if "Table with name " in words:
        table = words.split("Table with name ")[1].split(" ")[0]
        return ProgrammingError(
            msg=f"SQL compilation error: Object '{table}' does not exist or not authorized.",
            errno=2003,
            sqlstate="42S02",
        )
    if error.errno == 2043:
        return ProgrammingError(msg=f"SQL compilation error: {words}", errno=2, sqlstate="42000")
    return error
