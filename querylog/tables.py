"""Which tables does a text of SQL read? So that the log can tell everything that was ever asked of one."""

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError


def tables_in(sql: str) -> list[str]:
    """Their names in capitals, in order, as far as the text names them; none of a text that can't be read."""
    try:
        trees = [each for each in parse(sql, read="snowflake") if each is not None]
    except (SqlglotError, RecursionError):
        return []
    named = {cte.alias_or_name.upper() for tree in trees for cte in tree.find_all(exp.CTE)}
    tables = [table for tree in trees for table in tree.find_all(exp.Table)]
    return sorted({_name(table) for table in tables if isinstance(table.this, exp.Identifier)} - named)


def _name(table: exp.Table) -> str:
    return ".".join(part.name.upper() for part in (table.args.get("catalog"), table.args.get("db"), table.this) if part)
