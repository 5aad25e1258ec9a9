"""Basket composition: sizes of baskets, and what is in them."""

import pytest

BASKETS = """
    (select BASKET_ID, count(distinct PRODUCT_ID) as PRODUCTS, sum(SALES_VALUE) as SALES
     from TRANSACTIONS
     where TRANSACTION_TIMESTAMP >= '2026-08-24' and TRANSACTION_TIMESTAMP < '2026-11-16'
     group by BASKET_ID)
"""


@pytest.fixture
def page(shown):
    return shown("basket-composition")


def test_a_basket_has_so_many_different_products(page, duck):
    assert page.figure("headline_baskets") == duck(f"select count(*) from {BASKETS}")
    expected = duck(f"select sum(PRODUCTS) / count(*) from {BASKETS}")
    assert page.figure("headline_products_per_basket") == round(expected, 2)


def test_the_large_ones_are_those_above_twenty_products(page, duck):
    share, of_sales = duck(
        f"""select count(*) filter (PRODUCTS > 20) / count(*), sum(SALES) filter (PRODUCTS > 20) / sum(SALES)
            from {BASKETS}"""
    )[0]
    assert page.by("missions_how_many_are_small_or_large")["Large"] == pytest.approx(share)
    assert page.by("missions_what_they_bring")["Large"] == pytest.approx(float(of_sales))


def test_a_department_counts_once_for_each_basket_that_holds_it(page, duck):
    with_produce = duck(
        f"""select count(distinct BASKET_ID) / (select count(*) from {BASKETS})
            from TRANSACTIONS join PRODUCTS using (PRODUCT_ID) join {BASKETS} using (BASKET_ID)
            where DEPARTMENT = 'PRODUCE'"""
    )
    assert page.by("departments_baskets_with_each_department")["PRODUCE"] == pytest.approx(with_produce)


def test_the_map_takes_the_share_within_baskets_of_one_size(page, duck):
    cells = {
        (row["MISSION"], row["DEPARTMENT"]): float(list(row.values())[2])
        for row in page.rows["departments_by_size_of_the_basket"]
    }
    expected = duck(
        f"""select count(distinct BASKET_ID) / (select count(*) from {BASKETS} where PRODUCTS <= 5)
            from TRANSACTIONS join PRODUCTS using (PRODUCT_ID) join {BASKETS} using (BASKET_ID)
            where DEPARTMENT = 'FUEL' and PRODUCTS <= 5"""
    )
    assert cells["Small", "FUEL"] == pytest.approx(expected)


def test_baskets_that_hold_something_keep_the_rest_of_what_is_in_them(shown):
    deli = shown("basket-composition", **{"holds.department": ["DELI"]}).by("departments_baskets_with_each_department")
    assert deli["DELI"] == 1
    assert 0 < deli["PRODUCE"] < 1
