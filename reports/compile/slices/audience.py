"""The ids of an audience, from a stored result: each once, in an order that does not change."""

from collections.abc import Iterable

from sqlglot import exp

from reports.compile.picks import Pick, concerning, conditions, over_base
from reports.compile.slices.order import positions
from reports.compile.slices.scans import NOW, point_at, scan
from reports.compile.statement import Binds, Compiled
from reports.declare import Audience


def audience(visual: Audience, query_id: str, picks: Iterable[Pick] = ()) -> Compiled:
    """Every id that the visual counts, with the columns beside it."""
    binds = Binds()
    key = over_base(visual.file_columns[0].sql)
    there = exp.Not(this=exp.Is(this=key, expression=exp.null()))
    tree = scan(*(exp.alias_(over_base(each.sql), each.alias) for each in visual.file_columns))
    tree.group_by(*positions(1), copy=False).order_by(*positions(1), copy=False)
    point_at(tree, {NOW: query_id}, [there, *conditions(concerning(visual, picks), binds)])
    return binds.finish(tree)
