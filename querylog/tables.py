"""What does a text of SQL read? So that the log can tell everything that was ever asked of a table or a column."""

import logging
from dataclasses import dataclass

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

from querylog.columns import Reads, reads_in_words, reads_of
from querylog.known import Snapshot, warehouse_has

operations = logging.getLogger(__name__)


@dataclass(frozen=True)
class Read:
    """The tables, by their names in capitals as far as the text names them, and the columns; None: not known."""

    tables: list[str]
    columns: list[str] | None


def read_by(sql: str) -> Read:
    """What this text reads. A view counts with the tables behind it; of a text that can't be read, words are taken for
    columns where they may be some.
    """
    known = _known()
    try:
        trees = [each for each in parse(sql, read="snowflake") if each is not None]
    except (SqlglotError, RecursionError):
        return Read([], None if known is None else _listed(reads_in_words(sql, known)))
    if known is None:
        return Read(sorted(_tables(trees)), None)
    reads: Reads = {}
    for tree in trees:
        for table, columns in reads_of(tree, known).items():
            reads.setdefault(table, set()).update(columns)
    behind = reads.keys() if any(table in known.views for table in reads) else ()
    return Read(sorted({*_tables(trees), *behind}), _listed(reads))


def _known() -> Snapshot | None:
    try:
        return warehouse_has()
    except Exception:  # whatever it is: no statement is kept out of the log for what is only said of it
        operations.exception("What the warehouse has is not known, so a statement is on record without its columns.")
        return None


def _listed(reads: Reads) -> list[str]:
    return sorted(f"{table}.{column}" for table, columns in reads.items() for column in columns)


def _tables(trees: list[exp.Expr]) -> set[str]:
    named = {cte.alias_or_name.upper() for tree in trees for cte in tree.find_all(exp.CTE)}
    tables = [table for tree in trees for table in tree.find_all(exp.Table)]
    return {_name(table) for table in tables if isinstance(table.this, exp.Identifier)} - named


def _name(table: exp.Table) -> str:
    return ".".join(part.name.upper() for part in (table.args.get("catalog"), table.args.get("db"), table.this) if part)
