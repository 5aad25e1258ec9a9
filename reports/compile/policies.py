"""Row policies and column rules, applied to every table that a statement reads, wherever it stands in the tree.

A limited table gives way to a subquery of the same name, which lets through what may be seen. What stands around it,
and what was chosen, sees nothing else: neither a join nor an exclusion nor an option list can tell of other rows.
"""

import logging
from collections.abc import Iterable
from functools import lru_cache

from sqlglot import exp

from querylog.errors import PorticoError
from querylog.known import select_of_view
from reports.compile.conditions import all_of, among, any_of, column, identifier
from reports.compile.sources import full_name
from reports.compile.statement import DIALECT, Binds, Compiled
from reports.compile.template import in_capitals
from reports.policy import Policy, Share

log = logging.getLogger(__name__)

MASK = "•••"
OF_THE_INSIDE = ("db", "catalog", "when", "version", "changes", "system_time")  # the rest is said of what comes out
MAKES_ROWS = {"RESULT_SCAN", "FLATTEN", "EXPLODE", "GENERATOR", "SPLIT_TO_TABLE", "STRTOK_SPLIT_TO_TABLE"}
INSIDE = "SEEN"  # what the table is called within the subquery


class CantBeGoverned(PorticoError):
    """The statement reads something of which nobody can tell which table it is."""


class NotNamed(CantBeGoverned):
    """It reads what is not named as a table; the sentence quotes that, the one for everybody does not."""

    unquoted = (
        "The query reads something that is not named as a table, and nobody can tell which rows of it may be seen. "
        "Tell the report's owner."
    )

    def __init__(self, source: exp.Expr) -> None:
        said = source.sql(dialect=DIALECT)[:80]
        super().__init__(f"The query reads {said}, and nobody can tell which rows of it may be seen.")
        log.warning(self.sentence)  # nothing is sent, so that the audit does not have it


def finish(tree: exp.Query, policy: Policy, binds: Binds) -> Compiled:
    """The statement, of which this person gets nothing that she may not see. Raises CantBeGoverned.

    The tree is changed. Its own names of a `WITH` are left alone: what these read is limited where it is read.
    """
    if policy.tables:
        _limit(tree, policy, binds)
    return binds.finish(tree)


def _limit(tree: exp.Query, policy: Policy, binds: Binds, *, views: tuple[str, ...] = ()) -> bool:
    """Limit every table in the tree, which is that of the innermost of these views. True when there was one."""
    home = views[-1].partition(".")[0] if views else ""
    changed = False
    _refuse_what_has_no_name(tree)
    for table in list(tree.find_all(exp.Table)):
        name = "" if _is_of_a_with(table) else _the_one_meant(table, policy, home)
        if name in policy.tables:
            _put(_seen(_inside(table), policy.tables[name], binds), table, tree)
            changed = True
        elif name:
            view = _select_of(name, policy.views[name])
            if name in views:
                raise CantBeGoverned(f"The view {name} reads itself, so nobody can tell which rows of it may be seen.")
            if _limit(view, policy, binds, views=(*views, name)):
                _put(view, table, tree)
                changed = True
    return changed


def _the_one_meant(table: exp.Table, policy: Policy, home: str) -> str:
    """The limited table, or the view, that this is; empty when it is another one."""
    meant = policy.meant([part.name for part in table.parts], home=home)
    if len(meant) > 1:
        raise CantBeGoverned(
            f"The query reads {table.name}, which may be {' or '.join(meant)}. Write it with its schema."
        )
    return meant[0] if meant else ""


@lru_cache(maxsize=1024)
def _definition(name: str, sql: str) -> exp.Query:
    """The SELECT of a view, under the names that it gives its columns."""
    found = select_of_view(sql)
    if found is None:
        raise CantBeGoverned(
            f"The SQL of the view {name} is not known, so nobody can tell which rows of it may be seen. "
            "An admin can say so of the view itself."
        )
    select, named = found
    in_capitals(select)
    _write_in_full(select, schema=name.partition(".")[0])
    if not named:
        return select
    columns = [exp.to_identifier(each, quoted=True) for each in named]
    whole = exp.Subquery(this=select, alias=exp.TableAlias(this=exp.to_identifier(INSIDE), columns=columns))
    return exp.select("*").from_(whole)


def _write_in_full(select: exp.Query, *, schema: str) -> None:
    """Put the view's schema before the tables that it reads by their names alone.

    Where the view gives way to this SELECT, such a name may be that of a CTE, or of a table in another schema.
    """
    for table in list(select.find_all(exp.Table)):
        if isinstance(table.this, exp.Identifier) and not table.args.get("db") and not _is_of_a_with(table):
            table.set("db", exp.to_identifier(schema))


def _select_of(name: str, sql: str) -> exp.Query:
    return _definition(name, sql).copy()


