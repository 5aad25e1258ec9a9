"""Depths of discount, counted again from the raw tables."""

import pytest

SLUG = "discount-depth"
TWELVE_WEEKS = """
    select *, sales_value + retail_disc + coupon_match_disc as at_list
    from transactions left join products using (product_id)
    where cast(transaction_timestamp as date) > (select max(cast(transaction_timestamp as date)) from transactions) - 84
      and sales_value + retail_disc + coupon_match_disc > 0
"""


def test_what_is_sold_on_discount_is_a_share_of_sales(shown, duck):
    again = duck(f"select sum(sales_value) filter (retail_disc > 0) / sum(sales_value) from ({TWELVE_WEEKS})")
    assert shown(SLUG).figure("headline_sold_on_discount") == pytest.approx(float(again))


def test_the_average_depth_is_over_shelf_prices(shown, duck):
    again = duck(f"select sum(retail_disc) / sum(at_list) from ({TWELVE_WEEKS})")
    assert shown(SLUG).figure("headline_average_depth") == pytest.approx(float(again))


def test_a_band_begins_where_it_says_and_the_last_has_all_above(shown, duck):
    depth = "cast(retail_disc as double) / cast(at_list as double)"
    again = duck(
        f"""select sum(sales_value) filter ({depth} >= 0.3 and {depth} < 0.4), sum(sales_value) filter ({depth} >= 0.6)
            from ({TWELVE_WEEKS}) where retail_disc > 0"""
    )[0]
    bands = shown(SLUG).by("bands_sales_by_depth_of_discount")
    assert [bands[30], bands[60]] == pytest.approx([float(each) for each in again], rel=1e-3)
    assert max(bands) == 60


def test_the_bands_together_are_all_that_is_sold_on_discount(shown, duck):
    again = duck(f"select count(*) from ({TWELVE_WEEKS}) where retail_disc > 0")
    assert sum(shown(SLUG).by("bands_how_often_by_depth_of_discount").values()) == again


def test_a_department_has_its_own_share(shown, duck):
    again = duck(
        f"""select sum(sales_value) filter (retail_disc > 0) / sum(sales_value) from ({TWELVE_WEEKS})
            where department = 'GROCERY'"""
    )
    rows = shown(SLUG).rows["where_categories"]
    grocery = [row for row in rows if row["DEPARTMENT"] == "GROCERY"]
    share = sum(float(row["SUM_SALES"]) * row["SOLD_ON_DISCOUNT"] for row in grocery)
    assert share / sum(float(row["SUM_SALES"]) for row in grocery) == pytest.approx(float(again))
