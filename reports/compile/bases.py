"""The base statement: a query's SQL with what was chosen in place of each marker. No other one scans tables."""

from collections.abc import Mapping

from sqlglot import exp

from reports.compile.fragments import Filling, fill
from reports.compile.policies import finish
from reports.compile.sources import name_of_query, scan_of
from reports.compile.statement import Binds, Compiled
from reports.compile.written import parts_used
from reports.declare import Inputs, Query
from reports.policy import Policy


def base(query: Query, inputs: Inputs, *, policy: Policy, stored: Mapping[str, str] | None = None) -> Compiled:
    """The query with these inputs: the same inputs give the same text, so that Snowflake can reuse its result.

    It reads what `policy` lets through.

    `stored` names the queries of this report whose results are there already, with their query IDs; another query that
    this one reads becomes a CTE.
    """
    binds = Binds()
    return finish(tree_of(query, inputs, binds, stored=stored or {}), policy, binds)


def reads(query: Query, inputs: Inputs) -> list[str]:
    """The names of the other queries that this one reads, directly or by another one, in code order."""
    used = parts_used(query, inputs)
    return [name for name in inputs.report.queries if name in used]


def tree_of(query: Query, inputs: Inputs, binds: Binds, *, stored: Mapping[str, str]) -> exp.Query:
    """The filled tree, with the CTEs of the queries that it reads in front of its own."""
    filling = Filling(inputs, binds)
    tree = fill(query, filling)
    parts = inputs.report.queries
    for name in _read_by(filling, parts):
        for node in filling.reads[name]:
            called = node.alias or name_of_query(name)
            node.replace(scan_of(stored[name], called) if name in stored else _named(name, node.alias))
    for name in reversed([each for each in _in_order(filling, parts) if each not in stored]):
        _put_first(
            exp.CTE(this=filling.trees[name], alias=exp.TableAlias(this=exp.to_identifier(name_of_query(name)))), tree
        )
    return tree


def _read_by(filling: Filling, parts: Mapping[str, Query]) -> list[str]:
    """Every query that is read, directly or by another one; each is filled as it is met."""
    met: list[str] = []
    while waiting := [name for name in filling.reads if name not in met]:
        for name in waiting:
            met.append(name)
            filling.trees[name] = fill(parts[name], filling)
    return met


def _in_order(filling: Filling, parts: Mapping[str, Query]) -> list[str]:
    """The queries that are read in code order: a query can read only those above it."""
    return [name for name in parts if name in filling.reads]


def _put_first(cte: exp.CTE, tree: exp.Query) -> None:
    """Put a CTE in front of the others, which may read it: those of other queries, and the author's own."""
    if tree.args.get("with_"):
        tree.args["with_"].set("expressions", [cte, *tree.ctes])
    else:
        tree.set("with_", exp.With(expressions=[cte]))


def _named(name: str, alias: str) -> exp.Table:
    table = exp.to_table(name_of_query(name))
    if alias:
        table.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
    return table
