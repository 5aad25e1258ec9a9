"""A pivot's cells as a grid: one column per value across, one row per row, subtotals under a name of their own."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from reports.compile.slices.folds import FOLDED
from reports.declare import Column, Pivot
from reports.render.figures.axes import grain_of
from reports.render.figures.columns import EMPTY, OTHER, dated
from reports.render.formats import FORMATS
from reports.render.grid import plain_values

TOTAL = "Total"
NAME = "NAME"  # the grid's first column: the row's own value, set in by its depth
_DAY = re.compile(r"\d{4}-\d\d-\d\d( 00:00:00(\.0+)?)?")
Cell = dict[str, Any]
Across = tuple[Any, int]  # a value across, and how many others it stands for


@dataclass(frozen=True, kw_only=True)
class PivotGrid:
    """What the grid gets; `cut` is how many rows there are when not all are shown."""

    columns: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    cut: int = 0


def pivot_grid(visual: Pivot, table: pa.Table, *, hidden: set[str]) -> PivotGrid:
    """The slice of a pivot as a grid: subtotals above their rows, the largest first, the total last."""
    down = [each for each in visual.dimensions[: len(visual.down)] if each.alias not in hidden]
    cells = _cells(visual, table, down)
    across = _across(visual, cells)
    rows = _rows(visual, cells, down, across)
    body, total = rows[:-1], rows[-1:]
    cut = len(body) if len(body) > visual.most else 0
    return PivotGrid(columns=_columns(visual, down, across), rows=[*body[: visual.most], *total], cut=cut)


def _cells(visual: Pivot, table: pa.Table, down: list[Column]) -> list[Cell]:
    """The slice row by row; a cell that sums up a field which nobody picked is a doubled one, and left out."""
    names = table.column_names
    columns = [plain_values(table.column(place)) for place in range(len(names))]
    cells = [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]
    hidden = len(visual.down) - len(down)
    for cell in cells:
        cell["DEPTH"] = len(down) - max(int(cell["LEVEL"]) - hidden, 0)
    doubled = [cell for cell in cells if 0 < int(cell["LEVEL"]) <= hidden]
    return [cell for cell in cells if cell not in doubled] if hidden else cells


def _across(visual: Pivot, cells: list[Cell]) -> list[Across]:
    """The values across, in their order; those that were folded into one last."""
    found = {_value(visual, cell) for cell in cells if not cell["IN_ALL_COLUMNS"]}
    return sorted(found, key=lambda each: (each[1] > 0, each[0] is None, str(each[0])))


def _value(visual: Pivot, cell: Cell) -> Across:
    return cell[visual.dimensions[-1].alias], int(cell[FOLDED] or 0)


def _rows(visual: Pivot, cells: list[Cell], down: list[Column], across: list[Across]) -> list[dict[str, Any]]:
    """The grid's rows in tree order."""
    by_path: dict[tuple[Any, ...], dict[str, Any]] = {}
    places = {value: place for place, value in enumerate(across)}
    for cell in cells:
        path = tuple(cell[each.alias] for each in down[: cell["DEPTH"]])
        row = by_path.setdefault(path, {"LEVEL": len(down) - len(path), NAME: _named(path), "DEPTH": len(path)})
        key = "ALL" if cell["IN_ALL_COLUMNS"] else f"C{places[_value(visual, cell)]}"
        row |= {f"{key}_{number}": cell[each.alias] for number, each in enumerate(visual.measures)}
        row |= {each.alias: value for each, value in zip(down, path, strict=False)}
    return [by_path[path] for path in _in_tree_order(by_path)]


def _named(path: tuple[Any, ...]) -> str:
    if not path:
        return TOTAL
    return EMPTY if path[-1] is None else str(path[-1])


def _in_tree_order(rows: dict[tuple[Any, ...], dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Each group above what is in it, groups and rows by their first measure, the total at the end."""

    def key(path: tuple[Any, ...]) -> list[Any]:
        steps = [rows.get(path[: depth + 1], {}) for depth in range(len(path))]
        return [(-(step.get("ALL_0") or 0), str(path[depth])) for depth, step in enumerate(steps)]

    paths = sorted((path for path in rows if path), key=key)
    return [*paths, ()] if () in rows else paths


def _columns(visual: Pivot, down: list[Column], across: list[Across]) -> list[dict[str, Any]]:
    indent = "'pivot__name pivot__name--' + (params.data ? params.data.DEPTH : 0)"
    first = {
        "field": NAME,
        "headerName": " › ".join(each.label for each in down) or TOTAL,
        "pinned": "left",
        "minWidth": 200,
        "cellClass": {"function": indent},
    }
    if visual.across and len(visual.measures) > 1:
        # The head above it names what stands across; without one, a screen reader meets a row with no cells.
        first = {"headerName": visual.dimensions[-1].label, "children": [first]}
    groups = [(label, f"C{place}") for place, label in enumerate(_labels(across))] + [(TOTAL, "ALL")]
    return [first, *(_group(visual, label, key) for label, key in groups)]


def _group(visual: Pivot, label: str, key: str) -> dict[str, Any]:
    """The columns of one value across: one for each measure, under a common head when there are several."""
    columns = [_measure(each, f"{key}_{number}") for number, each in enumerate(visual.measures)]
    if len(columns) == 1:
        only = visual.measures[0].label
        return columns[0] | {"headerName": only if not visual.across else label}
    return {"headerName": label, "children": columns}


def _measure(column: Column, key: str) -> dict[str, Any]:
    pattern = FORMATS[column.format].d3
    written = f"params.value == null ? '' : d3.format('{pattern}')(params.value)"
    return {
        "field": key,
        "headerName": column.label,
        "type": "rightAligned",
        "minWidth": 130,
        "flex": 1,
        "valueFormatter": {"function": written},
    }


def _labels(across: list[Across]) -> list[str]:
    """What the columns are called: days as a person reads them, "Nov 2026" where each stands for a month."""
    values = [value for value, folded in across if not folded]
    days = {value: value[:10] for value in values if isinstance(value, str) and _DAY.fullmatch(value)}
    if len(days) < len([value for value in values if value is not None]):
        days = {}
    column = pa.chunked_array([[date.fromisoformat(day) for day in days.values()]], pa.date32())
    grain = grain_of(column) if days else ""
    return [_label(value, folded, days.get(value), grain) for value, folded in across]


def _label(value: Any, folded: int, day: str | None, grain: str) -> str:
    if folded:
        return f"{OTHER} ({folded:,})"
    return EMPTY if value is None else _written(value, day, grain)


def _written(value: Any, day: str | None, grain: str) -> str:
    return dated(date.fromisoformat(day), grain) if day else str(value)
