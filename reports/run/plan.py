"""What would a press of Refresh send, and each visual after it? Compiled as for a press, with nothing sent."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from querylog.door import Purpose
from querylog.sensitive import Sensitive
from reports import compile
from reports.compile import Compiled, TablePage
from reports.compile.statement import Bind
from reports.declare import Inputs, Kpi, Report, Table, Visual
from reports.policy import Policy
from reports.run.names import counting, earlier_than

NOT_SENT = UUID(int=0)


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A statement that was not sent. Where the ID of a result would stand, it says of which query."""

    part: str
    purpose: Purpose
    sql: str
    binds: tuple[Bind | Sensitive, ...]


def planned(report: type[Report], inputs: Inputs, *, policy: Policy, limit: int | None = None) -> list[Planned]:
    """Every statement in the order of a press: the queries, what they are compared with, the counts, the visuals."""
    bases = list(_bases(report, inputs, policy))
    parts = [each.part for each in bases]
    found = [*bases, *_counts(report, inputs, policy), *_slices(report, inputs, limit)]
    return [_named(each, parts) for each in found]


def _id_of(part: str) -> str:
    """An ID for the result of a statement that was not sent: a slice can read nothing without one."""
    return str(uuid5(NOT_SENT, part))


def _bases(report: type[Report], inputs: Inputs, policy: Policy) -> Iterator[Planned]:
    queries = report.queries_used()
    sent: list[str] = []
    for query in queries:
        stored = {name: _id_of(name) for name in compile.reads(query, inputs) if name in sent}
        yield _planned(compile.base(query, inputs, policy=policy, stored=stored), query.name, Purpose.BASE)
        sent.append(query.name)
    for query in queries:
        for how in report.comparisons_of(query):
            if before := compile.earlier(query, inputs, how):
                yield _planned(compile.base(query, before, policy=policy), earlier_than(query, how), Purpose.BASE)


def _counts(report: type[Report], inputs: Inputs, policy: Policy) -> Iterator[Planned]:
    for counted in compile.keys(report.queries_used(), inputs, policy=policy):
        yield _planned(counted.compiled, counting(counted), Purpose.COUNT)


def _slices(report: type[Report], inputs: Inputs, limit: int | None) -> Iterator[Planned]:
    for visual in report.visuals.values():
        page = TablePage(limit=limit) if isinstance(visual, Table) else None
        asked = compile.slice(visual, _id_of(visual.query.name), page=page, earlier=_earlier_result(visual, inputs))
        yield _planned(asked, visual.name, Purpose.SLICE)


def _earlier_result(visual: Visual, inputs: Inputs) -> str:
    if not isinstance(visual, Kpi) or not visual.compare:
        return ""
    there = compile.earlier(visual.query, inputs, visual.compare)
    return _id_of(earlier_than(visual.query, visual.compare)) if there else ""


def _named(each: Planned, parts: Iterable[str]) -> Planned:
    """The statement with words for the IDs in it. Values are bound, so the text has them nowhere else."""
    sql = each.sql
    for part in parts:
        sql = sql.replace(_id_of(part), f"query ID of {part}")
    return replace(each, sql=sql)


def _planned(asked: Compiled, part: str, purpose: Purpose) -> Planned:
    return Planned(part=part, purpose=purpose, sql=asked.sql, binds=asked.binds)
