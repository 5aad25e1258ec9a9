"""Margin of discounts, against the receipts themselves."""

import pytest

SLUG = "margin-of-discounts"
RECEIPTS = """
    from TRANSACTIONS left join PRODUCTS using (product_id)
    where transaction_timestamp >= '2026-08-24' and transaction_timestamp < '2026-11-16'
"""


def test_the_store_pays_for_card_prices_and_for_matching_coupons(shown, duck):
    paid = duck(f"select sum(retail_disc) + sum(coupon_match_disc) {RECEIPTS}")
    assert shown(SLUG).figure("headline_paid_by_the_store") == pytest.approx(float(paid))


def test_manufacturers_pay_for_their_coupons(shown, duck):
    paid = duck(f"select sum(coupon_disc) {RECEIPTS}")
    assert shown(SLUG).figure("headline_paid_by_manufacturers") == pytest.approx(float(paid))


def test_full_price_less_what_is_given_away_is_what_customers_paid(shown, duck):
    paid = duck(f"select sum(sales_value) - sum(coupon_disc) {RECEIPTS}")
    answer = shown(SLUG)
    left = answer.figure("headline_at_full_price") - answer.figure("headline_given_away")
    assert left == pytest.approx(float(paid))


def test_the_share_given_away_is_of_the_full_price(shown, duck):
    rates = duck(
        f"""select department, sum(retail_disc + coupon_disc + coupon_match_disc)
              / sum(sales_value + retail_disc + coupon_match_disc) {RECEIPTS} group by 1"""
    )
    found = {department: rate for department, _full, _given, rate, *_ in map(_values, shown(SLUG).rows["departments"])}
    assert found["GROCERY"] == pytest.approx(float(dict(rates)["GROCERY"]))
    assert len(found) == len(rates)


def test_the_kinds_add_up_to_all_that_is_given_away(shown):
    answer = shown(SLUG)
    kinds = [list(row.values())[2] for row in answer.rows["over_time_given_away_over_time"]]
    assert sum(map(float, kinds)) == pytest.approx(answer.figure("headline_given_away"))


def _values(row):
    return list(row.values())
