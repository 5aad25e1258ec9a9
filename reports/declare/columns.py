"""What a visual shows, column by column: SQL expressions over its query's output, with names that people can read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reports.declare.words import plural, slug, spoken

FORMATS = ("money", "percent", "count", "compact", "number")
_COLUMN = re.compile(r"[a-z_]\w*", re.IGNORECASE)
_SUM = re.compile(r"(sum|min|max|avg)\(\s*([a-z_]\w*)\s*\)", re.IGNORECASE)
_COUNT = re.compile(r"count\(\s*distinct\s+([a-z_]\w*)\s*\)", re.IGNORECASE)
_BEFORE = {"sum": "", "min": "Smallest ", "max": "Largest ", "avg": "Average "}


@dataclass(frozen=True)
class Measure:
    """An aggregate with a name and a format of its own, where a visual has several."""

    sql: str
    label: str = ""
    format: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of what a visual shows: `alias` is its name in the result, `sql` what its author wrote."""

    alias: str
    sql: str
    label: str
    format: str
    measure: bool


def columns_of(
    dimensions: Sequence[str], measures: Sequence[str | Measure], *, format: str = "", title: str = ""
) -> tuple[Column, ...]:
    """The columns in the order in which the visual selects them: what it groups by, then what it measures.

    A measure that is more than one aggregate of one column is called by its label, or else by the visual's title.
    """
    columns: list[Column] = []
    for sql in dimensions:
        alias = _free_alias(sql, columns)
        columns.append(Column(alias=alias, sql=sql, label=label_of(sql) or sql, format="", measure=False))
    for each in measures:
        one = each if isinstance(each, Measure) else Measure(each)
        plain_label = label_of(one.sql)
        label = one.label or plain_label or title or one.sql
        alias = _free_alias(one.sql if plain_label else label, columns)
        style = one.format or format_of(one.sql, otherwise=format)
        columns.append(Column(alias=alias, sql=one.sql, label=label, format=style, measure=True))
    return tuple(columns)


def _free_alias(text: str, taken: list[Column]) -> str:
    """A name that says what the column is, and that no other column of the visual has."""
    alias = slug(text, between="_").upper()[:60] or "VALUE"
    alias = f"N_{alias}" if alias[0].isdigit() else alias
    again = sum(each.alias.startswith(alias) for each in taken)
    return f"{alias}_{again + 1}" if again else alias


def label_of(sql: str) -> str:
    """An expression in words where they are plain to see, or nothing."""
    if _COLUMN.fullmatch(sql):
        return spoken(sql)
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
