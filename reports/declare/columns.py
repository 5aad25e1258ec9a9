"""What a visual shows, column by column: SQL expressions over its query's output, with names that people can read."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from reports.declare.words import plural, slug, spoken

FORMATS = ("money", "percent", "count", "compact", "number")
_COLUMN = re.compile(r"[a-z_]\w*", re.IGNORECASE)
_SUM = re.compile(r"(sum|min|max|avg)\(\s*([a-z_]\w*)\s*\)", re.IGNORECASE)
_COUNT = re.compile(r"count\(\s*distinct\s+([a-z_]\w*)\s*\)", re.IGNORECASE)
_BEFORE = {"sum": "", "min": "Smallest ", "max": "Largest ", "avg": "Average "}


GRAINS = ("day", "week", "month", "quarter", "year")
_GRAIN = re.compile(rf"date_trunc\(\s*'({'|'.join(GRAINS)})'", re.IGNORECASE)


@dataclass(frozen=True)
class Measure:
    """What a visual measures, where plain SQL in quotes says too little: an aggregate with a name and a format.

    `sql` is over the columns of the visual's query, `label` what people read. More than an aggregate of one column
    needs one, where no title of a visual says it all: SQL is not for everybody. Several reports may share a measure.

        per_trip = Measure("sum(sales) / count(distinct basket_id)", label="Sales per trip", format="money")
        departments = Bar("Sales per trip", sales, x="department", y=per_trip)
    """

    sql: str
    label: str = ""
    format: str = ""


@dataclass(frozen=True)
class Dimension:
    """What a visual groups by, where plain SQL in quotes says too little: an expression with a name.

    `sql` is over the columns of the visual's query, `label` what people read; more than a column or its date_trunc
    needs one. `format` is a grain for dates, such as "month", and one of the formats for numbers. `order` lists texts
    that have an order of their own, such as age groups: charts keep it, and values that it does not list come last.

        spread = Histogram("Sizes", sales, x=Dimension("least(sales, 25)", label="Sales, up to $25", format="money"))
    """

    sql: str
    label: str = ""
    format: str = ""
    order: Sequence[str] = ()


Measured = str | Measure  # how an author may write a measure
Grouped = str | Dimension  # and a dimension


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of what a visual shows: `alias` is its name in the result, `sql` what its author wrote."""

    alias: str
    sql: str
    label: str
    format: str
    measure: bool
    order: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What a page calls it: the same in every visual, and no SQL, which not everybody may see."""
        return self.sql if _COLUMN.fullmatch(self.sql) else hashlib.sha256(self.sql.encode()).hexdigest()[:12]


def columns_of(
    dimensions: Sequence[Grouped], measures: Sequence[Measured], *, format: str = "", title: str = ""
) -> tuple[Column, ...]:
    """The columns in the order in which the visual selects them: what it groups by, then what it measures.

    A measure that is more than one aggregate of one column is called by its label, or else by the visual's title. What
    has no name at all, `checkreports` refuses: its SQL is not for everybody who reads the report.
    """
    columns: list[Column] = []
    for by in dimensions:
        group = by if isinstance(by, Dimension) else Dimension(by)
        label = name_of(group)
        grain = group.format or grain_of(group.sql)
        alias = _free_alias(group.sql, columns)
        order = tuple(group.order)
        columns.append(Column(alias=alias, sql=group.sql, label=label, format=grain, measure=False, order=order))
    for each in measures:
        one = each if isinstance(each, Measure) else Measure(each)
        label = name_of(one) or title
        alias = _free_alias(one.sql if label_of(one.sql) else label or one.sql, columns)
        style = one.format or format_of(one.sql, otherwise=format)
        columns.append(Column(alias=alias, sql=one.sql, label=label, format=style, measure=True))
    return tuple(columns)


def _free_alias(text: str, taken: list[Column]) -> str:
    """A name that says what the column is, and that no other column of the visual has."""
    alias = slug(text, between="_").upper()[:60] or "VALUE"
    alias = f"N_{alias}" if alias[0].isdigit() else alias
    again = sum(each.alias.startswith(alias) for each in taken)
    return f"{alias}_{again + 1}" if again else alias


def name_of(given: Measure | Dimension) -> str:
    """What people read for it: its label, or what its SQL plainly says; empty when there is neither."""
    return given.label or label_of(given.sql)


def label_of(sql: str) -> str:
    """An expression in words where they are plain to see, or nothing."""
    if _COLUMN.fullmatch(sql):
        return spoken(sql)
    if found := re.fullmatch(r"date_trunc\(\s*'(\w+)'.*\)", sql, re.IGNORECASE):
        return spoken(found[1])
    if found := _SUM.fullmatch(sql):
        before, column = _BEFORE[found[1].lower()], spoken(found[2])
        return f"{before}{column.lower()}" if before else column
    if found := _COUNT.fullmatch(sql):
        return plural(found[1])
    return "Rows" if re.fullmatch(r"count\(\s*\*\s*\)", sql, re.IGNORECASE) else ""


def format_of(sql: str, *, otherwise: str) -> str:
    """How a measure is written: as its author said, or else a count as a count and anything else as a number."""
    counts = re.fullmatch(r"count\([^()]*\)", sql.strip(), re.IGNORECASE)
    return otherwise or ("count" if counts else "number")


def grain_of(sql: str) -> str:
    """The grain of dates that an expression says by its name or its function: week, month; or nothing."""
    if sql.lower() in GRAINS:
        return sql.lower()
    found = _GRAIN.match(sql.strip())
    return found[1].lower() if found else ""


def sql_of(given: Measured | Grouped) -> str:
    """What the author wrote, with or without a name for it."""
    return given if isinstance(given, str) else given.sql
