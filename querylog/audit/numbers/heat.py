"""People × tables: who reads what, and how much."""

import math
from dataclasses import dataclass

from querylog.audit.numbers import ranking
from querylog.audit.numbers.links import search
from querylog.audit.numbers.periods import Period
from querylog.audit.numbers.ranking import Page
from querylog.audit.numbers.rows import rows

PEOPLE, TABLES = 20, 10
LEVELS = 5  # of shade, each for about the same factor
CELLS = """
    SELECT person_name, "table", sum(statements)::bigint AS statements FROM querylog_tabletally
    WHERE day >= %(first)s AND day <= %(last)s AND person_name = ANY(%(people)s) AND "table" = ANY(%(tables)s)
    GROUP BY 1, 2
"""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """How many statements of one person name one table; `level` is its shade, 0 for none."""

    statements: int
    level: int
    address: str


@dataclass(frozen=True, kw_only=True)
class Heat:
    """A table with a line for each person and a column for each table."""

    people: Page
    tables: Page
    lines: list[tuple[str, int, str, list[Cell]]]
    heads: list[tuple[str, int, str]]


def heat_of(period: Period, *, find: str = "", table: str = "", after: str = "", tables_after: str = "") -> Heat:
    """The people that hold `find` in their names, and the tables that hold `table`, from the top or after a key."""
    people = ranking.people(period, most=PEOPLE, find=find, after=after)
    tables = ranking.tables(period, most=TABLES, find=table, after=tables_after)
    found = rows(CELLS, first=period.first, last=period.last, people=people.names, tables=tables.names)
    counts = {(each.person_name, each.table): each.statements for each in found}
    highest = max(counts.values(), default=0)
    lines = [
        (
            each.person_name,
            each.statements,
            search(period.search, user=each.person_name),
            [_cell(each.person_name, name, counts, highest, period) for name in tables.names],
        )
        for each in people.rows
    ]
    heads = [(each.table, each.statements, search(period.search, table=each.table)) for each in tables.rows]
    return Heat(people=people, tables=tables, lines=lines, heads=heads)


def _cell(person: str, table: str, counts: dict[tuple[str, str], int], highest: int, period: Period) -> Cell:
    count = counts.get((person, table), 0)
    return Cell(
        statements=count,
        level=_level(count, highest),
        address=search(period.search, user=person, table=table) if count else "",
    )


def _level(count: int, highest: int) -> int:
    """By the logarithm: a few people ask a hundred times as much as most."""
    if not count:
        return 0
    return max(1, math.ceil(LEVELS * math.log1p(count) / math.log1p(highest)))
