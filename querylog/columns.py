"""Which columns of which tables does a text of SQL read? So that "who has ever read this column?" has an answer.

Read is what the output, a filter, a join, a grouping or an order depends on. A star over a subquery reads no more than
is used of it, and a column that a rule has replaced by a constant is not read. Of a view both are named: its own
columns and those of the tables behind it. Where a text can't be followed so far, rather one too many than one too few.
"""

import logging
import re

from sqlglot import exp
from sqlglot.errors import OptimizeError
from sqlglot.optimizer.pushdown_projections import pushdown_projections
from sqlglot.optimizer.qualify_columns import qualify_columns
from sqlglot.optimizer.qualify_tables import qualify_tables
from sqlglot.optimizer.scope import traverse_scope

from querylog.known import Snapshot, as_schema, home, meant_by, select_of_view

operations = logging.getLogger(__name__)

ALL = "*"  # a column of this name stands for all of a table whose columns nobody knows
WORD = re.compile(r"[A-Za-z_][\w$]*")
NOT_FOLLOWED = (exp.Pivot, exp.MatchRecognize, exp.Parameter)
Reads = dict[str, set[str]]  # the columns, by table


def reads_of(tree: exp.Expr, known: Snapshot) -> Reads:
    """The columns that one statement reads, by the tables; of one that it only counts, none."""
    if not any(_is_real(table) for table in tree.find_all(exp.Table)):
        return {}
    _make_lighter(tree)
    return _read(tree, known, within=home(), above=())


def _make_lighter(tree: exp.Expr) -> None:
    """Put the columns of each CASE in its place: a model is ten thousand of them, and what is read stays the same."""
    outermost = [case for case in tree.find_all(exp.Case) if not case.find_ancestor(exp.Case)]
    for case in outermost:
        if case.find(exp.AggFunc, exp.Window, exp.Query, exp.Star) is None:
            named = {column.sql(): column for column in case.find_all(exp.Column)}
            columns: list[exp.Expr] = [*named.values()] or [exp.Null()]
            case.replace(exp.Coalesce(this=columns[0], expressions=columns[1:]))


def reads_in_words(sql: str, known: Snapshot) -> Reads:
    """Of a text that can't be read: each column of each table, where both names are words of it."""
    words = {word.upper() for word in WORD.findall(sql)}
    tables = {name for name in known.tables if name.rpartition(".")[2] in words}
    return {name: _those(known, name, words, everything="*" in sql) for name in tables}


def _read(tree: exp.Expr, known: Snapshot, *, within: str, above: tuple[str, ...]) -> Reads:
    """What a tree reads, and what stands behind the views that it reads. `above` are the views around it."""
    whole = _in_capitals(tree)
    try:
        reads = _followed(whole.copy(), known, within=within)
    except Exception as error:  # no text may be kept out of the log by what is only said of it
        if not isinstance(error, OptimizeError | RecursionError):
            operations.info("The columns of a statement are not exact: %s", type(error).__name__)
        reads = _by_names(whole, known, within=within)
    for view in [name for name in reads if known.views.get(name) and name not in above]:
        for table, columns in _behind(view, reads[view], known, above=(*above, view)).items():
            reads.setdefault(table, set()).update(columns)
    return reads


def _behind(view: str, columns: set[str], known: Snapshot, *, above: tuple[str, ...]) -> Reads:
    """What is read of other tables when these columns are read of a view."""
    found = select_of_view(known.views[view])
    if found is None:  # its own columns are all that can be said
        return {}
    select, named = found
    alias = exp.TableAlias(this=exp.to_identifier("SEEN"), columns=[exp.to_identifier(each) for each in named])
    listed: list[exp.Expr] = [exp.column(each) for each in sorted(columns - {ALL})] or [exp.Literal.number(1)]
    wanted = exp.select(*([exp.Star()] if ALL in columns else listed)).from_(exp.Subquery(this=select, alias=alias))
    return _read(wanted, known, within=view.rpartition(".")[0], above=above)


