"""How much work a report is: its lines, and the statements, seconds and rows of one press of Refresh."""

import inspect
import statistics
import time
from dataclasses import dataclass

from querylog.models import Purpose, Statement
from reports.declare import Report
from reports.run.answers import Answers, answers
from reports.viewer import Viewer

FIRST_PAGE = 100  # of a Table: what its page asks for at first


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One press with the defaults. Seconds are those that a person waits: the portal's and the warehouse's."""

    report: type[Report]
    lines: int
    statements: int
    base_seconds: float  # from Refresh to the end of its last query
    slice_seconds: float  # for one visual: the median of them all
    rows: int  # of the stored results


def measured(report: type[Report], *, viewer: Viewer) -> Measured:
    """Press Refresh anew and look at each visual once. Raises what `answers` does."""
    started = time.monotonic()
    found = answers(report, report.defaults(), viewer=viewer, limit=FIRST_PAGE, anew=True)
    base = time.monotonic() - started
    slices = [_seconds(found, name) for name in report.visuals]
    sent = Statement.objects.filter(press=found.run.pk)
    return Measured(
        report=report,
        lines=len(inspect.getsource(inspect.getmodule(report) or report).splitlines()),
        statements=sent.count(),
        base_seconds=base,
        slice_seconds=statistics.median(slices),
        rows=sum(each.rows or 0 for each in sent.filter(purpose=Purpose.BASE)),
    )


def _seconds(found: Answers, visual: str) -> float:
    started = time.monotonic()
    _ = found.rows[visual]
    return time.monotonic() - started
