"""Query: SQL in which `{name}` stands for a part of the report, or a function that puts such SQL together."""

from collections.abc import Callable, Mapping
from typing import Any

from reports.declare.part import Part, declared


class Sql:
    """A piece of SQL that an author wrote. `{name}` in it stands for one of the pieces given by name, or for a part.

    A piece is another Sql, or a value, which is bound: `Sql("sales > {least}", least=given.least)`. Never put a value
    into the text itself.
    """

    def __init__(self, text: str, **pieces: Any) -> None:
        self.text = text
        self.pieces: Mapping[str, Any] = pieces

    def __repr__(self) -> str:
        return f"Sql({self.text!r})"


@declared
class Query(Part):
    """One SELECT, which may scan tables. Visuals read its stored result; `{name}` in another query reads it as well.

    For logic that no template can hold, give a function in place of the SQL: it gets what the person chose, by the
    parts' names, and returns a Sql. It has to select the same columns whatever was chosen.
    """

    sql: str | Callable[[Any], Sql]
