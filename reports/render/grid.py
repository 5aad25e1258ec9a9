"""A table as an AG Grid that asks for its rows page by page, so that no table is too long."""

from collections.abc import Container, Iterable, Sequence
from typing import Any

import dash_ag_grid as dag
import pyarrow as pa

from reports.declare import Column, Table
from reports.render.formats import FORMATS

PAGE = 100  # rows per request
OPTIONS: dict[str, Any] = {
    "theme": {"function": "themeQuartz"},
    "cacheBlockSize": PAGE,
    "maxBlocksInCache": 10,
    "rowHeight": 34,
    "headerHeight": 36,
    "suppressCellFocus": False,
    "suppressNoRowsOverlay": True,
}
# One condition per column head; the warehouse filters, and it is asked when typing has paused.
FILTER: dict[str, Any] = {
    "filter": "agTextColumnFilter",
    "floatingFilter": True,
    "suppressFloatingFilterButton": False,
    "filterParams": {"maxNumConditions": 1, "debounceMs": 500},
}


def grid(visual: Table) -> dag.AgGrid:
    """The empty grid of a table visual; its rows come when it asks, sorted and filtered by the warehouse."""
    return _paged(f"{visual.name}--grid", [_column(column) for column in visual.columns])


def rows_grid(ident: str) -> dag.AgGrid:
    """An empty grid without columns, for whatever rows are looked at."""
    return _paged(ident, [], style={"height": "100%"})


def whole_grid(ident: str) -> dag.AgGrid:
    """An empty grid that gets its columns and all of its rows at once: a pivot is never long."""
    options = {key: value for key, value in OPTIONS.items() if key not in ("cacheBlockSize", "maxBlocksInCache")}
    classes = {"pivot__row--sum": "params.data && params.data.LEVEL > 0"}
    return dag.AgGrid(
        id=ident,
        columnDefs=[],
        rowData=[],
        defaultColDef={"resizable": True, "sortable": False, "suppressHeaderMenuButton": True},
        rowClassRules=classes,
        className="ag-theme",
        dashGridOptions=options,
    )


def column_defs(
    columns: Iterable[Column], *, hidden: Container[str] = (), filtered: bool = True
) -> list[dict[str, Any]]:
    """The grid's columns; those that stand for nothing now are hidden. Not all can be filtered by their heads."""
    unfiltered = {} if filtered else {"filter": False, "floatingFilter": False}
    return [_column(column) | {"hide": column.alias in hidden} | unfiltered for column in columns]


def plain_column(name: str, label: str) -> dict[str, Any]:
    """A column of rows as they are, of whatever type."""
    shown = {"function": "params.data && params.value == null ? '(empty)' : params.value"}
    return {"field": name, "headerName": label, "minWidth": 130, "flex": 1, "valueFormatter": shown, **FILTER}


def _paged(ident: str, columns: list[dict[str, Any]], **options: Any) -> dag.AgGrid:
    return dag.AgGrid(
        id=ident,
        **options,
        columnDefs=columns,
        defaultColDef={
            "sortable": True,
            "resizable": True,
            "suppressHeaderMenuButton": True,
            "sortingOrder": ["desc", "asc", None],
        },
        rowModelType="infinite",
        className="ag-theme",
        dashGridOptions=OPTIONS,
    )


def rows(names: Sequence[str], table: pa.Table) -> list[dict[str, Any]]:
    """The first columns of a slice as the grid takes its rows: one dictionary per row, numbers as numbers."""
    columns = [plain_values(table.column(place)) for place in range(len(names))]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def _column(column: Column) -> dict[str, Any]:
    shown: dict[str, Any] = {"field": column.alias, "headerName": column.label}
    if column.measure:
        pattern = FORMATS[column.format].d3
        shown |= {
            "type": "rightAligned",
            "flex": 2,
            "minWidth": 110,
            **FILTER,
            "filter": "agNumberColumnFilter",
            "valueFormatter": {"function": f"params.value == null ? '–' : d3.format('{pattern}')(params.value)"},
        }
    else:
        formatter = "params.data && params.value == null ? '(empty)' : params.value"
        wide = {"flex": 3, "minWidth": 170, "tooltipField": column.alias}
        shown |= {**FILTER, **wide, "valueFormatter": {"function": formatter}}
    return shown


def plain_values(column: pa.ChunkedArray) -> list[Any]:
    """A column as the grid takes it."""
    if pa.types.is_decimal(column.type):
        column = column.cast(pa.float64())
    values = column.to_pylist()
    return [str(value) for value in values] if pa.types.is_temporal(column.type) else values
