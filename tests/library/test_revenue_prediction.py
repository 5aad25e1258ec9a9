"""What households are expected to spend: are features and figures what the transactions say?"""

from datetime import date, timedelta

import pytest

from tests.services import TODAY

SLUG = "revenue-prediction"
TESTED_FROM = TODAY - timedelta(weeks=12)
SPENT = """
    select household_id, sum(sales_value) from transactions
    where transaction_timestamp >= $1 and transaction_timestamp < $2 group by 1
"""


def spent(duck, first: date, end: date) -> dict[int, float]:
    return {household: float(sales) for household, sales in duck(SPENT, first, end)}


def test_what_was_spent_is_what_the_transactions_of_the_last_weeks_say(shown, duck):
    known = spent(duck, TESTED_FROM, TODAY)
    drawn = {
        row["HOUSEHOLD_ID"]: float(row["SUM_ACTUAL"]) for row in shown(SLUG).rows["trust_3_spent_against_expected"]
    }
    assert drawn
    assert drawn == pytest.approx({household: known.get(household, 0) for household in drawn})


def test_the_plain_guess_errs_as_the_transactions_say(shown, duck):
    before, after = spent(duck, date(2000, 1, 1), TESTED_FROM), spent(duck, TESTED_FROM, TODAY)
    guess = spent(duck, TESTED_FROM - timedelta(weeks=12), TESTED_FROM)
    off = [abs(after.get(each, 0) - guess.get(each, 0)) for each in before]
    came = sum(after.get(each, 0) for each in before)
    answer = shown(SLUG)
    assert answer.figure("trust_2_average_error_of_the_plain_guess") == pytest.approx(sum(off) / len(off))
    assert answer.figure("trust_2_error_of_total_of_the_plain_guess") == pytest.approx(sum(off) / came)


def test_every_household_that_has_ever_bought_is_expected_to_come(shown, duck):
    assert shown(SLUG).figure("headline_households") == duck("select count(distinct household_id) from transactions")


def test_what_the_last_weeks_brought_stands_beside_what_is_expected(shown, duck):
    total = sum(spent(duck, TESTED_FROM, TODAY).values())
    assert shown(SLUG).figure("headline_spent_in_the_last_12_weeks") == pytest.approx(total)


def test_the_model_errs_less_than_the_plain_guess(shown):
    answer = shown(SLUG)
    for way in ("average_error", "error_of_total"):
        assert answer.figure(f"trust_1_{way}") < answer.figure(f"trust_2_{way}_of_the_plain_guess")
    assert answer.figure("trust_1_explained") > answer.figure("trust_2_explained_by_the_plain_guess")
