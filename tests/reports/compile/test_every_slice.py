"""Every visual shows what its rows amount to, counted again by hand: with empty values, ties, picks and no rows."""

import pytest

from reports.compile import Pick
from tests.reports.a_shop.rows import SALES
from tests.reports.a_shop.shop import Shop
from tests.reports.compile import by_hand
from tests.reports.compile.by_hand import (
    as_set,
    average,
    cells,
    different,
    folded,
    grouped,
    largest_of,
    percentile,
    total,
)

BUYERS, AVERAGE, SPENT, UNITS = different("customer_id"), average("price"), total("price"), total("units")
ENDS = by_hand.smallest("price"), by_hand.largest("price")
QUANTILES = [percentile("price", share) for share in (0.05, 0.25, 0.5, 0.75, 0.95)]


def loud(rows):
    """Those of more than two units."""
    return [each for each in rows if each.units > 2]


def box(rows):
    found = grouped(rows, ["department"], [*QUANTILES, len])
    return largest_of(found, -1, 30, width=1)


def scatter(rows):
    return largest_of(grouped(rows, ["customer_id", "state"], [UNITS, AVERAGE, len]), -1, 10, width=2)


def treemap(rows):
    return largest_of(grouped(rows, ["department", "item"], [SPENT]), -1, 15, width=2)


def prediction(rows):
    return largest_of(grouped(rows, ["item"], [UNITS, SPENT]), -1, 5, width=1)


def histogram(rows):
    return by_hand.bins([each.price for each in rows if each.price is not None], 12)


EXPECTED = {
    "headline_sales": lambda rows: [(SPENT(rows),)],
    "headline_average": lambda rows: [(AVERAGE(rows), by_hand.largest("price")(rows))],
    "line": lambda rows: folded(rows, ["month", "item"], "item", AVERAGE, 3),
    "line_of_all": lambda rows: grouped(rows, ["month", "department"], [BUYERS]),
    "area": lambda rows: folded(rows, ["month", "item"], "item", BUYERS, 3),
    "bar": lambda rows: folded(rows, ["item"], "item", BUYERS, 3),
    "bar_of_all": lambda rows: grouped(rows, ["item"], [UNITS]),
    "bar_stacked": lambda rows: folded(rows, ["item", "department"], "item", AVERAGE, 3),
    "bar_grouped": lambda rows: grouped(rows, ["item", "state"], [BUYERS]),
    "bar_share": lambda rows: folded(rows, ["item", "department"], "item", BUYERS, 2),
    "bar_between": lambda rows: folded(rows, ["item"], "item", AVERAGE, 3, more=ENDS),
    "histogram": histogram,
    "scatter": scatter,
    "heatmap": lambda rows: folded(rows, ["state", "item"], "item", AVERAGE, 3),
    "pie": lambda rows: folded(rows, ["item"], "item", UNITS, 3),
    "treemap": treemap,
    "funnel": lambda rows: [(BUYERS(rows), BUYERS(loud(rows)))],
    "waterfall": lambda rows: folded(rows, ["department"], "department", SPENT, 2),
    "map": lambda rows: grouped(rows, ["state"], [SPENT]),
    "pivot": lambda rows: cells(rows, ["department", "state"], "item", 2, [AVERAGE, BUYERS]),
    "pivot_flat": lambda rows: cells(rows, ["department", "state"], "", 0, [BUYERS], subtotals=False),
    "forecast": lambda rows: grouped(rows, ["month"], [SPENT]),
    "prediction": prediction,
    "audience": lambda rows: [(BUYERS(rows),)],
    "custom": lambda rows: grouped(rows, ["state"], [len]),
}
SITUATIONS = {
    "everything": ((), lambda each: True),
    "a pick": ((Pick("dept", "Dairy"),), lambda each: each.department == "Dairy"),
    "a pick of nothing": ((Pick("item", None),), lambda each: each.item is None),
    "a pick of what is really called Other": ((Pick("item", "Other"),), lambda each: each.item == "Other"),
    "a quote": ((Pick("item", "O'Henry"),), lambda each: each.item == "O'Henry"),
    "a day": ((Pick("month", "2026-10-01"),), lambda each: each.month.month == 10),
    "two picks of one column": (
        (Pick("item", "Ham", "bar"), Pick("item", None, "pie")),
        lambda each: each.item in ("Ham", None),
    ),
    "picks of two columns": (
        (Pick("item", "Ham"), Pick("place", "OH"), Pick("ITEM", "Brie")),
        lambda each: each.item in ("Ham", "Brie") and each.state == "OH",
    ),
    "nothing": ((Pick("item", "Caviar"),), lambda each: False),
}


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("name", EXPECTED)
def test_a_visual_shows_what_its_rows_amount_to(name, situation, sliced):
    picks, kept = SITUATIONS[situation]
    shown = [tuple(row.values()) for row in sliced(name, *(Pick(pick.column, pick.value) for pick in picks))]
    rows = [each for each in SALES if kept(each)]
    assert as_set(shown) == as_set(EXPECTED[name](rows))


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_box_is_where_the_middle_of_its_rows_is(situation, sliced):
    picks, kept = SITUATIONS[situation]
    shown = as_set(tuple(row.values()) for row in sliced("box", *(Pick(pick.column, pick.value) for pick in picks)))
    expected = as_set(box([each for each in SALES if kept(each)]))
    assert [row[0] for row in shown] == [row[0] for row in expected]
    for row, again in zip(shown, expected, strict=True):
        assert row[1:] == tuple(pytest.approx(value, abs=0.011) for value in again[1:])  # to the column's own cent


@pytest.mark.parametrize("most", [11.75, 12, 12.25])
def test_a_histogram_has_no_more_bins_than_it_says(most, sliced):
    edges = [row["PRICE"] for row in sliced("histogram", filters={"price": {"min": 0, "max": most}})]
    assert {0, most} <= {each.price for each in SALES}
    assert max(edges) > 9 and len(edges) <= 12


def test_every_visual_is_counted_here_or_in_a_test_of_its_own():
    own = {"box", "headline_buyers", "table", "table_of_picked", "custom_of_rows", "spent", "often"}
    assert set(Shop.visuals) == set(EXPECTED) | own
