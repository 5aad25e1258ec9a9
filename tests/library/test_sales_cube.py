"""Sales cube: every line, added up in any way."""

import pytest

from tests.library.raw import LINES


@pytest.fixture
def page(shown):
    return shown("sales-cube")


def test_the_headline_adds_up_every_line(page, duck):
    sales, trips = duck(f"select sum(SALES_VALUE), count(distinct BASKET_ID) from {LINES}")[0]
    assert page.figure("headline_sales") == pytest.approx(float(sales))
    assert page.figure("headline_trips") == trips


def test_a_day_has_the_lines_of_the_stores_own_date(page, duck):
    expected = duck(f"select sum(SALES_VALUE) from {LINES} where TRANSACTION_TIMESTAMP::date = '2026-11-01'")
    day = [row for row in page.rows["views_when_sales_by_day"] if str(row["PURCHASED_ON"]) == "2026-11-01"]
    assert sum(float(row["SUM_SALES"]) for row in day) == pytest.approx(float(expected))


def test_the_largest_part_of_the_map_is_the_category_that_sold_most(page, duck):
    (expected,) = duck(
        f"""select DEPARTMENT, PRODUCT_CATEGORY, sum(SALES_VALUE) as sales from {LINES}
            group by all order by sales desc limit 1"""
    )
    largest = max(page.rows["views_what_departments_and_categories"], key=lambda row: float(row["SUM_SALES"]))
    assert [str(each) for each in list(largest.values())[:3]] == [str(each) for each in expected]
