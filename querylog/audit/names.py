"""The names that stand in the log: of people, teams and reports, of tables and columns. Each is found by an index."""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

from django.core.cache import cache
from django.db import connection
from django.db.models import Max

from querylog.audit.language import Term
from querylog.models import SqlText, Statement

KEPT = 300  # seconds; a new text makes a new key
# Every name once: each step goes by the index to the next one, however many statements have the same.
DISTINCT = """
    WITH RECURSIVE names(name) AS (
        (SELECT {column} FROM querylog_statement WHERE {column} <> '' ORDER BY {column} LIMIT 1)
        UNION ALL
        SELECT (SELECT {column} FROM querylog_statement WHERE {column} > name AND {column} <> ''
                ORDER BY {column} LIMIT 1)
        FROM names WHERE name IS NOT NULL
    )
    SELECT name FROM names WHERE name IS NOT NULL
"""
IN_TEXTS = "SELECT DISTINCT unnest({column}) FROM querylog_sqltext ORDER BY 1"


def of_statements(column: str) -> list[str]:
    """Every name that a statement has in this column."""
    with connection.cursor() as cursor:
        cursor.execute(DISTINCT.format(column=column))
        return [name for (name,) in cursor.fetchall()]


def of_texts(column: str) -> list[str]:
    """Every table, or every column of one, that some text reads; read anew when there is a new text."""
    newest = SqlText.objects.aggregate(newest=Max("pk"))["newest"]
    key = f"audit:{column}:{newest}"
    if (known := cache.get(key)) is None:
        with connection.cursor() as cursor:
            cursor.execute(IN_TEXTS.format(column=column))
            known = [name for (name,) in cursor.fetchall()]
        cache.set(key, known, KEPT)
    return list(known)


def found(column: str, values: Iterable[str]) -> list[str]:
    """The names of a column that these values mean: large or small letters, and * for any."""
    wanted = list(dict.fromkeys(values))
    exact = [each for each in wanted if "*" not in each and _is_there(column, each)]
    others = [each.casefold() for each in wanted if each not in exact]
    if not others:
        return exact
    return exact + [name for name in of_statements(column) if any(_is(name.casefold(), each) for each in others)]


def _is_there(column: str, name: str) -> bool:
    """Whether some statement has this name. In the order of an index: what most have would be read from end to end."""
    return bool(Statement.objects.filter(**{column: name}).order_by("-pk").values_list("pk")[:1])


def holding(column: str, words: str) -> list[str]:
    """The names of a column that hold these words."""
    return [name for name in of_statements(column) if words.casefold() in name.casefold()]


def read(term: Term) -> list[str]:
    """The tables or columns that the values of a term mean: written in full, by their last parts, or with *.

    Of a table of which nobody knows the columns, all count as read: SCHEMA.TABLE.* stands for them.
    """
    there = of_texts(f"{term.qualifier}s")
    whole = [f".{table}.*" for each in term.means if (table := each.rpartition(".")[0])]
    return [
        name
        for name in there
        if any(_is(name, each) or _is(name, f"*.{each}") for each in term.means)
        or (term.qualifier == "column" and any(f".{name}".endswith(each) for each in whole))
    ]


def as_a_word(text: str) -> str:
    """A regular expression for this text where no letter, digit or underscore stands beside it."""
    first = r"\m" if re.match(r"\w", text) else ""
    last = r"\M" if re.search(r"\w$", text) else ""
    return first + re.sub(r"([^\w\s])", r"\\\1", text) + last


def _is(name: str, wanted: str) -> bool:
    """Only * means something else than itself."""
    if "*" not in wanted:
        return name == wanted
    return fnmatchcase(name, re.sub(r"[\[?]", r"[\g<0>]", wanted))
