"""A finished statement: the canonical text of a tree, and its bound values in the order of their marks."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlglot import exp
from sqlglot.dialects.snowflake import Snowflake

DIALECT = Snowflake()
Bind = str | int | Decimal | bool | date

_PREFIX = "portico_bind_"
_TEXT_OR_MARK = re.compile(
    r"""
      '(?:[^'\\]|\\.|'')*'      # text that the author wrote, with Snowflake's escapes
    | "(?:[^"]|"")*"            # a quoted name
    | :portico_bind_(\d+)       # a mark of ours
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Compiled:
    """A statement as it is sent: `?` stands for each bound value, in order."""

    sql: str
    binds: tuple[Bind, ...]


class Binds:
    """The values of one statement. Each gets a mark in the tree; only the marks become part of the text."""

    def __init__(self) -> None:
        self._values: list[Bind] = []

    def mark(self, value: Bind) -> exp.Placeholder:
        """The node that stands for this value."""
        self._values.append(value)
        return exp.Placeholder(this=f"{_PREFIX}{len(self._values) - 1}")

    def finish(self, tree: exp.Expr) -> Compiled:
        """The statement. Binding is by position, so the values are put in the order in which the text names them."""
        order: list[int] = []

        def question_mark(found: re.Match[str]) -> str:
            if found[1] is None:
                return found[0]
            order.append(int(found[1]))
            return "?"

        text = _TEXT_OR_MARK.sub(question_mark, DIALECT.generate(tree, comments=False))
        return Compiled(text, tuple(self._values[each] for each in order))
