"""Brand one-pager, against the receipts themselves."""

import pytest

from tests.library.test_category_opportunity import SPENT

SLUG = "brand-one-pager"


def test_sales_are_those_of_the_manufacturer(shown, duck):
    assert shown(SLUG).figure("headline_share_of_its_categories") == pytest.approx(
        float(duck(f"{SPENT} select sum(own) / sum(sales) from homes"))
    )


def test_the_weeks_add_up_to_its_sales(shown, duck):
    assert sum(shown(SLUG).by("over_time").values()) == pytest.approx(
        float(duck(f"{SPENT} select sum(own) from homes"))
    )


def test_penetration_by_income_is_of_the_households_of_that_income(shown, duck):
    rates = duck(
        f"""{SPENT} select income, count(distinct home) filter (own > 0) / count(distinct home)
        from homes join DEMOGRAPHICS d on d.household_id = home where income is not null group by 1"""
    )
    shown_rates = shown(SLUG).by("what_and_who_who_buys_it_penetration_by_income")
    assert shown_rates == pytest.approx(dict(rates))


def test_a_rank_counts_every_manufacturer_of_the_category(shown, duck):
    ranks = duck(
        """
        select product_category, manufacturer_id, rank() over (partition by product_category order by sales desc) from (
            select product_category, manufacturer_id, sum(sales_value) as sales
            from TRANSACTIONS join PRODUCTS using (product_id)
            where transaction_timestamp >= '2026-08-24' and transaction_timestamp < '2026-11-16' and sales_value > 0
            group by all)
        """
    )
    own = {category: rank for category, maker, rank in ranks if maker == 764}
    rows = [list(row.values()) for row in shown(SLUG).rows["stands"]]
    assert len(rows) == 7
    assert {category: rank for category, _sales, _share, rank, _of in rows} == {row[0]: own[row[0]] for row in rows}
