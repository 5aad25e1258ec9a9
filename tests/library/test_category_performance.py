"""Category performance: sales of departments and categories."""

import pytest

from tests.library.raw import LINES


@pytest.fixture
def page(shown):
    return shown("category-performance")


def test_the_headline_is_of_twelve_weeks(page, duck):
    sales, households = duck(f"select sum(SALES_VALUE), count(distinct HOUSEHOLD_ID) from {LINES}")[0]
    assert page.figure("headline_sales") == pytest.approx(float(sales))
    assert page.figure("headline_households") == households


def test_a_category_has_the_sales_of_its_products(page, duck):
    expected = duck(f"select sum(SALES_VALUE) from {LINES} where PRODUCT_CATEGORY = 'CHEESE'")
    assert page.by("top_categories")["CHEESE"] == pytest.approx(float(expected))


def test_a_household_counts_once_in_a_category(page, duck):
    cheese = next(row for row in page.rows["categories"] if row["PRODUCT_CATEGORY"] == "CHEESE")
    expected = duck(f"select count(distinct HOUSEHOLD_ID) from {LINES} where PRODUCT_CATEGORY = 'CHEESE'")
    assert list(cheese.values())[4] == expected
