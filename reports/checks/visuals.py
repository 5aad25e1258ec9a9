"""Do the visuals measure and group by what their queries give?"""

from collections.abc import Iterator

from sqlglot import exp

from reports.checks.catalogue import visuals_of
from reports.checks.options import slips_of
from reports.checks.problem import Problem
from reports.checks.queries import readable
from reports.checks.types import mistyped
from reports.compile.outputs import columns
from reports.compile.template import NotSql, expression
from reports.declare import (
    MOST_COLORS,
    Area,
    Audience,
    Bar,
    Dimension,
    Forecast,
    Kind,
    Kpi,
    Line,
    Measure,
    Number,
    Pivot,
    Report,
    Table,
    Visual,
    sql_of,
)
from reports.declare.words import did_you_mean
from reports.schema import Schema

# Aggregates of Snowflake's that sqlglot reads as functions it doesn't know.
MORE_AGGREGATES = ("HLL", "RATIO_TO_REPORT", "OBJECT_AGG", "BITMAP_CONSTRUCT_AGG", "KURTOSIS", "HASH_AGG")


def problems(report: type[Report], schema: Schema) -> Iterator[Problem]:
    for visual in visuals_of(report):
        if not slips_of(visual):
            yield from (Problem(visual.place.line, f"{visual.name}: {text}") for text in _wrong(visual, schema))


def _wrong(visual: Visual, schema: Schema) -> Iterator[str]:
    if visual.query.report is not visual.report:
        yield "its query is not a part of this report. Declare it here, such as sales = Query(…)."
        return
    if isinstance(visual, Table) and not visual.columns:
        yield 'it has neither rows nor values. Add rows=["…"] or values=["…"].'
    if isinstance(visual, Pivot) and not (visual.rows and visual.values):
        yield 'it needs rows and values, such as rows=["department"], values=["sum(sales)"].'
    if isinstance(visual, Line | Area) and visual.top not in (None, MOST_COLORS) and not visual.color:
        yield f"top= folds colours, and this {type(visual).__name__} has one only. Add color=, or leave top= out."
    if isinstance(visual, Bar) and bool(visual.low) != bool(visual.high):
        yield "an interval has two ends. Give both low= and high=, or neither."
    if isinstance(visual, Bar) and visual.bounded and visual.color and visual.mode != "grouped":
        yield 'low= and high= can\'t stand on bars that are piled up. Add mode="grouped".'
    if isinstance(visual, Kpi) and visual.compare and not _has_dates(visual):
        yield f'compare="{visual.compare}" moves a date range, and the query {visual.query.name} filters by none.'
    if (
        isinstance(visual, Forecast)
        and isinstance(visual.horizon, Number)
        and not _is_part(visual.horizon, visual.report)
    ):
        yield "the Number of its horizon is not a part of this report. Declare it here, such as ahead = Number(…)."
    known = _outputs(visual, schema)
    for option, written, measure in visual.expressions():
        said = f'{option}="{sql_of(written)}"' if option else f'"{sql_of(written)}"'
        yield from (f"{said}{text}" for text in _expression(sql_of(written), measure, known, visual))


def _nameless(visual: Visual) -> set[str]:
    """The expressions that would be shown to people as their SQL, which not everybody may see."""
    in_a_file = visual.file_columns if isinstance(visual, Audience) else ()
    return {each.sql for each in (*visual.columns, *in_a_file) if not each.label}


def no_name(sql: str, kind: type[Measure | Dimension]) -> str:
    """What to do about an expression for which people have no name to read."""
    return f' has no name that people can read. Give it one: {kind.__name__}("{sql}", label="…").'


def _is_part(number: Number, report: type[Report]) -> bool:
    return any(number is each for each in report.parameters.values())


def _has_dates(visual: Kpi) -> bool:
    parsed = readable(visual.query)
    parts = [visual.report.filter_parts.get(name) for name in parsed.markers] if parsed else []
    return not parsed or any(field.kind == Kind.DATES for part in parts if part for field in part.settled)


def _outputs(visual: Visual, schema: Schema) -> dict[str, exp.DataType] | None:
    """The query's output columns, or None when they can't be known."""
    parsed = readable(visual.query)
    if parsed is None:
        return None
    try:
        return columns(visual.query, schema)
    except NotSql:  # another check says why; the names in the select list stand all the same
        names = parsed.tree.named_selects
        return None if "*" in names else {name.upper(): exp.DataType.build("UNKNOWN") for name in names}


def _expression(sql: str, measure: bool, known: dict[str, exp.DataType] | None, visual: Visual) -> Iterator[str]:
    try:
        tree = expression(sql)
    except NotSql as error:
        yield f" can't be read: {error}"
        return
    if tree.find(exp.Placeholder):
        yield " holds a mark for a bound value. Take it out."
    for name in dict.fromkeys(each.name for each in tree.find_all(exp.Column)):
        if known is not None and name not in known:
            meant = did_you_mean(name, [each.lower() for each in known])
            yield f": the query {visual.query.name} has no column {name.lower()}.{meant}"
    if known is not None:
        yield from mistyped(visual.query, sql)
    if measure and not aggregates(tree):
        column = next((each.name.lower() for each in tree.find_all(exp.Column)), "sales")
        yield f" is not an aggregate. Say how rows are put together, such as sum({column})."
    if not measure and _has_aggregate(tree):
        yield " is an aggregate, and rows can't be grouped by one. Use a column, or make it a measure."
    if sql in _nameless(visual):
        yield no_name(sql, Measure if measure else Dimension)


def _is_aggregate(node: exp.Expr) -> bool:
    named = isinstance(node, exp.Anonymous) and node.name.upper() in MORE_AGGREGATES
    known = named or isinstance(node, exp.AggFunc | exp.WithinGroup)
    return known and not isinstance(node.parent, exp.Window)


def _has_aggregate(tree: exp.Expr) -> bool:
    return any(_is_aggregate(node) for node in tree.walk())


def aggregates(tree: exp.Expr) -> bool:
    """True when there is an aggregate and every column stands inside of one."""
    columns_outside = [each for each in tree.find_all(exp.Column) if not _inside_aggregate(each)]
    return _has_aggregate(tree) and not columns_outside


def _inside_aggregate(node: exp.Expr) -> bool:
    while node.parent:
        node = node.parent
        if _is_aggregate(node):
            return True
    return False
