"""A campaign's reach, response and uplift, counted again from the raw tables."""

import math
from collections import defaultdict
from statistics import mean, variance

import pytest

SLUG, CAMPAIGN = "campaign-performance", 18
SPENT = """
    with run as (
        select start_date as first, least(end_date, (select max(cast(transaction_timestamp as date)) from transactions))
               as last
        from campaign_descriptions where campaign_id = $1
    ),
    span as (select first, last, cast(last - first as integer) + 1 as days from run),
    trips as (
        select household_id, basket_id, cast(transaction_timestamp as date) as day, sales_value from transactions
    )
    select t.household_id, t.household_id in (select household_id from campaigns where campaign_id = $1),
           coalesce(sum(sales_value) filter (day < first and day >= first - days), 0),
           coalesce(sum(sales_value) filter (day between first and last), 0),
           count(distinct basket_id || '/' || day) filter (day < first and day >= first - days) * 28 / any_value(days)
    from trips as t, span group by t.household_id
"""


@pytest.fixture
def answer(shown):
    return shown(SLUG)


@pytest.fixture
def uplift(duck):
    """The uplift per household and its standard error, in Python."""
    households = sorted(duck(SPENT, CAMPAIGN), key=lambda each: (each[2], each[0]))
    spenders = [each[0] for each in households if each[2]]
    tenth = dict(zip(spenders, ntiles(len(spenders)), strict=True))
    cells = defaultdict(lambda: ([], []))
    for household, sent, before, during, trips in households:
        band = sum(trips >= edge for edge in (2, 4, 8))
        cells[tenth.get(household, 0), band][0 if sent else 1].append(float(during - before))
    both = [(sent, others) for sent, others in cells.values() if len(sent) > 1 and len(others) > 1]
    matched = sum(len(sent) for sent, _ in both)
    gain = sum(len(sent) * (mean(sent) - mean(others)) for sent, others in both) / matched
    spread = sum(len(s) ** 2 * (variance(s) / len(s) + variance(o) / len(o)) for s, o in both)
    return gain, math.sqrt(spread) / matched


def ntiles(count: int) -> list[int]:
    """The place of each of so many rows in ten groups: the first ones are one larger where it doesn't go up evenly."""
    size, larger = divmod(count, 10)
    return [group + 1 for group in range(10) for _ in range(size + (group < larger))]


def test_a_campaign_reached_those_on_its_list(answer, duck):
    sent = duck("select count(distinct household_id) from campaigns where campaign_id = $1", CAMPAIGN)
    assert answer.figure("headline_households_sent_it") == sent


def test_a_household_that_used_its_coupons_counts_once(answer, duck):
    used = duck("select count(distinct household_id) from coupon_redemptions where campaign_id = $1", CAMPAIGN)
    sent = answer.figure("headline_households_sent_it")
    assert answer.figure("headline_used_a_coupon") == pytest.approx(used / sent)


def test_the_uplift_is_what_matched_households_did_not_gain(answer, uplift):
    assert answer.figure("effect_uplift_per_household") == pytest.approx(uplift[0])


def test_the_interval_is_1_96_standard_errors_wide_on_either_side(answer, uplift):
    gain, error = uplift
    ends = [answer.figure(f"effect_95_{end}") for end in ("from", "to")]
    assert ends == pytest.approx([gain - 1.959964 * error, gain + 1.959964 * error])


def test_a_campaign_that_began_before_there_was_a_time_to_look_back_on_has_no_uplift(answer, duck):
    first = duck("select min(cast(transaction_timestamp as date)) from transactions")
    early = duck(
        "select campaign_id from campaign_descriptions where start_date - $1 < end_date - start_date + 1", first
    )
    rows = {row["CAMPAIGN_ID"]: row for row in answer.rows["all_of_them_campaigns"]}
    assert {rows[campaign]["UPLIFT_PER_HOUSEHOLD"] for (campaign,) in early} == {None}


def test_of_a_campaign_with_few_matched_households_no_uplift_is_said(answer):
    rows = answer.rows["all_of_them_campaigns"]
    assert any(0 < row["SUM_MATCHED"] < 30 for row in rows)
    assert all((row["UPLIFT_PER_HOUSEHOLD"] is None) == (row["SUM_MATCHED"] < 30) for row in rows)
