"""Which rows are looked at over the page: those that a visual shows, or those behind it. The browser names both."""

from typing import Any

from querylog.door import Answer
from querylog.errors import PorticoError
from reports import compile
from reports.compile import Pick, TablePage
from reports.declare import Forecast, Report, Visual
from reports.declare.words import spoken
from reports.render.grid import column_defs, plain_column
from reports.run.models import Run
from reports.run.slices import answer, rows_behind
from reports.viewer import Viewer

BEHIND = "behind"


class NotThere(PorticoError):
    """A visual that this report doesn't have."""

    sentence = "This report has no such visual. Reload the page and try again."


def columns_looked_at(report: type[Report], looked: Any) -> tuple[list[dict[str, Any]], str]:
    """The grid's columns, and its title."""
    visual = _visual(report, looked)
    if looked.get("what") == BEHIND:
        names = names_looked_at(report, looked)
        return [plain_column(name, spoken(name)) for name in names], f"Rows behind {visual.title}"
    filtered = not isinstance(visual, Forecast)  # its rows to come are not Snowflake's, which filters all others
    return column_defs(visual.told_columns, filtered=filtered), visual.title


def names_looked_at(report: type[Report], looked: Any) -> list[str]:
    """The names of the columns in the answer."""
    visual = _visual(report, looked)
    if looked.get("what") == BEHIND or not visual.columns:
        return list(compile.columns(visual.query))
    return [each.alias for each in visual.told_columns]


def rows_looked_at(
    report: type[Report], looked: Any, run: Run, picks: tuple[Pick, ...], page: TablePage, viewer: Viewer
) -> Answer:
    """A page of them."""
    visual = _visual(report, looked)
    ask = rows_behind if looked.get("what") == BEHIND or not visual.columns else answer
    return ask(visual, run, report=report, picks=picks, page=page, viewer=viewer)


def _visual(report: type[Report], looked: Any) -> Visual:
    name = looked.get("visual") if isinstance(looked, dict) else None
    if not isinstance(name, str) or name not in report.visuals:
        raise NotThere
    return report.visuals[name]
