"""Week in review: the two weeks, what moved between them, and by what."""

from math import exp, log

import pytest

DAY = "cast(transaction_timestamp as date)"
SOLD = "from TRANSACTIONS left join PRODUCTS using (product_id) where"
WEEKS = [f"{SOLD} {DAY} between date '{first}' and date '{first}' + 6" for first in ("2026-11-09", "2026-11-02")]


def totals(duck, week):
    ((sales, households, trips),) = duck(
        f"select sum(sales_value), count(distinct household_id), count(distinct basket_id) {week}"
    )
    return float(sales), households, trips


def test_the_headline_is_the_last_full_week(shown, duck):
    answer = shown("week-in-review")
    names = ("headline_sales", "headline_households", "headline_trips")
    assert [answer.figure(name) for name in names] == pytest.approx(totals(duck, WEEKS[0]))


def test_a_change_is_against_the_week_before(shown, duck):
    (now, *_), (before, *_) = (totals(duck, week) for week in WEEKS)
    assert shown("week-in-review").figure("moved_change_in_sales") == pytest.approx(now / before - 1)


def test_the_drivers_add_up_to_the_change_and_each_is_its_own_factor(shown, duck):
    (sales, homes, trips), (sales_0, homes_0, trips_0) = (totals(duck, week) for week in WEEKS)
    drivers = shown("week-in-review").by("course_what_the_change_in_sales_came_from")
    weight = (sales - sales_0) / log(sales / sales_0)
    assert sum(drivers.values()) == pytest.approx(sales - sales_0)
    assert exp(drivers["Households"] / weight) == pytest.approx(homes / homes_0)
    assert exp(drivers["Trips per home"] / weight) == pytest.approx(trips / homes / (trips_0 / homes_0))


def test_losers_are_the_ten_categories_that_lost_most(shown, duck):
    by_week = [dict(duck(f"select product_category, sum(sales_value) {week} group by 1")) for week in WEEKS]
    names = (by_week[0].keys() | by_week[1].keys()) - {None}
    changes = sorted((float(by_week[0].get(name, 0) - by_week[1].get(name, 0)), name) for name in names)
    losers = shown("week-in-review").by("categories_1_losers")
    assert losers == pytest.approx({name: change for change, name in changes[:10]})
