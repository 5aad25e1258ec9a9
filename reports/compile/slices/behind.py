"""The rows behind a visual: those of its query's result, as they are."""

from collections.abc import Iterable

from sqlglot import exp

from reports.compile.outputs import columns
from reports.compile.picks import BASE, Pick, concerning, conditions
from reports.compile.slices.pages import TablePage, turned
from reports.compile.slices.scans import NOW, point_at, scan
from reports.compile.statement import Binds, Compiled
from reports.declare import Visual


def behind(visual: Visual, query_id: str, picks: Iterable[Pick] = (), *, page: TablePage | None = None) -> Compiled:
    """A page of the rows that the visual's figures were made of, under these picks and those of its own marks."""
    binds = Binds()
    names = list(columns(visual.query))
    tree = scan(*(exp.column(name, table=BASE) for name in names))
    # The source is forgotten: a mark of this very visual narrows the rows behind it.
    marks = [Pick(each.column, each.value) for each in picks]
    point_at(tree, {NOW: query_id}, conditions(concerning(visual, marks), binds))
    where = f"{visual.report.slug}.{visual.name}"
    return binds.finish(turned(tree, names, page or TablePage(), binds, where=where, first=-1, whole=len(names)))
