"""Coupons from sent to used, counted again from the raw tables."""

import math

import pytest

SLUG = "coupon-funnel"


def test_households_are_those_on_any_list(shown, duck):
    assert shown(SLUG).figure("headline_households_sent_coupons") == duck(
        "select count(distinct household_id) from campaigns"
    )


def test_every_redemption_is_a_coupon_used(shown, duck):
    assert shown(SLUG).figure("headline_coupons_used") == duck("select count(*) from coupon_redemptions")


def test_the_funnel_counts_a_household_in_each_of_its_campaigns(shown, duck):
    per = "select count(*) as n from coupon_redemptions group by campaign_id, household_id"
    again = duck(f"select (select count(*) from campaigns), count(*), count(*) filter (n > 1) from ({per})")
    (stages,) = shown(SLUG).rows["funnel_from_sent_to_used"]
    assert tuple(stages.values())[:3] == again[0]


def test_the_interval_of_a_share_is_wilsons(shown, duck):
    sent, used = duck(
        """select count(*), count(*) filter ((campaign_id, household_id) in
                  (select (campaign_id, household_id) from coupon_redemptions))
           from campaigns join campaign_descriptions using (campaign_id) where campaign_type = 'Type C'"""
    )[0]
    share, z = used / sent, 1.959964
    reach = z * math.sqrt(share * (1 - share) / sent + z * z / (4 * sent * sent))
    ends = [(share + z * z / (2 * sent) + side * reach) / (1 + z * z / sent) for side in (-1, 1)]
    (row,) = [each for each in shown(SLUG).rows["funnel_share_that_used_a_coupon"] if each["CAMPAIGN_TYPE"] == "Type C"]
    assert list(row.values())[1:] == pytest.approx([share, *ends])


def test_a_coupon_belongs_to_the_category_with_most_of_its_products(shown, duck):
    again = duck(
        """with covered as (
               select coupon_upc, campaign_id, product_category as category, department, count(*) as products
               from coupons join products using (product_id) group by all),
           main as (
               select coupon_upc, campaign_id,
                      first({'c': category, 'd': department} order by products desc, category, department) as most
               from covered group by all)
           select most.c, most.d, count(*) from coupon_redemptions left join main using (coupon_upc, campaign_id)
           group by all"""
    )
    rows = shown(SLUG).rows["when_and_what_2_categories_of_the_coupons_used"]
    assert {(row["PRODUCT_CATEGORY"], row["DEPARTMENT"], row["SUM_COUPONS"]) for row in rows} == set(again)


def test_days_are_counted_from_the_start_of_the_campaign(shown, duck):
    again = duck(
        """select count(*) from coupon_redemptions join campaign_descriptions using (campaign_id)
           where redemption_date - start_date = 7"""
    )
    rows = shown(SLUG).rows["when_and_what_coupons_used_by_day_after_the_start"]
    assert sum(row["SUM_COUPONS"] for row in rows if row["DAY"] == 7) == again
