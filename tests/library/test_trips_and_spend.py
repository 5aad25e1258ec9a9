"""Trips and spend: what moved sales between two periods."""

from math import log

import pytest

NOW = "TRANSACTION_TIMESTAMP >= '2026-08-24' and TRANSACTION_TIMESTAMP < '2026-11-16'"
BEFORE = "TRANSACTION_TIMESTAMP >= '2026-06-01' and TRANSACTION_TIMESTAMP < '2026-08-24'"


@pytest.fixture
def page(shown):
    return shown("trips-and-spend")


def of(duck, what, when):
    return float(duck(f"select {what} from TRANSACTIONS where {when}"))


def test_the_headline_counts_baskets_and_households_of_twelve_weeks(page, duck):
    trips = of(duck, "count(distinct BASKET_ID)", NOW)
    households = of(duck, "count(distinct HOUSEHOLD_ID)", NOW)
    assert page.figure("headline_households") == households
    assert page.figure("headline_trips_per_household_and_week") == round(trips / households / 12, 2)


def test_the_drivers_add_up_to_the_change_with_nothing_left_over(page, duck):
    effects = page.by("moved_what_moved_sales")
    sales = {when: of(duck, "sum(SALES_VALUE)", when) for when in (BEFORE, NOW)}
    assert sum(effects.values()) == pytest.approx(sales[NOW] - sales[BEFORE])


def test_each_driver_gets_its_part_by_the_logarithmic_mean(page, duck):
    sales = [of(duck, "sum(SALES_VALUE)", when) for when in (BEFORE, NOW)]
    households = [of(duck, "count(distinct HOUSEHOLD_ID)", when) for when in (BEFORE, NOW)]
    mean = (sales[1] - sales[0]) / log(sales[1] / sales[0])
    expected = mean * log(households[1] / households[0])
    assert page.by("moved_what_moved_sales")["Households"] == pytest.approx(expected)


def test_the_table_has_both_periods_side_by_side(page, duck):
    rows = {row["DRIVER"]: row for row in page.rows["table"]}
    before = of(duck, "sum(SALES_VALUE) / count(distinct BASKET_ID)", BEFORE)
    assert set(rows) == {"Households", "Trips per household", "Sales per trip"}
    assert float(rows["Sales per trip"]["BEFORE"]) == pytest.approx(before, abs=0.005)


def test_without_a_first_day_there_is_nothing_to_compare(shown):
    assert shown("trips-and-spend", **{"when.purchased_on": "all time"}).rows["moved_what_moved_sales"] == []
