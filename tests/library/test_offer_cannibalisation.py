"""Offers and the rest of their category, counted again for each product in each store in each week."""

import math

import pytest

SLUG = "offer-cannibalisation"
PANEL = """
    with chosen as (select product_id from products where product_category = 'SOFT DRINKS'),
    weekly as (
        select product_id, store_id, week, sum(sales_value) as sales
        from transactions semi join chosen using (product_id) where week > 1 group by all
    ),
    largest as (select product_id from weekly group by all order by sum(sales) desc, product_id limit 12),
    featured as (select distinct product_id, store_id, week from promotions where mailer_location in ('D','F','H','L')),
    panel as (
        select product_id, store_id, week, cast(coalesce(sales, 0) as double) as sold, f.week is not null as is_on
        from (select distinct product_id, store_id from weekly) cross join range(2, 54) as weeks (week)
        left join weekly using (product_id, store_id, week)
        left join featured as f using (product_id, store_id, week)
    ),
    paced as (
        select *, avg(sold) filter (not is_on) over (partition by product_id, store_id) as pace from panel
    ),
    known as (select * from paced where pace is not null),
    focal as (select * from known semi join largest using (product_id) where is_on)
"""
OWN = "select week, sum(sold), sum(pace) from focal group by week"
REST = """
    select f.week, sum(k.sold), sum(k.pace) from focal as f
    join known as k on k.store_id = f.store_id and k.week = f.week and not k.is_on group by f.week
"""


def change_of(weeks: list[tuple]) -> list[float]:
    """Sales over expected sales less 1, with its interval over weeks: the residuals written out."""
    expected = sum(each[2] for each in weeks)
    ratio = sum(each[1] for each in weeks) / expected
    residuals = sum((each[1] - ratio * each[2]) ** 2 for each in weeks)
    error = math.sqrt(residuals * len(weeks) / (len(weeks) - 1)) / expected
    return [ratio - 1, ratio - 1 - 1.959964 * error, ratio - 1 + 1.959964 * error]


def row_of(answer, part):
    return next(list(row.values())[1:4] for row in answer.rows["change"] if part in row.values())


def test_a_product_on_offer_is_set_against_its_own_weeks_without(shown, duck):
    assert row_of(shown(SLUG), "The product on offer") == pytest.approx(change_of(duck(PANEL + OWN)))


def test_others_not_on_offer_are_set_against_their_own_pace(shown, duck):
    assert row_of(shown(SLUG), "Others not on offer") == pytest.approx(change_of(duck(PANEL + REST)))


def test_every_store_week_with_an_offer_counts(shown, duck):
    assert shown(SLUG).figure("headline_store_weeks_with_an_offer") == duck(PANEL + "select count(*) from focal")


def test_what_others_lose_is_said_per_dollar_that_offers_gain(shown, duck):
    on_offer = """
        select f.week, sum(k.sold), sum(k.pace) from focal as f
        join known as k on k.store_id = f.store_id and k.week = f.week and k.is_on group by f.week
    """
    gained, lost = (sum(each[1] - each[2] for each in duck(PANEL + part)) for part in (on_offer, REST))
    assert shown(SLUG).figure("headline_others_per_extra_dollar") == pytest.approx(lost / gained)


def test_the_parts_are_the_whole_category(shown):
    rows = {row["PART"] for row in shown(SLUG).rows["change"]}
    assert rows == {"The product on offer", "Others on offer too", "Others not on offer", "The whole category"}
