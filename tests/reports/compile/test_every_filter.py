"""Every way to filter keeps the rows that it says, on the warehouse, counted again by hand."""

from datetime import date, datetime

import pytest

from reports import compile
from reports.declare.dates import PRESETS
from reports.policy import OPEN
from tests.reports.a_shop.rows import SALES
from tests.reports.a_shop.shop import Shop
from tests.reports.compile.by_hand import as_set, grouped, total
from tests.reports.compile.flat import TODAY

NOON = datetime(2026, 10, 5, 12)  # noqa: DTZ001
MANY = [f"NOT {number}" for number in range(5_000)]


@pytest.fixture
def kept(a_shop, rows):
    def ask(**filters):
        compiled = compile.base(Shop.lines, Shop.clean({"filters": filters}, today=TODAY), policy=OPEN)
        return sorted(row["SALE_ID"] for row in rows(compiled.sql, compiled.binds))

    return ask


def low(text):
    return (text or "").lower()


@pytest.mark.parametrize(
    ("filters", "stays"),
    [
        ({"department": ["Deli"]}, lambda each: each.department == "Deli"),
        ({"department": ["Deli", None]}, lambda each: each.department in ("Deli", None)),
        ({"department": [None]}, lambda each: each.department is None),
        ({"department": {"is not": ["Deli"]}}, lambda each: each.department != "Deli"),
        ({"department": {"is not": ["Deli", None]}}, lambda each: each.department not in ("Deli", None)),
        ({"department": {"is not": [None]}}, lambda each: each.department is not None),
        (
            {"department": {"contains": ["dEL", "50"]}},
            lambda each: low(each.department) in ("deli", "50%_off"),
        ),
        ({"department": {"contains": ["%_"]}}, lambda each: each.department == "50%_off"),
        ({"department": {"contains": ["^"]}}, lambda each: False),
        ({"department": {"starts with": ["D"]}}, lambda each: low(each.department).startswith("d")),
        ({"department": {"starts with": ["airy"]}}, lambda each: False),
        ({"item": ["O'Henry"]}, lambda each: each.item == "O'Henry"),
        ({"item": ["Ham", *MANY]}, lambda each: each.item == "Ham"),
        ({"item": ["Ham", None, *MANY]}, lambda each: each.item in ("Ham", None)),
        ({"item": {"is not": ["Ham", *MANY]}}, lambda each: each.item != "Ham"),
        ({"item": {"empty": True}}, lambda each: each.item is None),
        ({"item": {"empty": False}}, lambda each: each.item is not None),
        ({"price": {"min": 2, "max": 5.5}}, lambda each: each.price is not None and 2 <= each.price <= 5.5),
        ({"price": {"max": 0}}, lambda each: each.price is not None and each.price <= 0),
        ({"price": {"empty": True}}, lambda each: each.price is None),
        ({"customer_id": [3, "4", None]}, lambda each: each.customer_id in (3, 4, None)),
        ({"customer_id": [3, *range(1_000, 2_000)]}, lambda each: each.customer_id == 3),
        ({"customer_id": {"starts with": ["2"]}}, lambda each: str(each.customer_id).startswith("2")),
        ({"loyal": True}, lambda each: each.loyal is True),
        ({"loyal": False}, lambda each: each.loyal is False),
        ({"loyal": {"empty": True}}, lambda each: each.loyal is None),
        ({"sold_on": {"from": "2026-10-05", "to": "2026-10-05"}}, lambda each: each.sold_on == NOON.date()),
        ({"sold_at": {"from": "2026-10-05", "to": "2026-10-05"}}, lambda each: each.sold_at.date() == NOON.date()),
        ({"sold_at": {"to": "2026-10-05"}}, lambda each: each.sold_at.date() <= NOON.date()),
        (
            {"item": ["Ham", "Milk"], "loyal": True, "price": {"min": 1}},
            lambda each: each.item in ("Ham", "Milk") and each.loyal and each.price is not None and each.price >= 1,
        ),
    ],
    ids=lambda given: str(given)[:60] if isinstance(given, dict) else "",
)
def test_a_filter_keeps_the_rows_that_it_says(kept, filters, stays):
    assert kept(**filters) == [each.sale_id for each in SALES if stays(each)]


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("field", ["sold_on", "sold_at"])
def test_a_preset_keeps_the_days_that_it_covers_today(kept, preset, field):
    first, last = PRESETS[preset].days(TODAY)
    first, last = first or date.min, last or date.max
    assert kept(**{field: {"preset": preset}}) == [each.sale_id for each in SALES if first <= each.sold_on <= last]


