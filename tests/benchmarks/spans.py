"""Where the time of a span went: to the warehouse, to the portal, or to the browser."""

from collections.abc import Iterable
from dataclasses import dataclass

Span = tuple[float, float]  # seconds since the epoch: start, end


@dataclass(frozen=True, kw_only=True)
class Shares:
    """A span cut in three, in milliseconds.

    The warehouse's share is the time in which at least one statement ran, the portal's the rest of the time in which
    the browser waited for at least one answer, the browser's what remains.
    """

    total: float
    warehouse: float
    portal: float
    browser: float


def shares(whole: Span, *, statements: Iterable[Span], requests: Iterable[Span]) -> Shares:
    """Whose time it was."""
    asked = list(statements)
    in_warehouse = _covered(whole, asked)
    waiting = _covered(whole, [*asked, *requests])
    total = whole[1] - whole[0]
    return Shares(
        total=total * 1000,
        warehouse=in_warehouse * 1000,
        portal=(waiting - in_warehouse) * 1000,
        browser=(total - waiting) * 1000,
    )


def _covered(whole: Span, spans: Iterable[Span]) -> float:
    """How much of the whole lies in at least one of the spans."""
    covered, reached = 0.0, whole[0]
    for start, end in sorted(spans):
        start, end = max(start, reached), min(end, whole[1])
        if end > start:
            covered += end - start
            reached = end
    return covered
