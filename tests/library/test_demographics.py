"""Demographics: who is known, and what groups spend against the known."""

import pytest

SPENT = """
    (select HOUSEHOLD_ID, sum(SALES_VALUE) as SALES
     from TRANSACTIONS
     where TRANSACTION_TIMESTAMP >= '2026-08-24' and TRANSACTION_TIMESTAMP < '2026-11-16'
     group by HOUSEHOLD_ID)
"""


@pytest.fixture
def page(shown):
    return shown("demographics")


def test_those_that_are_not_known_are_said(page, duck):
    unknown, of_sales = duck(
        f"""select count(*) filter (d.INCOME is null), sum(SALES) filter (d.INCOME is null) / sum(SALES)
            from {SPENT} left join DEMOGRAPHICS as d using (HOUSEHOLD_ID)"""
    )[0]
    assert page.figure("headline_not_known") == unknown
    assert page.figure("headline_known") + unknown == page.figure("headline_households")
    assert page.figure("headline_sales_to_those_not_known") == pytest.approx(float(of_sales))


def test_the_index_sets_a_group_against_all_known_households(page, duck):
    expected = duck(
        f"""select 100 * avg(SALES) filter (INCOME = '50-74K') / avg(SALES)
            from {SPENT} join DEMOGRAPHICS using (HOUSEHOLD_ID)"""
    )
    assert page.by("groups")["50-74K"] == pytest.approx(expected)


def test_sales_per_household_by_age_are_of_those_who_bought(page, duck):
    expected = duck(f"select avg(SALES) from {SPENT} join DEMOGRAPHICS using (HOUSEHOLD_ID) where AGE = '35-44'")
    assert page.by("people_by_age")["35-44"] == pytest.approx(expected)


def test_the_groups_stand_in_their_own_order(page):
    assert page.drawn["people_by_age"]["data"][0]["x"] == ["19-24", "25-34", "35-44", "45-54", "55-64", "65+"]


def test_the_known_have_all_three_traits_on_file(duck):
    assert duck("select count(*) from DEMOGRAPHICS where INCOME is null or AGE is null or HOUSEHOLD_SIZE is null") == 0
