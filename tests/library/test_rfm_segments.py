"""RFM segments: fifths by recency, frequency and monetary value."""

import pytest

SCORED = """
    (select *, ntile(5) over (order by SEEN, HOUSEHOLD_ID) as R, ntile(5) over (order by TRIPS, HOUSEHOLD_ID) as F,
            ntile(5) over (order by SALES, HOUSEHOLD_ID) as M
     from (select HOUSEHOLD_ID, max(TRANSACTION_TIMESTAMP::date) as SEEN, count(distinct BASKET_ID) as TRIPS,
                  sum(SALES_VALUE) as SALES
           from TRANSACTIONS group by 1))
"""


@pytest.fixture
def page(shown):
    return shown("rfm-segments")


def test_champions_are_in_the_upper_two_fifths_of_all_three(page, duck):
    where = "R >= 4 and F >= 4 and M >= 4"
    assert page.figure("headline_champions") == duck(f"select count(*) from {SCORED} where {where}")
    expected = duck(f"select sum(SALES) filter ({where}) / sum(SALES) from {SCORED}")
    assert page.figure("headline_sales_from_champions") == pytest.approx(float(expected))


def test_those_at_risk_came_often_but_not_lately(page, duck):
    expected = duck(f"select count(*) filter (R <= 2 and F >= 3) / count(*) from {SCORED}")
    assert page.by("sizes_households_in_each_segment")["At risk"] == pytest.approx(expected)


def test_the_segments_are_all_households(page, duck):
    assert sum(page.by("table").values()) == duck("select count(distinct HOUSEHOLD_ID) from TRANSACTIONS")
    assert sum(page.by("sizes_what_they_bring").values()) == pytest.approx(1)


def test_sales_by_recency_and_frequency(page, duck):
    cells = {(row["RECENCY"], row["FREQUENCY"]): float(list(row.values())[2]) for row in page.rows["matrix"]}
    expected = duck(f"select sum(SALES) from {SCORED} where R = 5 and F = 5")
    assert cells[5, 5] == pytest.approx(float(expected))
