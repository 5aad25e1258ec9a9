"""A figure against what it was before: which days those are, and that the figure is of them."""

from datetime import date, timedelta

import pytest

from reports import compile
from reports.declare import DateRange, given
from reports.declare.earlier import PERIOD, YEAR, span
from reports.policy import OPEN
from tests.reports.a_shop.rows import INVITATIONS, SALES
from tests.reports.a_shop.shop import Shop
from tests.reports.compile.by_hand import as_set, different, grouped
from tests.reports.compile.flat import TODAY

BUYERS = different("customer_id")
OCTOBER = {"filters": {"sold_on": {"from": "2026-10-01", "to": "2026-10-31"}}}


def between(first, last):
    return [each for each in SALES if first <= each.sold_on <= last]


BEFORE_BEGINS, BEFORE_ENDS = date(2026, 9, 1), date(2026, 9, 30)
NOW = between(date(2026, 10, 1), date(2026, 10, 31))
BEFORE = between(BEFORE_BEGINS, BEFORE_ENDS)


@pytest.mark.parametrize(
    ("first", "last", "how", "before"),
    [
        ("2026-11-09", "2026-11-15", PERIOD, ("2026-11-02", "2026-11-08")),
        ("2026-11-10", "2026-11-10", PERIOD, ("2026-11-09", "2026-11-09")),
        ("2026-10-01", "2026-10-31", PERIOD, ("2026-09-01", "2026-09-30")),
        ("2026-01-01", "2026-03-31", PERIOD, ("2025-10-01", "2025-12-31")),
        ("2026-11-09", "2026-11-15", YEAR, ("2025-11-10", "2025-11-16")),
        ("2026-11-01", "2026-11-10", YEAR, ("2025-11-01", "2025-11-10")),
        ("2025-02-01", "2025-02-28", YEAR, ("2024-02-01", "2024-02-29")),
        ("2024-02-29", "2024-02-29", YEAR, ("2023-02-28", "2023-02-28")),
    ],
)
def test_the_days_before(first, last, how, before):
    found = span(date.fromisoformat(first), date.fromisoformat(last), how)
    assert tuple(map(str, found)) == before


@pytest.mark.parametrize("length", range(1, 120))
def test_the_period_before_ends_where_this_one_begins_and_is_as_long(length):
    first = date(2026, 3, 2)
    last = first + timedelta(days=length - 1)
    start, end = span(first, last, PERIOD)
    assert (end + timedelta(days=1), (end - start).days) == (first, length - 1)


def test_a_figure_has_its_steps_and_what_it_was(sliced):
    whole, *steps = (tuple(row.values()) for row in sliced("headline_buyers", **OCTOBER))
    assert whole == (None, BUYERS(NOW), 1, BUYERS(BEFORE))
    assert as_set(step[:2] for step in steps) == as_set(grouped(NOW, ["month"], [BUYERS]))


def test_a_pick_narrows_what_it_was_as_well(sliced):
    whole, *_ = (tuple(row.values()) for row in sliced("headline_buyers", compile.Pick("place", "OH"), **OCTOBER))
    ohio = [[each for each in rows if each.state == "OH"] for rows in (NOW, BEFORE)]
    assert whole == (None, BUYERS(ohio[0]), 1, BUYERS(ohio[1]))


def test_a_figure_of_no_rows_is_one_row_that_says_so(sliced):
    (whole,) = sliced("headline_buyers", compile.Pick("item", "Caviar"), **OCTOBER)
    assert tuple(whole.values()) == (None, 0, 1, 0)


def test_without_a_period_there_was_nothing_before(sliced):
    whole, *_ = sliced("headline_buyers")
    assert (whole["COUNT_DISTINCT_CUSTOMER_ID"], whole["BEFORE"]) == (BUYERS(SALES), None)


def test_a_query_that_reads_another_is_compared_with_what_that_one_gave_before(sliced):
    (often,) = sliced("often", **OCTOBER)
    assert tuple(often.values()) == (len(regulars(NOW)), len(regulars(BEFORE)))


def regulars(rows):
    return [key for key, times in grouped(rows, ["customer_id"], [len]) if times > 1]


def test_the_function_of_a_query_knows_the_days_before():
    def days(**chosen):
        return given(Shop.clean({"filters": {"sold_on": chosen}}, today=TODAY)).filters.sold_on

    assert days(**OCTOBER["filters"]["sold_on"]).before(PERIOD) == DateRange(first=BEFORE_BEGINS, last=BEFORE_ENDS)
    assert days(**{"from": "2026-10-01"}).before(YEAR) is None


def test_the_days_of_an_exclusion_are_its_own():
    form = {"returned": {"returned_on": {"from": "2026-10-01", "to": "2026-10-31"}}}
    assert compile.earlier(Shop.lines, Shop.clean(form, today=TODAY), PERIOD) is None


def test_everything_else_that_was_chosen_is_as_it_was(a_shop, rows):
    inputs = Shop.clean(OCTOBER | {"invited": {"campaign": ["Spring"]}}, today=TODAY)
    compiled = compile.base(Shop.lines, compile.earlier(Shop.lines, inputs, PERIOD), policy=OPEN)
    invited = {each.client for each in INVITATIONS if each.campaign == "Spring"} - {None}
    expected = [each.sale_id for each in BEFORE if each.customer_id in invited]
    assert sorted(row["SALE_ID"] for row in rows(compiled.sql, compiled.binds)) == expected
