"""Snowflake's meaning where fakesnow's translation has another: stored results, history, context, arithmetic."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlglot import Expr, exp

from querylog.standin.errors import refuse, unsupported
from querylog.standin.refusals import function_name

if TYPE_CHECKING:
    from querylog.standin.sessions import Session

HISTORY = "_PORTICO_QUERY_HISTORY"  # what the history is registered as, for the time of one statement
ATTRIBUTED = "_PORTICO_QUERY_ATTRIBUTION_HISTORY"
OF_THE_ACCOUNT = {"QUERY_HISTORY": HISTORY, "QUERY_ATTRIBUTION_HISTORY": ATTRIBUTED}
MOST_HISTORY = 10_000

# DuckDB macros, in a schema that every session sees.
MACROS = """
CREATE OR REPLACE MACRO _fs_global.main.sf_divide(a, b) AS
    CASE WHEN b = 0 THEN error('Division by zero') ELSE a / b END;
CREATE OR REPLACE MACRO _fs_global.main.sf_modulo(a, b) AS
    CASE WHEN b = 0 THEN error('Division by zero') ELSE a % b END;
CREATE OR REPLACE MACRO _fs_global.main.sf_date_trunc(part, moment DATE) AS CAST(date_trunc(part, moment) AS DATE),
    (part, moment TIMESTAMP) AS date_trunc(part, moment),
    (part, moment TIMESTAMPTZ) AS date_trunc(part, moment);
CREATE OR REPLACE MACRO _fs_global.main.sf_width_bucket(value, low, high, buckets) AS
    CASE WHEN value IS NULL THEN NULL WHEN value < low THEN 0 WHEN value >= high THEN buckets + 1
         ELSE CAST(floor((value - low) * buckets / (high - low)) AS BIGINT) + 1 END;
"""


def macro(name: str, *arguments: Expr | None) -> exp.Anonymous:
    """A call of one of ours. Each argument stands in it once, so that question marks keep their order."""
    return exp.Anonymous(this=f"_fs_global.main.{name}", expressions=[each for each in arguments if each is not None])


def rewrite(tree: Expr, session: "Session", binds: list[Any], *, result_path: Callable[[str], Path]) -> Expr:
    """The statement with everything in it that DuckDB or fakesnow would answer otherwise than Snowflake."""
    for node in list(tree.find_all(exp.TableFromRows, exp.Table)):
        if source := _source(node, session, binds, result_path):
            node.replace(_as(source, node))
    return tree.transform(lambda node: _expression(node, session), copy=False)


def _source(node: Expr, session: "Session", binds: list[Any], result_path: Callable[[str], Path]) -> Expr | None:
    """What stands for a table that is none of DuckDB's."""
    called = node.this.expression if isinstance(node.this, exp.Dot) else node.this
    if isinstance(called, exp.Anonymous) and called.name.upper() == "RESULT_SCAN":
        query_id = _query_id(called.expressions, session, binds)
        return exp.Table(this=macro_free("read_parquet", exp.Literal.string(str(result_path(query_id)))))
    if isinstance(called, exp.Anonymous) and called.name.upper() == "QUERY_HISTORY":
        newest = exp.select("*").from_(HISTORY).order_by("START_TIME DESC").limit(_history_limit(called.expressions))
        return newest.subquery()
    if isinstance(called, exp.Anonymous) and called.name.upper().startswith("QUERY_HISTORY_"):
        unsupported(called.name.upper())
    if isinstance(node, exp.Table) and (node.catalog.upper(), node.db.upper()) == ("SNOWFLAKE", "ACCOUNT_USAGE"):
        if node.name.upper() not in OF_THE_ACCOUNT:
            unsupported(f"SNOWFLAKE.ACCOUNT_USAGE.{node.name.upper()}")
        return exp.to_table(OF_THE_ACCOUNT[node.name.upper()])
    return None


def macro_free(name: str, *arguments: Expr) -> exp.Anonymous:
    """A call of one of DuckDB's own functions, which clients may not name."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def _as(source: Expr, node: Expr) -> Expr:
    """The source under the alias, and with the joins, that the replaced one had."""
    for name in ("alias", "joins", "pivots", "sample"):
        if node.args.get(name):
            source.set(name, node.args[name])
    return source


def _query_id(arguments: list[Expr], session: "Session", binds: list[Any]) -> str:
    """The query ID that RESULT_SCAN is given: a text, a bound value, or LAST_QUERY_ID.

    https://docs.snowflake.com/en/sql-reference/functions/result_scan
    """
    given = arguments[0] if arguments else None
    if isinstance(given, exp.Placeholder):
        refuse(2, "A bound query ID is not supported by the stand-in; write it as a text.")
    if isinstance(given, exp.Literal) and given.is_string:
        return given.name.lower()
    if isinstance(given, exp.Anonymous) and given.name.upper() == "LAST_QUERY_ID":
        return session.last_query_id(_number(given.expressions))
    return session.last_query_id(_number([given] if given is not None else []))


def _number(arguments: list[Expr]) -> int:
    """Which statement of the session: -1 is the last one, 1 the first."""
    if not arguments:
        return -1
    try:
        return int(arguments[0].sql())
    except ValueError:
        refuse(1011, f"Invalid argument {arguments[0].sql(dialect='snowflake')} for LAST_QUERY_ID")


def _history_limit(arguments: list[Expr]) -> int:
    """RESULT_LIMIT, which is 100 when nothing is said. https://docs.snowflake.com/en/sql-reference/functions/query_history"""
    limit = 100
    for each in arguments:
        if not isinstance(each, exp.Kwarg) or each.this.name.upper() != "RESULT_LIMIT":
            unsupported(f"QUERY_HISTORY({each.sql(dialect='snowflake')})")
        limit = int(each.expression.name)
    if not 1 <= limit <= MOST_HISTORY:
        refuse(1008, f"Invalid value [{limit}] for argument RESULT_LIMIT")
    return limit


def _orders_a_window(node: Expr) -> bool:
    """True where DuckDB takes nothing that could raise: a division by zero is infinite there, as it has it."""
    order = node.find_ancestor(exp.Order)
    return order is not None and isinstance(order.parent, exp.Window)


def _expression(node: Expr, session: "Session") -> Expr:
    if isinstance(node, exp.Div | exp.Mod) and not _orders_a_window(node):
        return macro("sf_divide" if isinstance(node, exp.Div) else "sf_modulo", node.left, node.right)
    if isinstance(node, exp.TimestampTrunc | exp.DateTrunc):
        unit = node.args["unit"]
        return macro("sf_date_trunc", exp.Literal.string(unit.name.lower()), node.this)
    if isinstance(node, exp.WidthBucket):
        return macro(
            "sf_width_bucket", node.this, *(node.args[each] for each in ("min_value", "max_value", "num_buckets"))
        )
    if isinstance(node, exp.Func | exp.Anonymous):
        return _context(node, session)
    return node


def _context(node: Expr, session: "Session") -> Expr:
    """Who and where the session is. https://docs.snowflake.com/en/sql-reference/functions-context"""
    name = function_name(node)
    if name == "LAST_QUERY_ID":
        return exp.Literal.string(session.last_query_id(_number(node.expressions)))
    known = session.context()
    if name not in known:
        return node
    value = exp.Literal.string(known[name]) if known[name] else exp.null()
    named = isinstance(node.parent, exp.Select) and node.arg_key == "expressions"
    return exp.alias_(value, f"{name}()", quoted=True) if named else value
