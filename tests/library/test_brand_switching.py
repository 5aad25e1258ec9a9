"""Brand switching: where households went between two periods."""

import pytest

MAIN = """
    (select HOUSEHOLD_ID, NOW, arg_max(BRAND, (SALES, BRAND = 'National')) as BRAND
     from (select HOUSEHOLD_ID, TRANSACTION_TIMESTAMP >= '2026-08-24' as NOW, BRAND, sum(SALES_VALUE) as SALES
           from TRANSACTIONS join PRODUCTS using (PRODUCT_ID)
           where PRODUCT_CATEGORY = 'CHEESE' and TRANSACTION_TIMESTAMP >= '2026-06-01'
             and TRANSACTION_TIMESTAMP < '2026-11-16'
           group by all having sum(SALES_VALUE) > 0)
     group by all)
"""
MOVED = f"""
    (select b.BRAND as WAS, n.BRAND as IS_NOW
     from (from {MAIN} where not NOW) as b
     full join (from {MAIN} where NOW) as n using (HOUSEHOLD_ID))
"""


@pytest.fixture
def page(shown):
    return shown("brand-switching")


def test_those_who_bought_in_both_periods_and_stayed(page, duck):
    both, stayed = duck(
        f"""select count(*), avg((WAS = IS_NOW)::int) from {MOVED} where WAS is not null and IS_NOW is not null"""
    )[0]
    assert page.figure("headline_bought_in_both_periods") == both
    assert page.figure("headline_of_them_stayed_with_their_main_side") == pytest.approx(stayed)


def test_the_matrix_is_of_those_on_that_side_before(page, duck):
    cells = {(row["SIDE_BEFORE"], row["SIDE_NOW"]): float(list(row.values())[2]) for row in page.rows["matrix"]}
    expected = duck(f"select avg((IS_NOW is not distinct from 'National')::int) from {MOVED} where WAS = 'Private'")
    assert cells["Private", "National"] == pytest.approx(expected)
    assert sum(share for (before, _), share in cells.items() if before == "Private") == pytest.approx(1)


def test_what_one_side_wins_of_another_the_other_loses(page, duck):
    flows = {(row["SIDE"], row["FLOW"]): float(list(row.values())[2]) for row in page.rows["won_and_lost"]}
    won = duck(f"select count(*) from {MOVED} where WAS = 'Private' and IS_NOW = 'National'")
    assert flows["National", "Won from others"] == won == -flows["Private", "Lost to others"]


def test_new_buyers_bought_in_the_second_period_only(page, duck):
    assert page.figure("headline_new_buyers") == duck(f"select count(*) from {MOVED} where WAS is null")


def test_of_the_makers_seven_stand_by_name(shown):
    makers = shown("brand-switching", side="Makers")
    names = {row["SIDE_NOW"] for row in makers.rows["matrix"]}
    assert len([each for each in names if each.startswith("Maker ")]) == 7
    assert {"All others", "Did not buy"} <= names
