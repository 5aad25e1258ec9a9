"""Press Refresh: the base runs, from the form in the browser to a result that Snowflake keeps."""

import logging
from typing import Any

from django.conf import settings

from querylog import door, jobs
from querylog.asker import Asker
from querylog.door import Purpose
from querylog.errors import QueueUnavailable
from querylog.models import Statement
from reports import compile
from reports.declare import Report
from reports.run.clock import today
from reports.run.models import Run
from reports.viewer import Viewer

log = logging.getLogger(__name__)


def refresh(report: type[Report], form: Any, *, viewer: Viewer) -> Run:
    """A run of every query that the report's visuals read, finished or, if it takes longer than PATIENCE, on its way.

    Raises InputError for a form that is wrong, and a PorticoError when nothing could be asked or Snowflake refused.
    """
    inputs = report.clean(form, today=today())
    compiled = [(query, compile.base(query, inputs)) for query in report.queries_used()]
    run = Run.begin(report, inputs, viewer=viewer)
    asker = asker_for(viewer, report)
    statements = [
        door.submit(base.sql, base.binds, asker=asker, purpose=Purpose.BASE, press=run.pk, part=query.name)
        for query, base in compiled
    ]
    for statement in statements:
        _see_it_through(statement)
    return run


def _see_it_through(statement: Statement) -> None:
    """Wait a moment; leave what takes longer to a worker, so that its end is recorded though nobody looks."""
    if door.wait(statement, patience=settings.PATIENCE_SECONDS).ended:
        return
    try:
        jobs.watch(statement)
    except QueueUnavailable as error:
        # The statement runs in Snowflake all the same, and every look from the page brings its end to the log.
        log.warning("%s Statement %s is watched by its page alone.", error.sentence, statement.pk)


def look(run: Run) -> list[Statement]:
    """The base statements of this run as they are now in Snowflake, with their ends in the log."""
    return [statement if statement.ended else door.look(statement) for statement in run.bases]


def asker_for(viewer: Viewer, report: type[Report]) -> Asker:
    """Who asks, as the log remembers it."""
    return Asker(user_id=viewer.user_id, name=viewer.name, team=viewer.team, report=report.slug)


def cancel(run: Run) -> None:
    """End every base statement of this run that still runs in Snowflake."""
    for statement in run.bases:
        if not statement.ended:
            door.cancel(statement)
