"""Category opportunity, against the receipts themselves."""

import pytest

SLUG = "category-opportunity"
SPENT = """
    with lines as (
        select p.product_category as category, t.household_id as home, t.sales_value as sales,
               p.manufacturer_id = 764 as own
        from TRANSACTIONS t join PRODUCTS p using (product_id)
        where t.transaction_timestamp >= '2026-08-24' and t.transaction_timestamp < '2026-11-16'
          and t.sales_value > 0 and p.product_category is not null
    ),
    homes as (
        select category, home, sum(sales) as sales, coalesce(sum(sales) filter (own), 0) as own
        from lines where category in (select category from lines where own) group by all
    )
"""


def test_penetration_is_of_those_who_buy_in_its_categories(shown, duck):
    ((all_homes, its),) = duck(f"{SPENT} select count(distinct home), count(distinct home) filter (own > 0) from homes")
    assert shown(SLUG).figure("headline_households_in_its_categories") == all_homes
    assert shown(SLUG).figure("headline_penetration") == pytest.approx(its / all_homes)


def test_what_others_spend_is_all_that_the_category_buyers_without_it_spent(shown, duck):
    spent = duck(f"{SPENT} select sum(sales) filter (own = 0) from homes")
    assert shown(SLUG).figure("headline_spent_by_others_in_its_categories") == pytest.approx(float(spent))


def test_households_to_win_are_counted_in_each_category(shown, duck):
    expected = dict(duck(f"{SPENT} select category, count(*) from homes where own = 0 group by 1"))
    rows = [list(row.values()) for row in shown(SLUG).rows["categories"]]
    found = {category: missing for category, _buyers, _penetration, missing, *_ in rows}
    assert {category: number for category, number in found.items() if number} == expected


def test_the_prize_is_the_part_won_over_of_their_spend_at_the_share_of_wallet(shown, duck):
    prizes = duck(
        f"""{SPENT}
        select category, sum(sales) filter (own = 0) * 0.10 * sum(own) / sum(sales) filter (own > 0)
        from homes group by 1"""
    )
    expected = sum(float(prize or 0) for _, prize in prizes)
    assert shown(SLUG).figure("headline_size_of_the_prize") == pytest.approx(expected)


def test_twice_the_part_won_over_is_twice_the_prize(shown):
    once, twice = shown(SLUG), shown(SLUG, won=20)
    prize = "headline_size_of_the_prize"
    assert twice.figure(prize) == pytest.approx(2 * once.figure(prize))