def _in_capitals(tree: exp.Expr) -> exp.Expr:
    """The tree with every name in capitals, without quotes and without the database: names that differ in their case
    alone are taken for one.
    """

    def plain(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Identifier):
            return exp.to_identifier(node.name.upper(), quoted=False)
        if isinstance(node, exp.Table | exp.Column):
            node.set("catalog", None)
        return node

    return tree.transform(plain)


def _followed(tree: exp.Expr, known: Snapshot, *, within: str) -> Reads:
    """Exactly what a query reads. Raises OptimizeError, or anything, where it can't be followed. Changes the tree."""
    if not isinstance(tree, exp.Query) or _goes_by_place(tree):
        raise OptimizeError("not followed")
    qualify_tables(tree, db=within or None, dialect="snowflake")
    qualify_columns(tree, as_schema(known), allow_partial_qualification=True, dialect="snowflake")
    if any(not isinstance(star.parent, exp.Count) for star in tree.find_all(exp.Star)):
        raise OptimizeError("a star that is not resolved")
    pushdown_projections(tree)
    return _resolved(tree, known, within=within)


def _resolved(tree: exp.Expr, known: Snapshot, *, within: str) -> Reads:
    reads: Reads = {
        name: set()
        for table in tree.find_all(exp.Table)
        if _is_real(table) and not _is_of_a_with(table, tree)
        for name in _meant(table, known, within)
    }
    placed: set[int] = set()
    for scope in traverse_scope(tree):
        for column in scope.columns:
            source = scope.sources.get(column.table)
            if source is None:
                continue
            placed.add(id(column))
            if isinstance(source, exp.Table) and _is_real(source):
                for name in _meant(source, known, within):
                    reads.setdefault(name, set()).add(column.name)
    for column in tree.find_all(exp.Column):
        if id(column) not in placed and not _is_of_the_output(column):
            for name in reads:
                reads[name] |= _those(known, name, {column.name}, everything=False)
    return reads


def _by_names(tree: exp.Expr, known: Snapshot, *, within: str) -> Reads:
    """Every column whose name stands anywhere in the tree; all of them where there is a star."""
    names = {each.name for each in tree.find_all(exp.Identifier)}
    stars = any(not isinstance(star.parent, exp.Count) for star in tree.find_all(exp.Star))
    everything = stars or _goes_by_place(tree)
    tables = {name for table in tree.find_all(exp.Table) if _is_real(table) for name in _meant(table, known, within)}
    own = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
    return {
        name: _those(known, name, names, everything=everything)
        for name in tables
        if name in known.tables or name.rpartition(".")[2] not in own
    }


def _those(known: Snapshot, table: str, names: set[str], *, everything: bool) -> set[str]:
    """The columns of a table that have one of these names, or all; "*" of one whose columns nobody knows."""
    there = {column.upper() for column in known.tables.get(table, ())}
    if not there:
        return {ALL}
    return there if everything else there & names


def _meant(table: exp.Table, known: Snapshot, within: str) -> list[str]:
    return meant_by([part.name for part in table.parts], known, within=within)


def _is_real(table: exp.Table) -> bool:
    """Not a function such as RESULT_SCAN."""
    return isinstance(table.this, exp.Identifier)


def _is_of_a_with(table: exp.Table, tree: exp.Expr) -> bool:
    return not table.args.get("db") and any(cte.alias_or_name == table.name for cte in tree.find_all(exp.CTE))


def _goes_by_place(tree: exp.Expr) -> bool:
    """Whether columns are meant that no name in the text says: $1, a natural join, FROM t AS other (a, b)."""
    return (
        tree.find(*NOT_FOLLOWED) is not None
        or any(join.args.get("method") == "NATURAL" for join in tree.find_all(exp.Join))
        or any(isinstance(each.parent, exp.Table) for each in tree.find_all(exp.TableAlias) if each.columns)
    )


def _is_of_the_output(column: exp.Column) -> bool:
    """Whether this, as in ORDER BY, is the name of something that the query around it gives."""
    around = column.find_ancestor(exp.Query)
    return not column.table and around is not None and column.name in around.named_selects
