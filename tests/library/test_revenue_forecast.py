"""The revenue forecast against the transactions themselves."""

from datetime import date, timedelta

import pytest

SLUG = "revenue-forecast"
NEWEST = "(select max(cast(transaction_timestamp as date)) from TRANSACTIONS)"
LAST_FOUR = f"cast(transaction_timestamp as date) > {NEWEST} - 28"
FOUR_BEFORE = f"cast(transaction_timestamp as date) between {NEWEST} - 55 and {NEWEST} - 28"


def test_the_last_four_weeks_are_those_before_the_newest_sunday(shown, duck):
    assert duck(f"select isodow({NEWEST})") == 7
    sales, trips = duck(f"select sum(sales_value), count(distinct basket_id) from TRANSACTIONS where {LAST_FOUR}")[0]
    assert shown(SLUG).figure("headline_sales_last_4_full_weeks") == pytest.approx(float(sales))
    assert shown(SLUG).figure("headline_trips_last_4_full_weeks") == trips


def test_sales_are_set_against_the_four_weeks_before(shown, duck):
    now, before = (duck(f"select sum(sales_value) from TRANSACTIONS where {each}") for each in (LAST_FOUR, FOUR_BEFORE))
    change = shown(SLUG).figure("headline_sales_against_the_4_weeks_before")
    assert change == pytest.approx(float(now) / float(before) - 1)


def test_each_measured_week_is_the_sum_of_its_transactions(shown, duck):
    weeks = duck(
        "select date_trunc('week', transaction_timestamp)::date, sum(sales_value), count(distinct basket_id) "
        "from TRANSACTIONS group by 1"
    )
    sales, trips = measured(shown(SLUG), "to_come"), measured(shown(SLUG), "made_of_trips_to_come")
    assert sales == pytest.approx({week: float(total) for week, total, _ in weeks})
    assert trips == {week: count for week, _, count in weeks}


def test_the_eight_weeks_to_come_follow_the_newest_one_within_their_bands(shown, duck):
    ahead = [row for row in shown(SLUG).rows["to_come"] if row["MEASURED_OR_FORECAST"] == "forecast"]
    first = duck(f"select {NEWEST}") + timedelta(days=1)
    assert [day(row["WEEK"]) for row in ahead] == [first + timedelta(weeks=each) for each in range(8)]
    assert all(row["LOW_95"] < row["LOW_80"] < row["SUM_SALES"] < row["HIGH_80"] < row["HIGH_95"] for row in ahead)


def test_the_week_in_which_the_data_begins_is_not_learnt_from(shown, duck):
    rows = shown(SLUG).rows["to_come"]
    left_out = [day(row["WEEK"]) for row in rows if row["MEASURED_OR_FORECAST"] == "measured, not whole"]
    assert left_out == [duck("select min(date_trunc('week', transaction_timestamp)::date) from TRANSACTIONS")]


def measured(answer, visual: str) -> dict[date, float]:
    rows = (row for row in answer.rows[visual] if row["MEASURED_OR_FORECAST"] != "forecast")
    return {day(start): float(amount) for start, amount, *_ in (row.values() for row in rows)}


def day(moment) -> date:
    return moment.date() if hasattr(moment, "date") else moment
