"""Tables, page by page: every row once, in one order, filtered as the column heads say; and the rows behind a mark."""

import pytest

from reports import compile
from reports.compile import Pick, TablePage
from reports.policy import OPEN
from tests.reports.a_shop.rows import SALES
from tests.reports.a_shop.shop import Shop
from tests.reports.compile.by_hand import as_set, different, grouped, plain, total
from tests.reports.compile.flat import TODAY

ROWS = grouped(SALES, ["department", "item"], [total("price"), different("customer_id")])
NAMES = ("DEPT", "ITEM", "SUM_PRICE", "COUNT_DISTINCT_CUSTOMER_ID")


def shown(rows):
    return [tuple(plain(row[name]) for name in NAMES) for row in rows]


def paged(sliced, size, **page):
    found = []
    for offset in range(0, len(ROWS) + size, size):
        found += sliced("table", page=TablePage(offset=offset, limit=size, **page))
    return found


@pytest.mark.parametrize("sort", ["", *NAMES])
@pytest.mark.parametrize("descending", [True, False])
def test_the_pages_are_every_row_once_in_the_order_of_the_whole(sliced, sort, descending):
    page = {"sort": sort, "descending": descending}
    whole = shown(sliced("table", page=TablePage(limit=None, **page)))
    assert as_set(whole) == as_set(ROWS)
    assert shown(paged(sliced, 7, **page)) == whole


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("place", range(4))
def test_a_table_is_sorted_by_a_column_with_the_empty_ones_last(sliced, place, descending):
    rows = shown(sliced("table", page=TablePage(limit=None, sort=NAMES[place], descending=descending)))
    values = [row[place] for row in rows]
    there = [value for value in values if value is not None]
    assert there == sorted(there, reverse=descending)
    assert values == there + [None] * (len(values) - len(there))


def test_each_page_says_how_many_rows_there_are(sliced):
    assert {row["TOTAL_ROWS"] for row in paged(sliced, 7)} == {len(ROWS)}


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({"ITEM": {"type": "contains", "filter": "O"}}, lambda row: row[1] and "o" in row[1].lower()),
        ({"ITEM": {"type": "notContains", "filter": "O"}}, lambda row: not row[1] or "o" not in row[1].lower()),
        ({"ITEM": {"type": "startsWith", "filter": "o'"}}, lambda row: row[1] == "O'Henry"),
        ({"ITEM": {"type": "endsWith", "filter": "E"}}, lambda row: row[1] == "Brie"),
        ({"DEPT": {"type": "equals", "filter": "Deli"}}, lambda row: row[0] == "Deli"),
        ({"DEPT": {"type": "notEqual", "filter": "Deli"}}, lambda row: row[0] != "Deli"),
        ({"DEPT": {"type": "contains", "filter": "%_"}}, lambda row: row[0] == "50%_off"),
        ({"DEPT": {"type": "blank"}}, lambda row: row[0] is None),
        ({"DEPT": {"type": "notBlank"}}, lambda row: row[0] is not None),
        ({"SUM_PRICE": {"filterType": "number", "type": "lessThan", "filter": 20}}, lambda row: row[2] < 20),
        (
            {"SUM_PRICE": {"filterType": "number", "type": "inRange", "filter": 20, "filterTo": 40}},
            lambda row: 20 <= row[2] <= 40,
        ),
        (
            {"COUNT_DISTINCT_CUSTOMER_ID": {"filterType": "number", "type": "notEqual", "filter": 5}},
            lambda row: row[3] != 5,
        ),
        (
            {"ITEM": {"type": "equals", "filter": "Ham"}, "DEPT": {"type": "notBlank"}},
            lambda row: row[1] == "Ham" and row[0],
        ),
    ],
)
def test_a_column_head_keeps_the_rows_that_it_says(sliced, filters, kept):
    rows = sliced("table", page=TablePage(limit=None, filters=filters))
    expected = [row for row in ROWS if kept(row)]
    assert as_set(shown(rows)) == as_set(expected)
    assert 0 < len(rows) < len(ROWS)
    assert {row["TOTAL_ROWS"] for row in rows} == {len(rows)}


@pytest.mark.parametrize(
    "name", [name for name, each in Shop.visuals.items() if each.columns and each.query is Shop.lines]
)
def test_what_any_visual_shows_can_be_paged(sliced, name):
    names = [each.alias for each in Shop.visuals[name].columns]
    whole = sliced(name, page=TablePage(limit=None))
    pages = []
    for offset in range(0, len(whole), 9):
        pages += sliced(name, page=TablePage(offset=offset, limit=9))
    assert pages == whole
    assert {row["TOTAL_ROWS"] for row in whole} == {len(whole)}
    looked_at, drawn = ([[row[each] for each in names] for row in found] for found in (whole, sliced(name)))
    assert as_set(looked_at) == as_set(drawn)


@pytest.fixture
def behind(a_shop, stored, rows):
    def ask(name, *picks, page=None):
        visual = Shop.visuals[name]
        base = stored(compile.base(visual.query, Shop.clean({}, today=TODAY), policy=OPEN))
        compiled = compile.behind(visual, base, picks, page=page)
        return rows(compiled.sql, compiled.binds)

    return ask


@pytest.mark.parametrize(
    ("name", "picks", "kept"),
    [
        ("bar", (), lambda each: True),
        ("bar", (Pick("item", "Ham", "bar"),), lambda each: each.item == "Ham"),
        ("bar", (Pick("item", None, "bar"),), lambda each: each.item is None),
        ("line", (Pick("month", "2026-10-01", "line"),), lambda each: each.month.month == 10),
        (
            "heatmap",
            (Pick("place", "OH", "heatmap"), Pick("item", "Brie", "heatmap")),
            lambda each: (each.state, each.item) == ("OH", "Brie"),
        ),
        (
            "pie",
            (Pick("item", "Ham", "pie"), Pick("item", "Milk", "pie"), Pick("dept", None, "box")),
            lambda each: each.item in ("Ham", "Milk") and each.department is None,
        ),
    ],
)
def test_the_rows_behind_a_mark_are_its_own(behind, name, picks, kept):
    found = behind(name, *picks, page=TablePage(limit=None))
    assert sorted(row["SALE_ID"] for row in found) == [each.sale_id for each in SALES if kept(each)]


def test_the_rows_behind_come_in_pages_without_one_twice(behind):
    pages = []
    for offset in range(0, len(SALES), 40):
        pages += behind("bar", page=TablePage(offset=offset, limit=40))
    assert sorted(row["SALE_ID"] for row in pages) == [each.sale_id for each in SALES]
    assert {row["TOTAL_ROWS"] for row in pages} == {len(SALES)}


def test_the_fields_that_nobody_picked_are_empty(sliced):
    rows = sliced("table_of_picked", down=["State"])
    expected = [(None, state, None, count) for state, count in grouped(SALES, ["state"], [different("customer_id")])]
    assert as_set(list(row.values())[:4] for row in rows) == as_set(expected)


def test_each_field_that_was_picked_has_its_column(sliced):
    rows = sliced("table_of_picked", page=TablePage(limit=None), down=["Loyal", "Department"])
    buyers = grouped(SALES, ["department", "loyal"], [different("customer_id")])
    expected = ((department, None, loyal, count) for department, loyal, count in buyers)
    assert as_set(list(row.values())[:4] for row in rows) == as_set(expected)
