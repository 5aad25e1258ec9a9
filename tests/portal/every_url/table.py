"""The table in table.txt: a line for each address and method, a column for each kind of person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("table.txt")
METHODS = ("GET", "POST")


@dataclass(frozen=True, kw_only=True)
class Row:
    """What each kind of person gets at an address, or at several: `*` stands for one part of it."""

    method: str
    written: str
    gets: dict[str, str]

    def covers(self, method: str, written: str) -> bool:
        mine, theirs = self.written.split("/"), written.split("/")
        same_length = len(mine) == len(theirs)
        return self.method == method and same_length and all(map(fnmatchcase, theirs, map(_literal, mine)))


@cache
def rows() -> list[Row]:
    """The rows of the table, in its order."""
    return [_row(words, columns()) for words in _lines()[1:]]


@cache
def columns() -> list[str]:
    """The names over its columns."""
    return _lines()[0]


@cache
def rows_for(method: str, written: str) -> list[Row]:
    """The row of an address: one of its own, or else the one of several that covers it."""
    found = [row for row in rows() if row.covers(method, written)]
    return [row for row in found if row.written == written] or found


def as_lines(new: Sequence[Row]) -> Iterator[str]:
    """New rows as they would stand in the file, under its columns."""
    every = [*rows(), *new]
    address = max(len(row.written) for row in every)
    widths = {kind: max(len(row.gets[kind]) for row in every) for kind in columns()}
    for row in new:
        cells = "  ".join(row.gets[kind].ljust(width) for kind, width in widths.items())
        yield f"{row.method:4}  {row.written.ljust(address)}  {cells}".rstrip()


def _lines() -> list[list[str]]:
    lines = FILE.read_text().splitlines()
    return [line.split() for line in lines if line.strip() and not line.startswith("#")]


def _row(words: list[str], kinds: list[str]) -> Row:
    method, written, *gets = words
    if len(gets) != len(kinds):
        raise ValueError(f"{FILE.name}: {method} {written} has {len(gets)} entries for {len(kinds)} kinds of people.")
    return Row(method=method, written=written, gets=dict(zip(kinds, gets, strict=True)))


def _literal(part: str) -> str:
    """A part of an address as fnmatch reads it: nothing but `*` stands for anything else."""
    return part.replace("[", "[[]").replace("?", "[?]")
