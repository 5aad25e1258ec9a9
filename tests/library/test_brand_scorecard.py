"""Brand scorecard: the figures against the raw tables, and that a partner sees her own manufacturer alone."""

import pytest

from portal.access.demo_people import PARTNER_ROWS, let_in_the_partner
from portal.access.guard import viewer_for
from portal.testing import ReportTest
from reports import registry
from reports.run.answers import Answers
from reports.run.options import Offers

SLUG = "brand-scorecard"
(OWN,) = PARTNER_ROWS[2]
LINES = """
    select t.*, p.product_category from transactions as t join products as p on p.product_id = t.product_id
    where p.manufacturer_id = $1 and t.transaction_timestamp >= '2026-08-24'
"""
HEADS = {"headline_households": "COUNT_DISTINCT_HOUSEHOLD_ID", "headline_trips": "COUNT_DISTINCT_BASKET_ID"}


@pytest.fixture
def pia(people):
    return let_in_the_partner()


@pytest.fixture
def seen(pia) -> Answers:
    """What Pia is shown, with nothing chosen but the usual dates."""
    return ReportTest(SLUG).as_user(pia).refresh()


def test_pia_sees_the_sales_of_her_manufacturer_and_no_others(seen, shown, duck):
    sales = {row["WEEK"]: row["SUM_SALES"] for row in seen.rows["headline_sales"]}
    assert sales[None] == duck(f"select sum(sales_value) from ({LINES})", OWN)
    assert sales[None] < 0.1 * float(shown(SLUG).rows["headline_sales"][0]["SUM_SALES"])


def test_ana_sees_the_same_of_that_manufacturer_when_she_chooses_it(seen, shown):
    chosen = shown(SLUG, manufacturer_id=[OWN])
    for visual in ("headline_sales", "headline_repeat_rate", "where_categories_in_figures"):
        assert chosen.rows[visual] == seen.rows[visual][:1000]


def test_pia_is_offered_no_other_manufacturer(pia):
    report = registry.get(SLUG)
    offers = Offers(report, viewer=viewer_for(pia, SLUG))
    found = offers.options(report.filter_parts["filters"], report.filter_parts["filters"].field("manufacturer_id"))
    assert [str(each.value) for each in found.values] == [str(OWN)]


def test_who_asks_for_another_manufacturer_gets_nothing(pia):
    answer = ReportTest(SLUG).as_user(pia).set(manufacturer_id=[69]).refresh()
    assert answer.rows["where_categories_in_figures"] == []


def test_households_and_trips_are_counted_once(seen, duck):
    households, trips = duck(f"select count(distinct household_id), count(distinct basket_id) from ({LINES})", OWN)[0]
    total = {name: next(row for row in seen.rows[name] if row["WEEK"] is None) for name in HEADS}
    assert [total[name][column] for name, column in HEADS.items()] == [households, trips]


def test_the_repeat_rate_is_of_households_with_two_trips_or_more(seen, duck):
    wanted = duck(
        f"select avg((trips > 1)::int) from (select count(distinct basket_id) as trips from ({LINES}) "
        "group by household_id)",
        OWN,
    )
    assert seen.rows["headline_repeat_rate"][0]["REPEAT_RATE"] == pytest.approx(wanted)


def test_the_repeat_rate_of_a_category_is_of_its_own_buyers(seen, duck):
    wanted = duck(
        f"""
        select product_category, avg((trips > 1)::int) from (
            select product_category, household_id, count(distinct basket_id) as trips from ({LINES})
            group by product_category, household_id
        ) group by product_category
        """,
        OWN,
    )
    rows = seen.rows["where_categories_in_figures"]
    assert {row["PRODUCT_CATEGORY"]: row["REPEAT_RATE"] for row in rows} == pytest.approx(dict(wanted))
