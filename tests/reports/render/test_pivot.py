"""A pivot's grid, from the rows of its slice."""

from datetime import datetime

import pyarrow as pa
import pytest

from reports import Pivot, Query, Report
from reports.render.pivot import pivot_grid


class Cube(Report):
    lines = Query("select 'a' as department, 'b' as item, 1 as sales from SHOP.SALES")
    across = Pivot("Across", lines, rows=["department"], across="item", values=["sum(sales)"], top=2)
    plain = Pivot("Plain", lines, rows=["department"], values=["sum(sales)"])


def grid(items, sales, folded):
    cells = {
        "DEPARTMENT": ["DELI"] * len(items) + [None],
        "ITEM": [*items, None],
        "SUM_SALES": [*sales, sum(sales)],
        "LEVEL": [0] * len(items) + [1],
        "IN_ALL_COLUMNS": [0] * len(items) + [1],
        "FOLDED": [*folded, None],
    }
    return pivot_grid(Cube.across, pa.table(cells), hidden=set())


def test_an_item_that_is_called_other_is_not_mixed_with_the_rest():
    shown = grid(["Other", "Ham", "Other"], [5.0, 3.0, 9.0], [4, 0, 0])
    assert [column["headerName"] for column in shown.columns] == ["Department", "Ham", "Other", "Other (4)", "Total"]
    (deli, _total) = shown.rows
    assert [deli[column["field"]] for column in shown.columns[1:4]] == [3.0, 9.0, 5.0]


@pytest.mark.parametrize("rest", [0, 3])
def test_months_across_are_written_as_months_with_a_rest_or_without(rest):
    last = "Other" if rest else str(datetime(2026, 11, 1))  # noqa: DTZ001
    shown = grid([str(datetime(2026, 9, 1)), str(datetime(2026, 10, 1)), last], [1.0, 2.0, 3.0], [0, 0, rest])  # noqa: DTZ001
    labels = [column["headerName"] for column in shown.columns[1:-1]]
    assert labels == ["Sep 2026", "Oct 2026", "Other (3)" if rest else "Nov 2026"]


def test_a_pivot_without_columns_has_its_measures_alone():
    table = pa.table({"DEPARTMENT": ["DELI", None], "SUM_SALES": [1.0, 1.0], "LEVEL": [0, 1], "IN_ALL_COLUMNS": [1, 1]})
    shown = pivot_grid(Cube.plain, table, hidden=set())
    assert [column["headerName"] for column in shown.columns] == ["Department", "Sales"]
    assert [row["ALL_0"] for row in shown.rows] == [1.0, 1.0]