def _inside(table: exp.Table) -> exp.Table:
    """The table itself, under the name that it has within its subquery."""
    inner = exp.Table(this=table.this.copy(), alias=exp.TableAlias(this=exp.to_identifier(INSIDE)))
    for arg in OF_THE_INSIDE:
        value = table.args.get(arg)
        inner.set(arg, value.copy() if isinstance(value, exp.Expr) else value)
    return inner


def _put(select: exp.Query, table: exp.Table, tree: exp.Query) -> None:
    """Put this in the place of a table, under its name."""
    _strip_schema(table, tree)
    outer = exp.Subquery(this=select)
    for arg, value in table.args.items():
        if arg in exp.Subquery.arg_types and arg not in (*OF_THE_INSIDE, "this"):
            outer.set(arg, value)
    if not outer.args.get("alias"):
        outer.set("alias", exp.TableAlias(this=table.this.copy()))
    table.replace(outer)


def _seen(table: exp.Table, shares: tuple[Share, ...], binds: Binds) -> exp.Select:
    """What may be seen of this table by somebody who has these shares of it."""
    covered = [
        exp.alias_(_covered(name, shares, binds), identifier(name))
        for name in sorted({name for share in shares for name in (*share.hidden, *share.masked)})
        if not _plain_everywhere(name, shares)
    ]
    star = exp.Star(replace=covered) if covered else exp.Star()
    select = exp.select(star).from_(table)
    return select if any(not share.rows for share in shares) else select.where(_any_of(shares, binds), copy=False)


def _any_of(shares: Iterable[Share], binds: Binds) -> exp.Expr:
    """That a row is in one of these shares; in none of none."""
    conditions = [_rows(share, binds) for share in shares]
    return any_of(conditions) if conditions else exp.false()


def _rows(share: Share, binds: Binds) -> exp.Expr:
    if not share.rows:
        return exp.true()
    found = [
        among(column(rule.column, INSIDE), rule.values, binds) if rule.values else exp.false() for rule in share.rows
    ]
    return exp.Paren(this=all_of(found)) if len(found) > 1 else found[0]


def _plain_everywhere(name: str, shares: tuple[Share, ...]) -> bool:
    """True when every row is seen by a team that sees this column in it: the one that sees all rows, if there is."""
    return any(not share.rows and name not in share.hidden and name not in share.masked for share in shares)


def _covered(name: str, shares: tuple[Share, ...], binds: Binds) -> exp.Expr:
    """The column in the rows where one of the shares shows it, and what stands for it in the others."""
    plainly = [share for share in shares if name not in share.hidden and name not in share.masked]
    masking = [share for share in shares if name in share.masked]
    kind = next(kinds[name] for share in shares for kinds in (share.masked, share.hidden) if name in kinds)
    empty = exp.cast(exp.null(), kind) if kind else exp.null()
    is_text = not kind or exp.DataType.build(kind, dialect="snowflake").this in exp.DataType.TEXT_TYPES
    masked = exp.Literal.string(MASK) if is_text else empty
    cases = [
        exp.If(this=_any_of(some, binds), true=shown)
        for some, shown in ((plainly, column(name, INSIDE)), (masking, masked))
        if some
    ]
    return exp.Case(ifs=cases, default=empty) if cases else empty


def _refuse_what_has_no_name(tree: exp.Query) -> None:
    """A table that is named by a text, a file, or a function of which nobody knows what it reads."""
    for source in tree.find_all(exp.Table, exp.TableFromRows, exp.Lateral):
        this = source.this
        if isinstance(source, exp.Table) and isinstance(this, exp.Identifier):
            continue
        if isinstance(source, exp.Lateral) and isinstance(this, exp.Subquery | exp.TableFromRows):
            continue  # what stands in it is looked at by itself
        called = this.name if isinstance(this, exp.Anonymous) else this.sql_name() if isinstance(this, exp.Func) else ""
        if called.upper() not in MAKES_ROWS:
            raise NotNamed(this)


def _is_of_a_with(table: exp.Table) -> bool:
    """Whether this is the name of a CTE that can be seen from here: one before, around, or of a query around it."""
    if table.args.get("db"):
        return False
    below: exp.Expr = table
    owner: exp.Expr | None = None  # of the WITH that we came out of: what it names is not known within itself
    while above := below.parent:
        if isinstance(above, exp.With):
            owner = above.parent
            if _is_among(table, above.expressions[: above.expressions.index(below)]):
                return True
        elif isinstance(above, exp.Query) and above is not owner and _is_among(table, above.ctes):
            return True
        below = above
    return False


def _is_among(table: exp.Table, ctes: Iterable[exp.Expr]) -> bool:
    return any(each.alias == table.name for each in ctes)


def _strip_schema(table: exp.Table, tree: exp.Query) -> None:
    """Columns that are written with the schema of this table, such as LOYALTY.BASKETS.STORE, without it."""
    name = full_name(table)
    for each in tree.find_all(exp.Column):
        if each.args.get("db") and name.endswith(f"{each.args['db'].name}.{each.table}"):
            each.set("db", None)
            each.set("catalog", None)
