"""The language of a search: `team:Offers -status:finished took:>5s on:2026-11 coupon`.

A qualifier and its value, or a word that is looked for in the SQL. All of them have to hold; values with commas between
them are alternatives; a minus before a term turns it round. Quotes keep spaces, colons and minuses as they are.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from querylog.audit.errors import NotASearch
from querylog.audit.qualifiers import QUALIFIERS

LONGEST = 4_000  # characters
MOST_TERMS = 30
QUALIFIED = re.compile(r"([a-z]{2,12}):(?!:)")
SPACE, QUOTE, ESCAPE = " \t\n\r\f\v\u00a0", '"', "\\"
NEEDS_QUOTES = re.compile(r'[\s",\\]|^-|^[a-z]{2,12}:(?!:)')


@dataclass(frozen=True, kw_only=True)
class Term:
    """A part of a search. Without a qualifier it is text to be found; `means` is what each of its values reads as."""

    qualifier: str
    values: tuple[str, ...]
    negated: bool = False
    means: tuple[Any, ...] = field(default=(), compare=False)
    start: int = field(default=0, compare=False)  # where it stands in what was typed
    end: int = field(default=0, compare=False)

    def __str__(self) -> str:
        written = ",".join(quoted(value) for value in self.values)
        return f"{'-' if self.negated else ''}{self.qualifier}{':' if self.qualifier else ''}{written}"


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is looked for: all terms together."""

    terms: tuple[Term, ...] = ()

    def __str__(self) -> str:
        return " ".join(map(str, self.terms))

    def of(self, qualifier: str) -> list[Term]:
        """The terms of one qualifier; of text, by an empty one."""
        return [term for term in self.terms if term.qualifier == qualifier]

    def without(self, qualifier: str) -> "Search":
        """The same search with no term of this qualifier."""
        return Search(terms=tuple(term for term in self.terms if term.qualifier != qualifier))


def read(words: str) -> Search:
    """What these words look for. Raises NotASearch with a sentence about the first term that can't be read."""
    words = words.replace("\0", "").encode("utf-8", "replace").decode()
    if len(words) > LONGEST:
        raise NotASearch(f"This search has {len(words):,} characters, and at most {LONGEST:,} are read. Shorten it.")
    terms = tuple(_term(*each) for each in _pieces(words))
    if len(terms) > MOST_TERMS:
        raise NotASearch(f"This search has {len(terms)} terms, and at most {MOST_TERMS} are read. Leave some out.")
    return Search(terms=terms)


def quoted(value: str) -> str:
    """A value as it is typed, in quotes where it would be read as something else."""
    if value and not NEEDS_QUOTES.search(value):
        return value
    return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'


def _pieces(words: str) -> Iterator[tuple[bool, str, list[str], int, int]]:
    """Each term as it was typed: whether it is negated, its qualifier, its values, from where to where."""
    at = 0
    while at < len(words):
        if words[at] in SPACE:
            at += 1
            continue
        start = at
        negated = words[at] == "-" and words[at + 1 : at + 2].strip("- \t\n") != ""
        at += negated
        named = QUALIFIED.match(words, at)
        qualifier = named[1] if named else ""
        at = named.end() if named else at
        if qualifier == "tag" and words[at : at + 1] == "{":
            values, at = _json(words, at)
        else:
            values, at = _values(words, at, alternatives=bool(qualifier))
        yield negated, qualifier, values, start, at


def _values(words: str, at: int, *, alternatives: bool) -> tuple[list[str], int]:
    """The values from here to the next space, and where that is. Only those of a qualifier are parted by commas."""
    values = [""]
    while at < len(words) and words[at] not in SPACE:
        if words[at] == QUOTE and (closed := _closing(words, at)):
            values[-1] += re.sub(r"\\(.)", r"\1", words[at + 1 : closed], flags=re.DOTALL)
            at = closed + 1
        elif words[at] == "," and alternatives:
            values.append("")
            at += 1
        else:
            values[-1] += words[at]
            at += 1
    return values, at


def _closing(words: str, at: int) -> int:
    """Where the quote that opens here is closed; 0 where it is not, and so is a character like any other."""
    there = at + 1
    while there < len(words):
        if words[there] == ESCAPE:
            there += 1
        elif words[there] == QUOTE:
            return there
        there += 1
    return 0


def _json(words: str, at: int) -> tuple[list[str], int]:
    """A QUERY_TAG as it was copied from Snowflake, which has quotes and commas of its own."""
    try:
        _, length = json.JSONDecoder().raw_decode(words[at:])
    except (ValueError, RecursionError):
        return _values(words, at, alternatives=False)
    return [words[at : at + length]], at + length


def _term(negated: bool, name: str, values: list[str], start: int, end: int) -> Term:
    if name and name not in QUALIFIERS:
        close = get_close_matches(name, QUALIFIERS, 1)
        meant = (
            f" Did you mean {close[0]}:?" if close else f" There are {', '.join(f'{each}:' for each in QUALIFIERS)}."
        )
        raise NotASearch(f"{name}: is no qualifier.{meant} To look for the text itself, put it in quotes.")
    if name and not all(values):
        raise NotASearch(f"{name}: has no value. Write one behind it, such as {QUALIFIERS[name].example}.")
    means = tuple(QUALIFIERS[name].read(value) for value in values) if name else tuple(values)
    return Term(qualifier=name, values=tuple(values), negated=negated, means=means, start=start, end=end)
