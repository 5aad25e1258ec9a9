"""Targets: sales against target, and the quarter at this rate, from the transactions themselves."""

import pytest

WEEKLY = """
    select cast(date_trunc('week', transaction_timestamp) as date) as week, department, sum(sales_value) as sales
    from TRANSACTIONS join PRODUCTS using (product_id) group by all
"""
AGAINST = f"from TARGETS left join ({WEEKLY}) using (week, department) where week"
LAST_12_WEEKS = "between date '2026-08-24' and date '2026-11-15'"
QUARTER = "between date '2026-09-14' and date '2026-12-07'"


def test_the_weeks_chosen_are_set_against_their_own_targets(shown, duck):
    (expected,) = duck(f"select sum(sales), sum(sales_target) {AGAINST} {LAST_12_WEEKS}")
    (row,) = shown("targets").rows["dials_the_weeks_chosen"]
    assert [float(each) for each in row.values()] == pytest.approx([float(each) for each in expected])


def test_a_department_attains_its_sales_by_its_target(shown, duck):
    expected = duck(f"select department, sum(sales) / sum(sales_target) {AGAINST} {LAST_12_WEEKS} group by 1")
    assert shown("targets").by("departments_of_target_weeks_chosen") == pytest.approx(dict(expected))


def test_nine_weeks_at_this_rate_make_thirteen(shown, duck):
    sold, target = duck(f"select sum(sales), sum(sales_target) {AGAINST} {QUARTER}")[0]
    (row,) = shown("targets").rows["dials_the_quarter_at_this_rate"]
    assert [float(each) for each in row.values()] == pytest.approx([float(sold) / 9 * 13, float(target)])


def test_what_is_needed_is_spread_over_the_weeks_to_come(shown, duck):
    sold, target = duck(f"select sum(sales), sum(sales_target) {AGAINST} {QUARTER}")[0]
    needed = shown("targets").figure("headline_needed_in_each_week_to_come")
    assert needed == pytest.approx(float(target - sold) / 4)
