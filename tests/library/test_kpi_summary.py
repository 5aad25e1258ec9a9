"""KPI summary: each figure, and what it is set against, from the transactions themselves."""

import pytest

NOW = "between date '2026-08-24' and date '2026-11-15'"
BEFORE = "between date '2026-06-01' and date '2026-08-23'"
SOLD = "from TRANSACTIONS left join PRODUCTS using (product_id) where cast(transaction_timestamp as date)"


def test_the_headline_counts_households_and_trips_once(shown, duck):
    (expected,) = duck(
        f"select sum(sales_value), count(distinct household_id), count(distinct basket_id), "
        f"sum(sales_value) / count(distinct basket_id) {SOLD} {NOW}"
    )
    names = ("headline_sales", "headline_households", "headline_trips", "headline_sales_per_trip")
    assert [shown("kpi-summary").figure(name) for name in names] == pytest.approx([float(each) for each in expected])


def test_a_department_is_set_against_the_twelve_weeks_before(shown, duck):
    now, before = (duck(f"select department, sum(sales_value) {SOLD} {days} group by 1") for days in (NOW, BEFORE))
    rows = [tuple(row.values()) for row in shown("kpi-summary").rows["departments_departments"]]
    assert {name: float(sales) for name, sales, *_ in rows if sales} == pytest.approx(floats(now))
    assert {name: float(earlier) for name, _, earlier, *_ in rows if earlier} == pytest.approx(floats(before))


def test_whole_months_are_set_against_whole_months(shown, duck):
    october = {"from": "2026-10-01", "to": "2026-10-31"}
    rows = shown("kpi-summary", **{"days.purchased_on": october}).rows["departments_departments"]
    september = duck(f"select sum(sales_value) {SOLD} between date '2026-09-01' and date '2026-09-30'")
    assert sum(float(row["SUM_EARLIER"]) for row in rows) == pytest.approx(float(september))


def test_half_a_year_before_is_not_compared_with_a_whole_one(shown):
    assert "–" in shown("kpi-summary").drawn["years_1_sales_year_on_year"].change


def test_without_both_ends_nothing_stands_before(shown):
    answer = shown("kpi-summary", **{"days.purchased_on": {"from": "2026-10-01"}})
    assert {row["SUM_EARLIER"] for row in answer.rows["departments_departments"]} == {None}


def floats(rows):
    return {name: float(amount) for name, amount in rows if amount}
