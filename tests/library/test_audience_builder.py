"""Audience builder: who bought it often enough and for enough, without those left out. Against the raw tables."""

import pytest

SLUG = "audience-builder"
BUYERS = """
    select t.household_id, sum(t.sales_value) as sales, count(distinct t.basket_id) as trips from transactions as t
    join products as p on p.product_id = t.product_id
    where p.product_category = 'YOGURT' and t.transaction_timestamp >= '2026-08-24' group by all
"""
AUDIENCE = f"select * from ({BUYERS}) where trips >= 2 and sales >= 5"


def test_everybody_in_it_bought_often_enough_and_for_enough(shown, duck):
    households, sales = duck(f"select count(*), sum(sales) from ({AUDIENCE})")[0]
    assert shown(SLUG).figure("headline_households") == households > 100
    assert shown(SLUG).figure("headline_sales") == float(sales)


def test_the_funnel_counts_who_is_left_at_each_step(shown, duck):
    wanted = duck(
        f"select count(*), count(*) filter (trips >= 2), count(*) filter (trips >= 2 and sales >= 5) from ({BUYERS})"
    )[0]
    (steps,) = shown(SLUG).rows["shape_from_buyers_to_the_audience"]
    assert tuple(steps.values()) == wanted


def test_who_used_a_coupon_of_a_campaign_is_left_out(shown, duck):
    wanted = duck(
        f"select count(*) from ({AUDIENCE}) where household_id not in "
        "(select household_id from coupon_redemptions where campaign_id = 18)"
    )
    left = shown(SLUG, had_coupon={"campaign_id": [18]}).figure("headline_households")
    assert left == wanted < shown(SLUG).figure("headline_households")


def test_only_who_also_bought_something_else_is_let_in(shown, duck):
    wanted = duck(
        f"select count(*) from ({AUDIENCE}) where household_id in (select t.household_id from transactions as t "
        "join products as p on p.product_id = t.product_id where p.product_category = 'COFFEE')"
    )
    assert shown(SLUG, also_bought={"product_category": ["COFFEE"]}).figure("headline_households") == wanted > 0


def test_only_people_of_a_kind_are_let_in(shown, duck):
    wanted = duck(
        f"select count(*) from ({AUDIENCE}) join demographics using (household_id) where age = '35-44'",
    )
    assert shown(SLUG, people={"age": ["35-44"]}).figure("headline_households") == wanted > 0


def test_the_index_sets_the_audience_against_everybody_who_is_known(shown, duck):
    wanted = duck(
        f"""
        select income, 100 * (count(a.household_id) / sum(count(a.household_id)) over ())
                           / (count(*) / sum(count(*)) over ())
        from demographics as d left join ({AUDIENCE}) as a using (household_id) group by income
        """
    )
    assert shown(SLUG).by("people_in_it_more_or_less_than_usual") == pytest.approx(dict(wanted))
