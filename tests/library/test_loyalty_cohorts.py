"""Loyalty cohorts: who comes back, of all who began."""

import pytest

FIRSTS = "(select HOUSEHOLD_ID, date_trunc('month', min(TRANSACTION_TIMESTAMP)) as COHORT from TRANSACTIONS group by 1)"


@pytest.fixture
def page(shown):
    return shown("loyalty-cohorts")


@pytest.fixture
def cells(page):
    """The rows of the table by cohort and months since: households, and how many of them bought."""
    found = [list(row.values()) for row in page.rows["table"]]
    return {(str(cohort)[:7], months): (size, int(came)) for cohort, months, size, came, *_ in found}


def test_every_share_is_of_all_who_began(cells, duck):
    began = duck(f"select count(*) from {FIRSTS} where COHORT = '2026-01-01'")
    sizes = {size for (cohort, _), (size, _) in cells.items() if cohort == "2026-01"}
    assert sizes == {began}


def test_who_bought_three_months_later(cells, duck):
    came = duck(
        f"""select count(distinct HOUSEHOLD_ID) from TRANSACTIONS join {FIRSTS} using (HOUSEHOLD_ID)
            where COHORT = '2026-01-01' and date_trunc('month', TRANSACTION_TIMESTAMP) = '2026-04-01'"""
    )
    assert cells["2026-01", 3][1] == came


def test_the_headline_is_of_those_cohorts_whose_month_is_over(page, duck):
    expected = duck(
        f"""select count(distinct t.HOUSEHOLD_ID) / count(distinct f.HOUSEHOLD_ID)
            from {FIRSTS} as f
            left join TRANSACTIONS as t on t.HOUSEHOLD_ID = f.HOUSEHOLD_ID
              and date_trunc('month', t.TRANSACTION_TIMESTAMP) = f.COHORT + interval 6 month
            where f.COHORT between '2026-01-01' and '2026-04-01'"""
    )
    assert page.figure("headline_six_months_later") == pytest.approx(expected)


def test_the_month_that_is_not_over_is_not_there(cells):
    assert max(months for cohort, months in cells if cohort == "2026-01") == 9  # October; the data end on 15 November
    assert not [cohort for cohort, _ in cells if cohort == "2026-11"]


def test_those_who_may_have_been_there_before_are_left_out(page, cells, shown):
    assert min(cells)[0] == "2026-01"
    later = shown("loyalty-cohorts", skipped=14)
    assert min(str(row["COHORT"])[:7] for row in later.rows["table"]) == "2026-03"


def test_a_month_in_which_nobody_came_is_zero_and_not_empty(shown):
    rare = shown("loyalty-cohorts", **{"filters.department": ["GARDEN CENTER"]})
    shares = [float(list(row.values())[2]) for row in rare.rows["matrix"]]
    assert 0 in shares
