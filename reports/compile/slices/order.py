"""Positions and orders, as a SELECT writes them."""

from sqlglot import exp


def positions(count: int) -> list[exp.Expr]:
    """1, 2, … as GROUP BY takes them."""
    return [exp.Literal.number(each + 1) for each in range(count)]


def largest_first(position: int) -> exp.Ordered:
    """By this column, the largest first, rows without a value last."""
    return exp.Ordered(this=exp.Literal.number(position), desc=True, nulls_first=False)
