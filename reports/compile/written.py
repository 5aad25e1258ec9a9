"""What an author wrote for these inputs: the SQL of a query, the pieces that a function gave with it, their markers."""

from collections.abc import Iterator, Mapping
from typing import Any

from reports.compile.models import drivers_of, rows_of
from reports.compile.template import NotSql, Template, template
from reports.declare import Drivers, Inputs, Model, Query, Sql, given


def text_of(query: Query, inputs: Inputs) -> tuple[str, dict[str, Any]]:
    """The SQL that the author wrote for these inputs, and the pieces that a function gave with it."""
    if isinstance(query, Model | Drivers):
        made = rows_of(query, inputs) if isinstance(query, Model) else drivers_of(query, inputs)
        return made.text, dict(made.pieces)
    if isinstance(query.sql, str):
        return query.sql, {}
    made = query.sql(given(inputs))
    if not isinstance(made, Sql):
        raise NotSql(f"its function returned {type(made).__name__}. Return a Sql, such as Sql('select …').")
    return made.text, dict(made.pieces)


def written(query: Query, inputs: Inputs) -> Template:
    """The parsed SQL as the author wrote it."""
    return template(text_of(query, inputs)[0])


def markers(query: Query, inputs: Inputs) -> list[str]:
    """The names of the parts in a query's SQL, and in the pieces that its function gave with it, each once."""
    text, pieces = text_of(query, inputs)
    return list(dict.fromkeys(_named_in(template(text), pieces)))


def parts_used(query: Query, inputs: Inputs) -> list[str]:
    """The names of the parts that a query uses: those in its own SQL, then those of the queries that it reads."""
    found = markers(query, inputs)
    for name in found:  # which grows on the way
        part = inputs.report.parts.get(name)
        if isinstance(part, Query):
            found += [each for each in markers(part, inputs) if each not in found]
    return found


def _named_in(read: Template, pieces: Mapping[str, Any]) -> Iterator[str]:
    for name in read.markers:
        given_piece = pieces.get(name)
        if isinstance(given_piece, Sql):
            yield from _named_in(template(f"SELECT {given_piece.text}"), given_piece.pieces)
        elif name not in pieces:
            yield name
