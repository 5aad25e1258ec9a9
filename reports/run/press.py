"""Press Refresh: the base runs, from the form in the browser to results that Snowflake keeps."""

import logging
import time
from typing import Any

from django.conf import settings

from querylog import door, jobs
from querylog.asker import Asker
from querylog.door import Purpose
from querylog.errors import QueueUnavailable
from querylog.models import State, Statement
from reports import compile
from reports.compile import Compiled
from reports.declare import Inputs, Query, Report
from reports.run.clock import today
from reports.run.models import Run
from reports.run.names import counting, earlier_than
from reports.viewer import Viewer

log = logging.getLogger(__name__)


def refresh(report: type[Report], form: Any, *, viewer: Viewer) -> Run:
    """A run of every query that the report's visuals read, finished or, if it takes longer than PATIENCE, on its way.

    Raises InputError for a form that is wrong, and a PorticoError when nothing could be asked or Snowflake refused.
    """
    inputs = report.clean(form, today=today())
    queries = report.queries_used()
    for query in queries:
        compile.base(query, inputs)  # a query that can't be asked stops the press before anything is sent
    run = Run.begin(report, inputs, viewer=viewer)
    press = Press(run, inputs, asker_for(viewer, report))
    for query in queries:
        press.run(query)
    press.compare(queries)
    press.count(queries)
    press.see_it_through()
    return run


class Press:
    """One press of Refresh while its statements are sent."""

    def __init__(self, run: Run, inputs: Inputs, asker: Asker) -> None:
        self.inputs = inputs
        self._run, self._asker = run, asker
        self._sent: dict[str, Statement] = {}
        self._until = time.monotonic() + settings.PATIENCE_SECONDS

    def run(self, query: Query) -> None:
        """Send a query. What it reads of other queries comes from their results, as far as they are there."""
        self._send(compile.base(query, self.inputs, stored=self._stored_for(query)), part=query.name)

    def compare(self, queries: list[Query]) -> None:
        """Send each query once more for every earlier time that one of its figures is set against."""
        for query in queries:
            for how in query.report.comparisons_of(query):
                if inputs := compile.earlier(query, self.inputs, how):
                    self._send(compile.base(query, inputs), part=earlier_than(query, how))

    def count(self, queries: list[Query]) -> None:
        """Count what each exclusion removes, where one is at work."""
        for counted in compile.keys(queries, self.inputs):
            self._send(counted.compiled, part=counting(counted), purpose=Purpose.COUNT)

    def see_it_through(self) -> None:
        """Wait a moment; leave what takes longer to a worker, so that its end is recorded though nobody looks."""
        for statement in self._sent.values():
            if not self._wait(statement).ended:
                _watch(statement)

    def _send(self, asked: Compiled, *, part: str, purpose: Purpose = Purpose.BASE) -> None:
        self._sent[part] = door.submit(
            asked.sql, asked.binds, asker=self._asker, purpose=purpose, press=self._run.pk, part=part
        )

    def _stored_for(self, query: Query) -> dict[str, str]:
        """The query IDs of the results that this query may read. One that takes too long is not waited for."""
        read = [self._sent[name] for name in compile.reads(query, self.inputs) if name in self._sent]
        done = [each for each in read if self._wait(each).state == State.FINISHED]
        return {each.part: each.query_id for each in done}

    def _wait(self, statement: Statement) -> Statement:
        return door.wait(statement, patience=max(self._until - time.monotonic(), 0))


def _watch(statement: Statement) -> None:
    try:
        jobs.watch(statement)
    except QueueUnavailable as error:
        # The statement runs in Snowflake all the same, and every look from the page brings its end to the log.
        log.warning("%s Statement %s is watched by its page alone.", error.sentence, statement.pk)


def look(run: Run) -> list[Statement]:
    """The statements of this press as they are now in Snowflake, with their ends in the log."""
    return [statement if statement.ended else door.look(statement) for statement in run.sent]


def asker_for(viewer: Viewer, report: type[Report]) -> Asker:
    """Who asks, as the log remembers it."""
    return Asker(user_id=viewer.user_id, name=viewer.name, team=viewer.team, report=report.slug)


def cancel(run: Run) -> None:
    """End every statement of this press that still runs in Snowflake."""
    for statement in run.sent:
        if not statement.ended:
            door.cancel(statement)
