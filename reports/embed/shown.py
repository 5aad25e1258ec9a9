"""What a visual shows once its slice is there: its figure or a word in its place, and where it comes from."""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from dash import html
from dash.development.base_component import Component

from querylog.door import Answer
from querylog.errors import PorticoError
from reports.compile import Pick, TablePage
from reports.declare import Bar, InputError, Kpi, Line, Table, Visual
from reports.embed.proof import proof
from reports.render.figures import figure
from reports.render.formats import write
from reports.render.grid import PAGE, rows

NOTHING = "Nothing matches. Widen the dates or take a filter away, then press Refresh."


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The pieces of a visual's panel."""

    figure: Any
    said: Component | None
    proof: Component | None
    note: str = ""


def shown(visual: Visual, answer: Answer) -> Shown:
    """A figure from the answer to its slice, or a sentence in its place when there is nothing to draw."""
    said = said_if_empty(answer)
    drawn = None if said else _drawn(visual, answer.table)
    return Shown(figure=drawn, said=said, proof=proof(answer.statement), note=_note(visual, answer.table))


def troubled(error: PorticoError | InputError) -> Component:
    """Why this visual shows nothing new; the others go on."""
    return html.P(error.sentence, className="visual__trouble", role="alert")


def picks_from(given: Any) -> tuple[Pick, ...]:
    """The clicks that a browser says it has seen; whether each means anything is for the compiler to judge."""
    clicks = given if isinstance(given, list) else []
    return tuple(
        Pick(click.get("column"), click.get("value"), str(click.get("source")))
        for click in clicks
        if isinstance(click, dict)
    )


def page_from(request: Any) -> TablePage:
    """The rows that a grid asks for, and in which order."""
    wanted = request if isinstance(request, dict) else {}
    sorting = wanted.get("sortModel")
    first = sorting[0] if isinstance(sorting, list) and sorting and isinstance(sorting[0], dict) else {}
    return TablePage(
        offset=wanted.get("startRow", 0), limit=PAGE, sort=first.get("colId", ""), descending=first.get("sort") != "asc"
    )


def rows_response(visual: Table, answer: Answer) -> dict[str, Any]:
    """The rows of a page as the grid takes them, and how many there are in all."""
    total = answer.table.column(answer.table.num_columns - 1)
    return {"rowData": rows(visual, answer.table), "rowCount": total[0].as_py() if len(total) else 0}


def said_if_empty(answer: Answer) -> Component | None:
    """A sentence in the place of what can't be drawn because there is nothing."""
    return html.P(NOTHING, className="visual__empty") if answer.table.num_rows == 0 else None


def _drawn(visual: Visual, table: pa.Table) -> Any:
    if isinstance(visual, Kpi):
        return write(table.column(0)[0].as_py(), visual.measures[0].format)
    if isinstance(visual, Line | Bar):
        return figure(visual, table)
    raise TypeError(f"{type(visual).__name__} has no figure.")


def _note(visual: Visual, table: pa.Table) -> str:
    """What the eye would miss: how many smaller values are drawn as one."""
    if not (isinstance(visual, Line | Bar) and visual.folded) or table.num_rows == 0:
        return ""
    rest = max(table.column(table.num_columns - 1).to_pylist())
    return f"Top {visual.top}; {rest:,} smaller together as Other" if rest else ""
