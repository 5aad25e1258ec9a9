"""Press Refresh: the base runs, from the form in the browser to results that Snowflake keeps."""

import logging
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from querylog import door, events, jobs, sharing
from querylog.asker import Asker
from querylog.door import Purpose
from querylog.errors import QueueUnavailable
from querylog.models import Kind, State, Statement
from querylog.sensitive import HIDDEN
from reports import compile
from reports.compile import Compiled
from reports.declare import Inputs, Query, Report
from reports.learn.versions import put_on_record, with_models
from reports.policy import Policy
from reports.run.clock import today
from reports.run.models import Part, Run
from reports.run.names import counting, earlier_than
from reports.viewer import Viewer

log = logging.getLogger(__name__)


def refresh(report: type[Report], form: Any, *, viewer: Viewer, anew: bool = False) -> Run:
    """A run of every query that the report's visuals read, finished or, if it takes longer than PATIENCE, on its way.

    What was asked a while ago with the same rights is not asked again, unless `anew` says so.

    Raises InputError for a form that is wrong, and a PorticoError when nothing could be asked or Snowflake refused.
    """
    inputs = inputs_of(report, form)
    queries = report.queries_used()
    for query in queries:
        compile.base(
            query, inputs, policy=viewer.policy
        )  # a query that can't be asked stops the press before anything is sent
    run = Run.begin(report, inputs, viewer=viewer)
    asker = asker_for(viewer, report)
    _remember(run, inputs, viewer, anew=anew)
    put_on_record(inputs, asker=asker, press=str(run.pk))
    press = Press(run, inputs, viewer.policy, asker, anew=anew)
    for query in queries:
        press.run(query)
    press.compare(queries)
    press.count(queries)
    press.see_it_through()
    return run


def _remember(run: Run, inputs: Inputs, viewer: Viewer, *, anew: bool) -> None:
    """That Refresh was pressed: with what, on which version of the report, from where. Raises LogUnavailable."""
    events.record(
        Kind.PRESSED,
        user_id=viewer.user_id,
        name=viewer.name,
        team=viewer.team,
        report=run.report,
        press=str(run.pk),
        filters=inputs.summary(hidden=HIDDEN),
        version=inputs.report.fingerprint,
        address=viewer.address,
        anew=anew,
    )


def inputs_of(report: type[Report], form: Any) -> Inputs:
    """What the form asks of this report today, with the versions of its models. Raises what `refresh` does for them."""
    return with_models(report.clean(form, today=today()))


class Press:
    """One press of Refresh while its statements are sent."""

    def __init__(self, run: Run, inputs: Inputs, policy: Policy, asker: Asker, *, anew: bool) -> None:
        self.inputs, self._policy = inputs, policy
        self._run, self._asker = run, asker
        self._fresh = timedelta(seconds=0 if anew else settings.FRESH_SECONDS)
        self._anew = anew
        self._sent: dict[str, Statement] = {}
        self._until = time.monotonic() + settings.PATIENCE_SECONDS

    def run(self, query: Query) -> None:
        """Send a query. What it reads of other queries comes from their results, as far as they are there."""
        self._send(self._base(query, self.inputs, stored=self._stored_for(query)), part=query.name)

    def compare(self, queries: list[Query]) -> None:
        """Send each query once more for every earlier time that one of its figures is set against."""
        for query in queries:
            for how in query.report.comparisons_of(query):
                if inputs := compile.earlier(query, self.inputs, how):
                    self._send(self._base(query, inputs), part=earlier_than(query, how))

    def count(self, queries: list[Query]) -> None:
        """Count what each exclusion removes, where one is at work."""
        for counted in compile.keys(queries, self.inputs, policy=self._policy):
            self._send(counted.compiled, part=counting(counted), purpose=Purpose.COUNT)

    def see_it_through(self) -> None:
        """Wait a moment; leave what takes longer to a worker, so that its end is recorded though nobody looks."""
        for statement in self._sent.values():
            if not self._wait(statement).ended:
                _watch(statement)
                self._run.awaited = True
        if self._run.awaited:
            self._run.save(update_fields=["awaited"])

    def _send(self, asked: Compiled, *, part: str, purpose: Purpose = Purpose.BASE) -> None:
        shared = sharing.submit(
            asked.sql,
            asked.binds,
            asker=self._asker,
            purpose=purpose,
            press=self._run.pk,
            part=part,
            fresh=self._fresh,
            anew=self._anew,
        )
        self._run.add(part, shared)
        self._sent[part] = shared.statement

    def _base(self, query: Query, inputs: Inputs, *, stored: dict[str, str] | None = None) -> Compiled:
        return compile.base(query, inputs, policy=self._policy, stored=stored)

    def _stored_for(self, query: Query) -> dict[str, str]:
        """The query IDs of the results that this query may read. One that takes too long is not waited for."""
        names = [name for name in compile.reads(query, self.inputs) if name in self._sent]
        done = {name: self._wait(self._sent[name]) for name in names}
        return {name: each.query_id for name, each in done.items() if each.state == State.FINISHED}

    def _wait(self, statement: Statement) -> Statement:
        return door.wait(statement, patience=max(self._until - time.monotonic(), 0))


def _watch(statement: Statement) -> None:
    try:
        jobs.watch(statement)
    except QueueUnavailable as error:
        # The statement runs in Snowflake all the same, and every look from the page brings its end to the log.
        log.warning("%s Statement %s is watched by its page alone.", error.sentence, statement.pk)


def look(run: Run) -> list[tuple[Part, Statement]]:
    """The parts of this press, with their statements as they are now in Snowflake and their ends in the log."""
    return [(part, statement if statement.ended else door.look(statement)) for part, statement in run.parts()]


def asker_for(viewer: Viewer, report: type[Report]) -> Asker:
    """Who asks, as the log remembers it."""
    return Asker(
        user_id=viewer.user_id,
        name=viewer.name,
        team=viewer.team,
        report=report.slug,
        policy=viewer.policy.fingerprint,
        limits=viewer.limits,
    )


def cancel(run: Run) -> None:
    """End every statement of this press that still runs in Snowflake, unless somebody else waits for it, too."""
    Run.objects.filter(pk=run.pk).update(cancelled_at=timezone.now())
    for statement in run.sent:
        if not statement.ended and run.alone_with(statement):
            door.cancel(statement)
