"""The values of a field in the data, most frequent first: what a filter offers."""

from sqlglot import exp

from reports.compile.conditions import column
from reports.compile.statement import Binds, Compiled
from reports.declare import Field, Filters
from reports.declare.inputs import InputError
from reports.declare.reading import Refused, sound_text

ESCAPE = "^"  # not a backslash, which Snowflake would want doubled


def options(filters: Filters, field: Field, *, search: str = "", limit: int = 1000) -> Compiled:
    """A value and its number of rows, per value that holds `search`; rows without a value count as one."""
    binds = Binds()
    col = column(field.name, None)
    rows = exp.alias_(exp.Count(this=exp.Star()), "N")
    tree = exp.select(exp.alias_(col, "VALUE"), rows).from_(exp.to_table(filters.table.upper(), dialect="snowflake"))
    if search:
        tree = tree.where(_holds(col, _sound(filters, field, search), binds), copy=False)
    tree = tree.group_by("1", copy=False).order_by(
        exp.Ordered(this=exp.Literal.number(2), desc=True), exp.Ordered(this=exp.Literal.number(1)), copy=False
    )
    return binds.finish(tree.limit(int(limit), copy=False))


def _sound(filters: Filters, field: Field, search: object) -> str:
    try:
        return sound_text(search if isinstance(search, str) else str(search))
    except Refused as refused:
        raise InputError([f"{filters.report.slug}.{field.name}: {refused}"]) from None


def _holds(col: exp.Column, search: str, binds: Binds) -> exp.Expr:
    """That the column's text contains the search, letter by letter and whatever its case."""
    for special in (ESCAPE, "%", "_"):
        search = search.replace(special, ESCAPE + special)
    like = exp.ILike(this=exp.cast(col.copy(), "TEXT"), expression=binds.mark(f"%{search}%"))
    return exp.Escape(this=like, expression=exp.Literal.string(ESCAPE))
