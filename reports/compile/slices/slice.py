"""What one visual shows of a stored result: its skeleton, pointed there, narrowed by picks, turned to a page."""

from collections.abc import Iterable

from reports.compile import picks as clicked
from reports.compile.picks import Pick
from reports.compile.slices.pages import TablePage, turned
from reports.compile.slices.scans import EARLIER, NOW, point_at
from reports.compile.slices.skeleton import skeleton, without_before
from reports.compile.statement import Binds, Compiled
from reports.declare import Table, Visual


def slice(
    visual: Visual, query_id: str, picks: Iterable[Pick] = (), *, page: TablePage | None = None, earlier: str = ""
) -> Compiled:
    """What this visual shows of the result of that base run, under these picks.

    `earlier` is the query ID of the base run that a Kpi compares itself with; without one, it was nothing. A visual that is not a table has pages
    only when its rows are looked at as a table.
    """
    binds = Binds()
    tree = skeleton(visual).copy()
    if not earlier:
        without_before(tree)
    point_at(tree, {NOW: query_id, EARLIER: earlier}, clicked.conditions(visual, picks, binds))
    if isinstance(visual, Table) or page:
        where = f"{visual.report.slug}.{visual.name}"
        names = [each.alias for each in visual.columns]
        dimensions = len(visual.dimensions)
        first = dimensions + 1 if visual.measures else -1
        # The dimensions tell the rows of a table apart; elsewhere "Other" may be there twice.
        whole = dimensions if isinstance(visual, Table) and dimensions else len(names)
        tree = turned(tree, names, page or TablePage(), binds, where=where, first=first, whole=whole)
    return binds.finish(tree)
