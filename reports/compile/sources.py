"""Which tables does a SELECT read, and what are they called in it?"""

from sqlglot import exp

from reports.compile.template import NotSql, is_marker, spoken
from reports.schema import Schema, plain


def table_alias(node: exp.Expr, table: str) -> str:
    """The name that the filtered table goes by in the SELECT where the marker stands; NotSql when it isn't there.

    Columns are qualified even in a SELECT from one table: after `date_trunc('week', day) as day` a bare `day` is
    ambiguous.
    """
    tables = [each for each in _sources(node) if isinstance(each, exp.Table)]
    names = [each.alias_or_name for each in tables if plain(full_name(each)) == plain(table)]
    if len(names) == 1:
        return names[0]
    if names:
        raise NotSql(f"the SELECT around it reads {table} twice. Filter it in a WITH of its own.")
    there = ", ".join(spoken(full_name(each)) for each in tables) or "no table"
    raise NotSql(f"it filters {table}, which the SELECT around it does not read: that one reads {there}.")


def owner_of(node: exp.Expr, column: str, schema: Schema) -> str:
    """What the source of this column is called in the SELECT around the marker; NotSql when that is not plain."""
    sources = _sources(node)
    sure = [
        each.alias_or_name
        for each in sources
        if isinstance(each, exp.Table) and column.upper() in schema.columns(full_name(each))
    ]
    maybe = [_called(each) for each in sources if not isinstance(each, exp.Table) or not _known(each, schema)]
    found = sure or maybe
    if len(found) == 1:
        return found[0]
    if found:
        raise NotSql(f"{column} is in {' and in '.join(found)} of the SELECT around it. Say which with on=.")
    raise NotSql(f"the SELECT around it reads nothing with a column {column}. Say with on= what it is called there.")


def full_name(table: exp.Table) -> str:
    return ".".join(part.name for part in table.parts)


def scan_of(query_id: str, alias: str) -> exp.TableFromRows:
    """A stored result in the place of a table."""
    result = exp.Anonymous(this="RESULT_SCAN", expressions=[exp.Literal.string(query_id)])
    return exp.TableFromRows(this=result, alias=exp.TableAlias(this=exp.to_identifier(alias)))


def name_of_query(name: str) -> str:
    """What the rows of another query are called in the SQL that reads them, where its author gives them no name."""
    return name.upper()


def _called(source: exp.Expr) -> str:
    """The name of a source. That of a query's marker is the one that its rows will have."""
    if isinstance(source, exp.Table) and is_marker(source.name) and not source.alias:
        return name_of_query(spoken(source.name).strip("{}"))
    return source.alias_or_name


def _known(table: exp.Table, schema: Schema) -> bool:
    return schema.knows(full_name(table))


def _sources(node: exp.Expr) -> list[exp.Expr]:
    select = node.find_ancestor(exp.Select)
    if select is None:
        return []
    joined = [select.args.get("from_"), *(select.args.get("joins") or [])]
    return [each.this for each in joined if each is not None]
