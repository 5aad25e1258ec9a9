"""What one visual shows of a stored result: its skeleton, pointed there, narrowed by picks, turned to a page."""

from collections.abc import Iterable
from functools import lru_cache

from sqlglot import exp

from reports.compile.picks import Narrowed, Pick, concerning, conditions
from reports.compile.slices.pages import TablePage, turned
from reports.compile.slices.scans import EARLIER, NOW, point_at, sound_id
from reports.compile.slices.skeleton import skeleton, without_before
from reports.compile.statement import Binds, Compiled
from reports.declare import Table, Visual

# Stand for the results in a text that is kept, until it is known which ones are read.
_NOW, _EARLIER = (f"00000000-0000-0000-0000-00000000000{place}" for place in range(2))


def slice(
    visual: Visual, query_id: str, picks: Iterable[Pick] = (), *, page: TablePage | None = None, earlier: str = ""
) -> Compiled:
    """What this visual shows of the result of that base run, under these picks.

    `earlier` is the query ID of the base run that a Kpi compares itself with; without one, there is no figure before.
    A visual that is not a table has pages only when its rows are looked at as a table.
    """
    narrowed = concerning(visual, picks)
    if isinstance(visual, Table) or page:
        return _page(visual, query_id, narrowed, page or TablePage(), earlier)
    text, places = _text(visual, bool(earlier), tuple((each.sql, each.value is None) for each in narrowed))
    text = text.replace(_NOW, sound_id(query_id))
    text = text.replace(_EARLIER, sound_id(earlier)) if earlier else text
    values = [each.value for each in narrowed]
    return Compiled(text, tuple(value for place in places if (value := values[place]) is not None))


def _page(visual: Visual, query_id: str, narrowed: list[Narrowed], page: TablePage, earlier: str) -> Compiled:
    binds = Binds()
    tree = _pointed(visual, {NOW: query_id, EARLIER: earlier}, narrowed, binds)
    where = f"{visual.report.slug}.{visual.name}"
    names = [each.alias for each in visual.columns]
    dimensions = len(visual.dimensions)
    first = dimensions + 1 if visual.measures else -1
    # The dimensions tell the rows of a table apart; elsewhere "Other" may be there twice.
    whole = dimensions if isinstance(visual, Table) and dimensions else len(names)
    return binds.finish(turned(tree, names, page, binds, where=where, first=first, whole=whole))


@lru_cache(maxsize=4096)
def _text(visual: Visual, compared: bool, clicked: tuple[tuple[str, bool], ...]) -> tuple[str, list[int]]:
    """The text of the slice with these columns clicked, at a value or at none, and for each `?` its place in `clicked`.

    Writing a tree as text takes longer than anything else here, and the text is the same whatever the values are.
    """
    binds = Binds()
    narrowed = [Narrowed(sql, None if empty else place) for place, (sql, empty) in enumerate(clicked)]
    query_ids = {NOW: _NOW, EARLIER: _EARLIER if compared else ""}
    compiled = binds.finish(_pointed(visual, query_ids, narrowed, binds))
    return compiled.sql, [place for place in compiled.binds if isinstance(place, int)]


def _pointed(visual: Visual, query_ids: dict[str, str], narrowed: list[Narrowed], binds: Binds) -> exp.Select:
    tree = skeleton(visual).copy()
    if not query_ids[EARLIER]:
        without_before(tree)
    point_at(tree, query_ids, conditions(narrowed, binds))
    return tree