def test_thousands_of_values_are_one_bound_value():
    compiled = compile.base(Shop.lines, Shop.clean({"filters": {"item": MANY}}, today=TODAY), policy=OPEN)
    assert (compiled.sql.count("?"), len(compiled.binds)) == (1, 1)


def test_the_order_in_which_choices_were_made_changes_nothing():
    one = {"filters": {"loyal": True, "item": ["Milk", "Ham", None, "Ham"]}, "returned": {"item": ["Ham"]}}
    two = {"returned": {"item": ["Ham"]}, "filters": {"item": [None, "Ham", "Milk"], "loyal": True}}
    texts = [compile.base(Shop.lines, Shop.clean(form, today=TODAY), policy=OPEN) for form in (one, two)]
    assert texts[0] == texts[1]


# ------------------------------------------------------------------ queries that read others


def expected_customers():
    return as_set((key, count, spent) for key, count, spent in grouped(SALES, ["customer_id"], [len, total("price")]))


@pytest.fixture
def found(a_shop, rows):
    def ask(query, *, stored=None, **form):
        compiled = compile.base(query, Shop.clean(form, today=TODAY), stored=stored, policy=OPEN)
        return compiled.sql, as_set(row.values() for row in rows(compiled.sql, compiled.binds))

    return ask


def test_a_query_reads_another_in_its_own_statement(found):
    sql, rows = found(Shop.customers)
    assert sql.startswith("WITH LINES AS (SELECT") and "SHOP.SALES" in sql
    assert rows == expected_customers()


def test_a_query_reads_the_stored_result_of_another_that_has_run(found, stored):
    ran = stored(compile.base(Shop.lines, Shop.clean({}, today=TODAY), policy=OPEN))
    sql, rows = found(Shop.customers, stored={"lines": ran})
    assert f"RESULT_SCAN('{ran}')" in sql and "SHOP.SALES" not in sql
    assert rows == expected_customers()


@pytest.mark.parametrize(("loyal", "least"), [(None, 2), (True, 1)])
def test_a_function_says_what_is_asked_and_its_values_are_bound(found, stored, loyal, least):
    form = {"filters": {"loyal": loyal, "item": ["Ham"]}}
    ran = stored(compile.base(Shop.lines, Shop.clean(form, today=TODAY), policy=OPEN))
    sales = [each for each in SALES if each.item == "Ham" and (loyal is None or each.loyal is loyal)]
    expected = as_set(row for row in grouped(sales, ["customer_id"], [len, total("price")]) if row[1] >= least)
    for there in (None, {"lines": ran}):
        sql, rows = found(Shop.regulars, stored=there, **form)
        assert rows == expected
        assert sql.endswith("HAVING COUNT(*) >= ?")


def test_what_is_read_is_known_before_anything_is_sent():
    inputs = Shop.clean({}, today=TODAY)
    read = {name: compile.reads(query, inputs) for name, query in Shop.queries.items()}
    assert read == {"lines": [], "customers": ["lines"], "regulars": ["lines"]}


@pytest.mark.parametrize("picked", [[], ["State"], ["State", "Department"], ["Department", "State", "Loyal"]])
def test_a_query_has_the_same_columns_whatever_was_picked(found, cursor, picked):
    found(Shop.lines, down=picked)
    assert [column.name for column in cursor.description][:4] == ["DOWN", "DEPARTMENT", "STATE", "LOYAL"]


def test_what_was_picked_is_written_in_one_column(a_shop, rows):
    compiled = compile.base(Shop.lines, Shop.clean({"down": ["State", "Department"]}, today=TODAY), policy=OPEN)
    written = sorted(row["DOWN"] for row in rows(compiled.sql, compiled.binds))
    assert written == sorted(f"{each.state or '(empty)'} · {each.department or '(empty)'}" for each in SALES)
