"""Numbers with units as a search writes them: `>5s`, `<=100ms`, `1m..2m`, `>10gb`."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from querylog.audit.errors import NotASearch

SECONDS = {"": 1.0, "ms": 0.001, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}
ROWS = {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9}
BYTES = {"": 1.0, "b": 1.0, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "pb": 1e15}
COMPARED = re.compile(r"(>=|<=|>|<|=)?\s*([^<>=].*)")
NUMBER = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)([a-z]*)")
LARGEST = 2.0**62  # fits into a bigint


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Between what a number has to lie. A bound that is None is none."""

    least: float | None = None
    most: float | None = None
    with_least: bool = True  # the bound itself is in
    with_most: bool = True


def _reader(name: str, units: Mapping[str, float], example: str) -> Callable[[str], Bounds]:
    def number(text: str) -> float:
        found = NUMBER.fullmatch(text.strip().lower())
        if found is None or found[2] not in units:
            known = ", ".join(unit for unit in units if unit)
            raise NotASearch(f"{name}:{text} is no number that can be compared. Write {example}; units are {known}.")
        return min(float(found[1]) * units[found[2]], LARGEST)

    def read(value: str) -> Bounds:
        if ".." in value:
            low, _, high = value.partition("..")
            if not low and not high:
                raise NotASearch(f"{name}:.. has no end. Write {example}, or two numbers with .. between them.")
            return Bounds(least=number(low) if low else None, most=number(high) if high else None)
        compared = COMPARED.fullmatch(value.strip())
        if compared is None:
            raise NotASearch(f"{name}:{value} is no number that can be compared. Write {example}.")
        sign, bound = compared[1] or "=", number(compared[2])
        if sign in ("<", "<="):
            return Bounds(most=bound, with_most=sign == "<=")
        if sign in (">", ">="):
            return Bounds(least=bound, with_least=sign == ">=")
        return Bounds(least=bound, most=bound)

    return read


def rounded(number: float, *, up: bool) -> int:
    """A bound for whole numbers."""
    return math.ceil(number) if up else math.floor(number)


seconds = _reader("took", SECONDS, "took:>5s")
rows = _reader("rows", ROWS, "rows:>1m")
size = _reader("bytes", BYTES, "bytes:>10gb")
