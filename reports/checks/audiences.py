"""Do ids leave a report as an audience alone?"""

from collections.abc import Iterator

from sqlglot import exp

from reports.checks.catalogue import visuals_of
from reports.checks.options import slips_of
from reports.checks.problem import Problem
from reports.compile.outputs import columns
from reports.compile.template import NotSql, expression
from reports.declare import Audience, Report, Visual
from reports.schema import Schema


def problems(report: type[Report], schema: Schema) -> Iterator[Problem]:
    """Each visual whose download would hand out the ids of an audience with no manifest, no approval and no count."""
    sound = [each for each in visuals_of(report) if not slips_of(each)]
    keys = {each.key.upper(): each for each in sound if isinstance(each, Audience)}
    for visual in [each for each in sound if each.download] if keys else []:
        for name in sorted(keys.keys() & _given_out(visual, schema)):
            said = f"its download holds {name.lower()}, which leaves as the audience {keys[name].name}"
            yield Problem(visual.place.line, f"{visual.name}: {said}. Add download=False.")


def _given_out(visual: Visual, schema: Schema) -> set[str]:
    """The columns that stand in its file as they are; of a visual that names none, all of its query."""
    try:
        if not visual.columns:
            return {name.upper() for name in columns(visual.query, schema)}
        trees = [expression(each.sql) for each in visual.dimensions]
    except NotSql:  # another check says so
        return set()
    return {each.name.upper() for tree in trees for each in tree.find_all(exp.Column)}
