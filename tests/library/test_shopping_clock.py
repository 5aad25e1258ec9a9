"""Shopping clock: trips by the hour on the stores' clocks."""

import pytest

LINES = """
    (select *, hour(TRANSACTION_TIMESTAMP) as HOUR from TRANSACTIONS
     where TRANSACTION_TIMESTAMP >= '2026-08-24' and TRANSACTION_TIMESTAMP < '2026-11-16')
"""


@pytest.fixture
def page(shown):
    return shown("shopping-clock")


def test_a_trip_counts_once_in_the_headline(page, duck):
    trips, sales = duck(f"select count(distinct BASKET_ID), sum(SALES_VALUE) from {LINES}")[0]
    assert page.figure("headline_trips") == trips
    assert page.figure("headline_sales_per_trip") == pytest.approx(float(sales) / trips)


def test_the_share_of_trips_after_eight(page, duck):
    late = duck(f"select count(distinct BASKET_ID) filter (HOUR >= 20) / count(distinct BASKET_ID) from {LINES}")
    assert page.figure("headline_after_8_in_the_evening") == pytest.approx(late)


def test_a_trip_counts_once_on_the_clock(page, duck):
    at_five = duck(f"select count(distinct BASKET_ID) from {LINES} where HOUR = 17")
    assert page.by("day_round_the_clock")[17] == at_five


def test_sales_per_trip_of_an_hour(page, duck):
    expected = duck(f"select sum(SALES_VALUE) / count(distinct BASKET_ID) from {LINES} where HOUR = 9")
    assert page.by("day_sales_per_trip_by_hour")[9] == pytest.approx(float(expected))
