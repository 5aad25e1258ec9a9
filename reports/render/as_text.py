"""What a visual shows, as lines of text: for a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reports.declare import Visual
from reports.render.drawn import Drawn
from reports.render.formats import NOTHING, write
from reports.render.kpi import KpiShown
from reports.render.pivot import PivotGrid

WIDEST = 40  # characters of a cell


@dataclass(frozen=True, kw_only=True)
class TextColumn:
    """A column of a table in text."""

    head: str
    cells: list[str]
    right: bool = False  # where numbers stand

    @property
    def lines(self) -> list[str]:
        """The head, a line and the cells, all of one width."""
        width = max(len(each) for each in [self.head, *self.cells])
        return [self._placed(each, width) for each in [self.head, "-" * width, *self.cells]]

    def _placed(self, text: str, width: int) -> str:
        return text.rjust(width) if self.right else text.ljust(width)


def as_text(
    visual: Visual, rows: Sequence[dict[str, Any]], drawn: Drawn | None, *, total: int, limit: int
) -> list[str]:
    """The rows of a visual as a table with its own heads and formats, at most `limit` of `total`; a Kpi is one line."""
    if not rows:
        return ["nothing matches"]
    if isinstance(drawn, KpiShown):
        return [f"{drawn.figure}  {drawn.change} against the {drawn.against}" if drawn.change else drawn.figure]
    if isinstance(drawn, PivotGrid):
        rows, total = drawn.rows, drawn.cut or len(drawn.rows)
        columns = [
            _plain(each["headerName"], [row.get(each["field"]) for row in rows[:limit]]) for each in drawn.columns
        ]
    else:
        columns = _columns(visual, rows[:limit])
    more = [f"… {total - limit:,} more rows"] if total > limit else []
    return [*_side_by_side(columns), *more]


def _side_by_side(columns: Sequence[TextColumn]) -> list[str]:
    return ["  ".join(line).rstrip() for line in zip(*(each.lines for each in columns), strict=True)]


def _columns(visual: Visual, rows: Sequence[dict[str, Any]]) -> list[TextColumn]:
    """The visual's own columns, its measures written as on the page; or else whatever columns there are."""
    if not visual.columns or any(each.alias not in rows[0] for each in visual.told_columns):
        return [_plain(name, [row[name] for row in rows]) for name in rows[0]]
    return [
        TextColumn(head=each.label, cells=[write(row[each.alias], each.format) for row in rows], right=True)
        if each.measure
        else _plain(each.label, [row[each.alias] for row in rows])
        for each in visual.told_columns
    ]


def _plain(head: str, values: Sequence[Any]) -> TextColumn:
    numbers = all(each is None or isinstance(each, int | float) for each in values)
    return TextColumn(head=head, cells=[_short(each) for each in values], right=numbers)


def _short(value: Any) -> str:
    if value is None:
        return NOTHING
    text = f"{value:,.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    text = "".join(letter if letter.isprintable() else "�" for letter in text)
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"
