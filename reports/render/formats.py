"""How a number is written: once for Python (figures in words), once as a d3 pattern (axes, tooltips, the grid)."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

Number = int | float | Decimal
NOTHING = "–"


@dataclass(frozen=True, kw_only=True)
class Format:
    """One way to write numbers: `write` for a headline figure, `d3` for exact values."""

    write: Callable[[Number], str]
    d3: str


def compact(value: Number) -> str:
    """A number in four characters or so: 1,204 stays; 48,210 is 48.2 k; 3,400,000 is 3.40 M."""
    number = float(value)
    for size, unit in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(number) >= max(size, 1e4):
            shown = number / size
            return f"{shown:,.1f}\u202f{unit}" if abs(shown) >= 10 else f"{shown:,.2f}\u202f{unit}"
    return f"{number:,.0f}" if number == int(number) or abs(number) >= 100 else f"{number:,.2f}"


def number(value: Number) -> str:
    """A number with its decimals, four at the most."""
    text = f"{value:,.4f}"
    return text.rstrip("0").rstrip(".")


def money(value: Number) -> str:
    """An amount in dollars, to the cent below a hundred."""
    amount = abs(float(value))
    return f"{'-' if value < 0 else ''}${compact(amount) if amount >= 100 else f'{amount:,.2f}'}"


FORMATS = {
    "number": Format(write=number, d3=",.4~f"),
    "count": Format(write=lambda value: f"{value:,.0f}", d3=",.0f"),
    "compact": Format(write=compact, d3=",.3~s"),
    "money": Format(write=money, d3="$,.2f"),
    "percent": Format(write=lambda value: f"{value:.1%}", d3=".1%"),
}


def write(value: Number | None, style: str) -> str:
    """A value as a person reads it, with a minus sign where it is below zero; or a dash where there is none."""
    return NOTHING if value is None else FORMATS[style].write(value).replace("-", "−")
