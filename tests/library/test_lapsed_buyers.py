"""Lapsed buyers: bought in the period, neither after it nor of late. Against the raw transactions."""

import pytest

SLUG = "lapsed-buyers"
JUNE = {"purchased_on": "2026-06-01..2026-06-30", "product_category": ["COFFEE"]}
LAST_BOUGHT = """
    select t.household_id, max(t.transaction_timestamp)::date as last_on from transactions as t
    join products as p on p.product_id = t.product_id where p.product_category = $1 group by all
"""


def test_the_last_purchase_is_in_the_period(shown, duck):
    wanted = duck(f"select count(*) from ({LAST_BOUGHT}) where last_on between '2026-06-01' and '2026-06-30'", "COFFEE")
    assert shown(SLUG, **JUNE).figure("headline_households") == wanted > 20


def test_who_bought_again_after_the_period_is_not_among_them(shown, duck):
    listed = {row["HOUSEHOLD_ID"] for row in shown(SLUG, **JUNE).rows["households"]}
    later = duck(f"select household_id from ({LAST_BOUGHT}) where last_on > '2026-06-30'", "COFFEE")
    assert listed
    assert listed.isdisjoint(household for (household,) in later)


@pytest.mark.parametrize("days", [28, 56])
def test_they_have_been_away_for_so_many_days(shown, duck, days):
    wanted = duck(
        f"select count(*) from ({LAST_BOUGHT}) "
        "where last_on >= '2026-08-24' and last_on <= date '2026-11-15' - $2::int",
        "COFFEE",
        days,
    )
    assert shown(SLUG, product_category=["COFFEE"], away=days).figure("headline_households") == wanted > 0


def test_the_share_is_of_all_who_bought_in_the_period(shown, duck):
    lapsed, buyers = duck(
        """
        select count(*) filter (last_on <= '2026-10-18'), count(*) from (
            select household_id, max(transaction_timestamp)::date as last_on
            from transactions where transaction_timestamp >= '2026-08-24' group by all
        )
        """
    )[0]
    assert shown(SLUG).figure("headline_share_of_buyers") == pytest.approx(lapsed / buyers)


def test_sales_and_trips_are_those_of_what_is_chosen_in_the_period(shown, duck):
    rows = {row["HOUSEHOLD_ID"]: row for row in shown(SLUG, **JUNE).rows["households"]}
    wanted = duck(
        """
        select t.household_id, sum(t.sales_value), count(distinct t.basket_id) from transactions as t
        join products as p on p.product_id = t.product_id
        where p.product_category = 'COFFEE' and t.transaction_timestamp >= '2026-06-01'
          and t.transaction_timestamp < '2026-07-01' group by all
        """
    )
    of_them = [(who, sales, trips) for who, sales, trips in wanted if who in rows]
    assert len(of_them) == len(rows)
    assert [(rows[who]["SUM_SALES"], rows[who]["COUNT_DISTINCT_BASKET_ID"]) for who, *_ in of_them] == [
        (sales, trips) for _, sales, trips in of_them
    ]
