"""Spend bands: households by what they spent."""

import pytest

SPENT = """
    (select HOUSEHOLD_ID, sum(SALES_VALUE) as SALES from TRANSACTIONS
     where TRANSACTION_TIMESTAMP >= '2026-08-24' and TRANSACTION_TIMESTAMP < '2026-11-16' group by 1)
"""


@pytest.fixture
def page(shown):
    return shown("spend-bands")


def test_a_band_has_the_households_between_its_edges(page, duck):
    expected = duck(f"select count(*) from {SPENT} where SALES >= 100 and SALES < 200")
    assert page.by("sizes_households_in_each_band")[100] == expected


def test_the_last_band_is_open_above(page, duck):
    expected = duck(f"select sum(SALES) from {SPENT} where SALES >= 800")
    assert page.by("sizes_sales_of_each_band")[800] == pytest.approx(float(expected))


def test_the_bands_are_all_households(page, duck):
    assert sum(page.by("bands_table").values()) == duck(f"select count(*) from {SPENT}")
    assert page.figure("headline_households") == duck(f"select count(*) from {SPENT}")
