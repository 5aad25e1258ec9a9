"""What stands in every downloaded file beside its rows: from which report it is, under which filters, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reports.compile import Pick
from reports.compile.picks import concerning
from reports.declare import Visual
from reports.declare.words import either


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Where the rows of a file come from."""

    report: str
    visual: str
    filters: str
    run_at: datetime
    query_id: str  # of the base run
    own_query_id: str  # of the statement that read these rows from its result
    rows: int

    def in_words(self) -> list[tuple[str, str]]:
        """Each fact with its name, in the order in which people ask for them."""
        return [
            ("Report", self.report),
            ("Visual", self.visual),
            ("Filters", self.filters),
            ("Run at", f"{self.run_at:%Y-%m-%d %H:%M:%S %Z}"),
            ("Query ID", self.query_id),
            ("Query ID of this file", self.own_query_id),
            ("Rows", f"{self.rows:,}"),
        ]


def picked_in_words(visual: Visual, picks: Sequence[Pick]) -> list[str]:
    """The clicks that narrow what this visual shows; the compiler has found that each means something."""
    labels = {
        name: column.label
        for each in visual.report.visuals.values()
        for column in each.dimensions
        for name in (column.key, column.alias)
    }
    said: dict[str, list[str]] = {}
    for pick in picks:
        if concerning(visual, [pick]):
            said.setdefault(labels[pick.column], []).append("(empty)" if pick.value is None else str(pick.value))
    return [f"{label} is {either(values)}" for label, values in said.items()]
