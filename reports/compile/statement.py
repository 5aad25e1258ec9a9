"""A finished statement: the canonical text of a tree, and its bound values in the order of their marks."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlglot import exp
from sqlglot.dialects.snowflake import Snowflake

from querylog.sensitive import Sensitive
from reports.compile.reserved import quote_words_of_sql

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
    binds: tuple[Bind | Sensitive, ...]


class Binds:
    """The values of one statement. Each gets a mark in the tree; only the marks become part of the text."""

    def __init__(self) -> None:
        self._values: list[Bind | Sensitive] = []

    def of(self, *, sensitive: bool) -> "Binds":
        """These, or for a sensitive field what hides its values from the log on their way here."""
        return Hiding(self) if sensitive else self

    def mark(self, value: Bind | Sensitive, *, said: tuple[Bind, ...] | None = None) -> exp.Placeholder:
        """The node that stands for this value; `said` is what a person chose, where the value is made from that."""
        self._values.append(value)
        return exp.Placeholder(this=f"{_PREFIX}{len(self._values) - 1}")

    def finish(self, tree: exp.Expr) -> Compiled:
        """The statement. Binding is by position, so the values are put in the order in which the text names them."""
        order: list[int] = []
        quote_words_of_sql(tree)

        def question_mark(found: re.Match[str]) -> str:
            if found[1] is None:
                return found[0]
            order.append(int(found[1]))
            return "?"

        text = _TEXT_OR_MARK.sub(question_mark, DIALECT.generate(tree, comments=False))
        return Compiled(text, tuple(self._values[each] for each in order))


class Hiding(Binds):
    """Marks values among those of a statement as such that the log does not keep."""

    def __init__(self, among: Binds) -> None:
        super().__init__()
        self._among = among

    def mark(self, value: Bind | Sensitive, *, said: tuple[Bind, ...] | None = None) -> exp.Placeholder:
        return self._among.mark(value if isinstance(value, Sensitive) else Sensitive(value, said))
