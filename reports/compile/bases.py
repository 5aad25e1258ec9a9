"""The base statement: a query's SQL with a condition in place of each marker. It is the only one that scans tables."""

from sqlglot import exp

from reports.compile.conditions import condition
from reports.compile.statement import Binds, Compiled
from reports.compile.template import NotSql, marker_nodes, template
from reports.declare import Filters, Inputs, Query
from reports.schema import plain


def base(query: Query, inputs: Inputs) -> Compiled:
    """The query with these inputs: the same inputs give the same text, so that Snowflake can reuse its result."""
    binds = Binds()
    tree = template(query.sql).copy()
    parts = inputs.report.parts
    for name, node in marker_nodes(tree):
        _fill(node, parts[name], inputs, binds)
    return binds.finish(tree)


def _fill(node: exp.Column, part: object, inputs: Inputs, binds: Binds) -> None:
    """Put what the part says in the marker's place."""
    if not isinstance(part, Filters):
        raise NotSql("only filters can stand in the SQL of a query.")
    said = condition(inputs.of(part), table_alias(node, part.table), binds)
    # `not {filters}` and `a or {filters}` have to mean the whole condition.
    loose = isinstance(said, exp.And) and not isinstance(node.parent, exp.Where)
    node.replace(exp.Paren(this=said) if loose else said)


def table_alias(node: exp.Expr, table: str) -> str:
    """The name that the filtered table goes by in the SELECT where the marker stands; NotSql when it isn't there.

    Columns are qualified even in a SELECT from one table: after `date_trunc('week', day) as day` a bare `day` is
    ambiguous.
    """
    select = node.find_ancestor(exp.Select)
    tables = _tables_of(select) if select else []
    names = [each.alias_or_name for each in tables if plain(_full_name(each)) == plain(table)]
    if len(names) == 1:
        return names[0]
    if names:
        raise NotSql(f"the SELECT around it reads {table} twice. Filter it in a WITH of its own.")
    there = ", ".join(_full_name(each) for each in tables) or "no table"
    raise NotSql(f"it filters {table}, which the SELECT around it does not read: that one reads {there}.")


def _tables_of(select: exp.Select) -> list[exp.Table]:
    sources = [select.args.get("from_"), *(select.args.get("joins") or [])]
    return [each.this for each in sources if each is not None and isinstance(each.this, exp.Table)]


def _full_name(table: exp.Table) -> str:
    return ".".join(part.name for part in table.parts)
