"""Query: SQL in which `{name}` stands for a part of the report, or a function that puts such SQL together."""

from collections.abc import Callable, Mapping
from typing import Any

from reports.declare.part import Part, declared


class Sql:
    """A piece of SQL that the function of a query returns. A name in braces stands for one of its `pieces`, or a part.

    A piece is another Sql, or a value, which is bound. Never put a value into the `text` itself: the checks find it.

        def large(given: Given) -> Sql:
            return Sql("select * from {sales} where sales > {least}", least=2 * given.least)


        least = Number("Twice this at least", default=5)
        large_ones = Query(large)
    """

    def __init__(self, text: str, **pieces: Any) -> None:
        self.text = text
        self.pieces: Mapping[str, Any] = pieces

    def __repr__(self) -> str:
        return f"Sql({self.text!r})"


@declared
class Query(Part):
    """One SELECT, which may scan tables. Refresh runs it once, and visuals read its stored result.

    In its `sql`, the name of a part in braces stands for that part: a condition, a value, a piece of SQL. The name of a
    query above it stands for a table with that query's result.

    For logic that no template can hold, give a function in place of the SQL: it gets a Given, what the person chose,
    and returns a Sql. It has to select the same columns whatever was chosen.

        households = Query("select household_id, sum(sales) as spent from {sales} group by all")
        spent = Histogram("What a household spends", households, x="spent")
    """

    sql: str | Callable[[Any], Sql]
