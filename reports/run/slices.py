"""Slice a stored result: what each visual shows, one small statement over a base run, with no second scan."""

from collections.abc import Iterable
from dataclasses import replace

from querylog import door
from querylog.door import Answer, Purpose
from querylog.models import State, Statement
from reports import compile
from reports.compile import Compiled, Pick, TablePage
from reports.declare import Forecast, Kpi, Report, Visual
from reports.run import forecasts
from reports.run.models import Run
from reports.run.names import earlier_than
from reports.run.press import asker_for
from reports.viewer import Viewer


def answer(
    visual: Visual,
    run: Run,
    *,
    report: type[Report],
    picks: Iterable[Pick] = (),
    page: TablePage | None = None,
    viewer: Viewer,
    here: bool = False,
) -> Answer:
    """The rows that this visual shows of that run, under these picks; ResultGone when Snowflake keeps it no longer.

    What a Forecast adds to its rows is worked out by a worker, and so is not there at first; or `here`, at once.
    """
    base = run.base(visual.query)
    turned = None if isinstance(visual, Forecast) else page
    asked = compile.slice(visual, base.query_id, picks, page=turned, earlier=_earlier(visual, run))
    found = _ask(asked, visual, run, base, report=report, viewer=viewer)
    if not isinstance(visual, Forecast):
        return found
    table = forecasts.extended(visual, found.table, run, here=here)
    return replace(found, table=forecasts.paged(visual, table, page) if page else table)


def rows_behind(
    visual: Visual,
    run: Run,
    *,
    report: type[Report],
    picks: Iterable[Pick] = (),
    page: TablePage | None = None,
    viewer: Viewer,
) -> Answer:
    """A page of the rows of the base that this visual's figures were made of."""
    base = run.base(visual.query)
    asked = compile.behind(visual, base.query_id, tuple(picks), page=page)
    return _ask(asked, visual, run, base, report=report, viewer=viewer)


def _earlier(visual: Visual, run: Run) -> str:
    """The query ID of the base that this visual compares itself with; nothing where there is none."""
    if not isinstance(visual, Kpi) or not visual.compare:
        return ""
    statement = run.part(earlier_than(visual.query, visual.compare))
    return statement.query_id if statement is not None and statement.state == State.FINISHED else ""


def _ask(asked: Compiled, visual: Visual, run: Run, base: Statement, *, report: type[Report], viewer: Viewer) -> Answer:
    return door.ask(
        asked.sql,
        asked.binds,
        asker=asker_for(viewer, report),
        purpose=Purpose.SLICE,
        press=run.pk,
        parent=base,
        part=visual.name,
    )
