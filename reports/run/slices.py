"""Slice a stored result: what each visual shows, one small statement over a base run, with no second scan."""

from collections.abc import Iterable

from querylog import door
from querylog.door import Answer, Purpose
from reports import compile
from reports.compile import Pick, TablePage
from reports.declare import Report, Visual
from reports.run.models import Run
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
) -> Answer:
    """The rows that this visual shows of that run, under these picks; ResultGone when Snowflake keeps it no longer."""
    base = run.base(visual.query)
    asked = compile.slice(visual, base.query_id, tuple(picks), page=page)
    return door.ask(
        asked.sql,
        asked.binds,
        asker=asker_for(viewer, report),
        purpose=Purpose.SLICE,
        press=run.pk,
        parent=base,
        part=visual.name,
    )
