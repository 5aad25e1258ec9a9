"""What can't be drawn, said in a sentence: it stands where the chart would be."""

from collections.abc import Iterable, Sequence
from html import unescape

from querylog.errors import PorticoError

NOTHING = "Nothing matches. Widen the dates or take a filter away, then press Refresh."
NOTHING_OF_YOURS = "Nothing matches among the rows that you may see. Widen the dates or take a filter away."


class ChartError(PorticoError):
    """These rows make no such chart. `sentence` is for everyone, `details` for those who can mend the report."""

    def __init__(self, sentence: str, *, details: str = "") -> None:
        super().__init__(sentence)
        self.details = details


def only_parts(values: Iterable[float | None], names: Sequence[str], *, kind: str) -> list[float]:
    """The sizes of the parts of a whole, nothing for those without one. Raises ChartError where they make no whole."""
    sizes = [value or 0.0 for value in values]
    below = [named for named, size in zip(names, sizes, strict=True) if size < 0]
    if below:
        others = f" and {len(below) - 1:,} more" if len(below) > 1 else ""
        raise ChartError(
            f"A {kind} can't show what is below zero, and {unescape(below[0])}{others} is. Its rows as a table show it."
        )
    if not any(sizes):
        raise ChartError(f"All parts are zero, so there is no {kind} to draw.")
    return sizes
