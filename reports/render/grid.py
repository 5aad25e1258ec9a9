"""A table as an AG Grid that asks for its rows page by page, so that no table is too long."""

from typing import Any

import dash_ag_grid as dag
import pyarrow as pa

from reports.declare import Column, Table
from reports.render.formats import FORMATS

PAGE = 100  # rows per request


def grid(visual: Table) -> dag.AgGrid:
    """The empty grid of a table visual; its rows come when it asks."""
    return dag.AgGrid(
        id=f"{visual.name}--grid",
        columnDefs=[_column(column) for column in visual.columns],
        defaultColDef={
            "sortable": True,
            "resizable": True,
            "suppressHeaderMenuButton": True,
            "sortingOrder": ["desc", "asc", None],
        },
        rowModelType="infinite",
        className="ag-theme",
        dashGridOptions={
            "theme": {"function": "themeQuartz"},
            "cacheBlockSize": PAGE,
            "maxBlocksInCache": 10,
            "rowHeight": 34,
            "headerHeight": 36,
            "suppressCellFocus": False,
            "suppressNoRowsOverlay": True,
        },
    )


def rows(visual: Table, table: pa.Table) -> list[dict[str, Any]]:
    """The slice's rows as the grid takes them: one dictionary per row, numbers as numbers."""
    names = [column.alias for column in visual.columns]
    columns = [_plain(table.column(place)) for place in range(len(names))]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def _column(column: Column) -> dict[str, Any]:
    shown: dict[str, Any] = {"field": column.alias, "headerName": column.label}
    if column.measure:
        pattern = FORMATS[column.format].d3
        shown |= {
            "type": "rightAligned",
            "flex": 2,
            "minWidth": 110,
            "valueFormatter": {"function": f"params.value == null ? '–' : d3.format('{pattern}')(params.value)"},
        }
    else:
        formatter = "params.data && params.value == null ? '(empty)' : params.value"
        shown |= {"flex": 3, "minWidth": 170, "tooltipField": column.alias, "valueFormatter": {"function": formatter}}
    return shown


def _plain(column: pa.ChunkedArray) -> list[Any]:
    if pa.types.is_decimal(column.type):
        column = column.cast(pa.float64())
    values = column.to_pylist()
    return [str(value) for value in values] if pa.types.is_temporal(column.type) else values
