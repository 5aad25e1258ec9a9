"""Share of wallet, against the receipts themselves."""

import pytest

from tests.library.test_category_opportunity import SPENT

SLUG = "share-of-wallet"


def rows_of(answer):
    return [list(row.values()) for row in answer.rows["categories"]]


def test_share_of_wallet_is_its_part_of_what_its_own_buyers_spend(shown, duck):
    ((own, spent),) = duck(f"{SPENT} select sum(own), sum(sales) filter (own > 0) from homes")
    assert shown(SLUG).figure("headline_share_of_wallet") == pytest.approx(float(own / spent))


def test_share_of_sales_is_its_part_of_what_everybody_spends(shown, duck):
    ((own, spent),) = duck(f"{SPENT} select sum(own), sum(sales) from homes")
    assert shown(SLUG).figure("headline_share_of_sales") == pytest.approx(float(own / spent))


def test_the_share_of_a_category_is_penetration_times_wallet_times_usage(shown):
    for _category, _sales, own, share, penetration, wallet, usage in rows_of(shown(SLUG)):
        # The index is shown with two digits.
        assert share == pytest.approx(penetration * wallet * usage, rel=0.006), own


def test_heavy_buyers_are_the_third_who_spend_most_in_the_category(shown, duck):
    expected = duck(
        f"""{SPENT}, ranked as (
            select *, (rank() over (partition by category order by sales) - 1) * 3 as below,
                   count(*) over (partition by category) - 1 as others
            from homes)
        select sum(own) from ranked where below >= 2 * others"""
    )
    assert shown(SLUG).by("by_usage_its_sales_by_usage")["Heavy"] == pytest.approx(float(expected))
