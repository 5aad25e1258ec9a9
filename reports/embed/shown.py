"""What a visual shows once its slice is there: its figure or a word in its place, and where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dash import html
from dash.development.base_component import Component

from querylog.door import Answer
from querylog.errors import PorticoError
from reports.compile import Pick, TablePage
from reports.compile.slices.folds import FOLDED
from reports.compile.slices.skeleton import ROWS_IN_ALL
from reports.declare import Custom, InputError, Pivot, Report, Visual
from reports.embed.figure_of_audience import audience_panel
from reports.embed.figure_of_kpi import kpi_panel
from reports.embed.proof import proof
from reports.lineage import read_by
from reports.render.audience import AudienceShown
from reports.render.drawn import Drawn, drawn
from reports.render.figures import NOTHING, NOTHING_OF_YOURS, ChartError
from reports.render.grid import PAGE, rows
from reports.render.kpi import KpiShown
from reports.render.pivot import PivotGrid
from reports.run.forecasts import Told, told_of
from reports.run.models import Run
from reports.viewer import Viewer


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The pieces of a visual's panel."""

    figure: Any
    said: Component | None
    proof: Component | None
    note: str = ""
    told: Told = field(default_factory=Told)  # of a Forecast: how far it is to be believed


def shown(visual: Visual, answer: Answer, *, run: Run, viewer: Viewer) -> Shown:
    """A figure from the answer to its slice, or a sentence in its place when it can't be drawn."""
    said, figure = said_if_empty(answer, visual.report, viewer), None
    try:
        figure = None if said else _panel(visual, drawn(visual, answer.table, hidden=run.unpicked(visual)))
    except ChartError as error:
        said = _instead(error, viewer)
    provenance = proof(answer.statement, viewer=viewer, summary=run.summary)
    return Shown(
        figure=figure, said=said, proof=provenance, note=_note(visual, answer, figure), told=told_of(answer.table)
    )


def troubled(error: PorticoError | InputError, viewer: Viewer) -> Component:
    """Why this visual shows nothing new; the others go on."""
    return html.P(viewer.reads(error), className="visual__trouble", role="alert")


def picks_from(given: Any) -> tuple[Pick, ...]:
    """The clicks that a browser says it has seen; whether each means anything is for the compiler to judge."""
    clicks = given if isinstance(given, list) else []
    return tuple(
        Pick(click.get("column"), click.get("value"), str(click.get("source")))
        for click in clicks
        if isinstance(click, dict)
    )


def page_from(request: Any) -> TablePage:
    """The rows that a grid asks for, in which order, and what its column heads filter to."""
    wanted = request if isinstance(request, dict) else {}
    sorting, filters = wanted.get("sortModel"), wanted.get("filterModel")
    first = sorting[0] if isinstance(sorting, list) and sorting and isinstance(sorting[0], dict) else {}
    return TablePage(
        offset=wanted.get("startRow", 0),
        limit=PAGE,
        sort=first.get("colId", ""),
        descending=first.get("sort") != "asc",
        filters=filters if isinstance(filters, dict) else {},
    )


def rows_response(names: Sequence[str], answer: Answer) -> dict[str, Any]:
    """The rows of a page as the grid takes them, and how many there are in all."""
    total = answer.table.column(answer.table.num_columns - 1)
    return {"rowData": rows(names, answer.table), "rowCount": total[0].as_py() if len(total) else 0}


def said_if_empty(answer: Answer, report: type[Report], viewer: Viewer) -> Component | None:
    """A sentence in the place of what can't be drawn because there is nothing, or nothing that this person may see."""
    if answer.table.num_rows:
        return None
    limited = any(name in viewer.policy.tables for name in read_by(report, viewer.policy))
    return html.P(NOTHING_OF_YOURS if limited else NOTHING, className="visual__empty")


def _instead(error: ChartError, viewer: Viewer) -> Component:
    """Why there is no chart; those who can mend its report read the details."""
    if not error.details or not viewer.develops():
        return html.P(error.sentence, className="visual__empty")
    return html.Div([html.P(error.sentence), html.P(error.details, className="mono")], className="visual__empty")


def _panel(visual: Visual, found: Drawn) -> Any:
    """The components for what is no chart and no grid."""
    if isinstance(found, KpiShown):
        return kpi_panel(found)
    return audience_panel(visual.name, found) if isinstance(found, AudienceShown) else found


def _note(visual: Visual, answer: Answer, drawn: Any) -> str:
    """What the eye would miss: values drawn as one, marks that are not drawn, rows that are not shown."""
    table = answer.table
    if table.num_rows == 0:
        return ""
    last = table.column_names[-1]
    if last == FOLDED and (rest := max(each or 0 for each in table.column(last).to_pylist())):
        return f"Top {visual.top}; {rest:,} smaller together as Other"
    if last == ROWS_IN_ALL and (all_of_them := table.column(last)[0].as_py()) > table.num_rows:
        return f"The {table.num_rows:,} largest of {all_of_them:,}"
    if isinstance(drawn, PivotGrid) and drawn.cut:
        return f"The first {visual.most:,} of {drawn.cut:,} rows" if isinstance(visual, Pivot) else ""
    if isinstance(visual, Custom) and table.num_rows == visual.most:
        return f"The first {visual.most:,} rows"
    return _unplaced(drawn)


def _unplaced(drawn: Any) -> str:
    """How many places of the data a map doesn't have."""
    meta = (drawn.get("layout") or {}).get("meta") if isinstance(drawn, dict) else None
    missing = meta.get("unplaced") if isinstance(meta, dict) else None
    return f"Not on the map: {', '.join(map(str, missing[:3]))}{' …' if len(missing) > 3 else ''}" if missing else ""
