"""What the exclusions of a press did, in plain words: how many keys each removed, and how many remain."""

from querylog import door
from querylog.errors import WarehouseError
from querylog.models import State, Statement
from reports import compile
from reports.compile import Counted
from reports.declare import Exclude, Report
from reports.declare.words import plural
from reports.policy import OPEN
from reports.run.models import Run
from reports.run.names import counting


def counted(report: type[Report], run: Run) -> list[str]:
    """A sentence per exclusion or requirement of the press, as far as the counts are there."""
    inputs, sent = run.inputs(report), run.counts
    said: list[str] = []
    for count in compile.keys(report.queries_used(), inputs, policy=OPEN):  # for their names: nothing is asked here
        statement = sent.get(counting(count))
        if statement is not None and statement.state == State.FINISHED:
            said += [each for each in _sentences(count, statement) if each not in said]
    return said


def _sentences(count: Counted, statement: Statement) -> list[str]:
    """Of one count, read from its stored result; nothing when that is no longer kept."""
    try:
        figures = [column[0].as_py() for column in door.fetch(statement).columns]
    except WarehouseError:
        return []
    noun = plural(count.key).lower()
    said = [
        f"{part.label}: {'removes' if isinstance(part, Exclude) else 'leaves out'} {removed:,} of {figures[0]:,} {noun}"
        for part, removed in zip(count.parts, figures[1:-1], strict=True)
    ]
    return [*said[:-1], f"{said[-1]}; {figures[-1]:,} remain"]
