"""Affinity: support, confidence and lift of pairs."""

import pytest

ITEMS = """
    (select distinct BASKET_ID, PRODUCT_CATEGORY as ITEM
     from TRANSACTIONS left join PRODUCTS using (PRODUCT_ID)
     where TRANSACTION_TIMESTAMP >= '2026-08-24' and TRANSACTION_TIMESTAMP < '2026-11-16')
"""
PASTA, SAUCE = "DRY NOODLES/PASTA", "PASTA SAUCE"


@pytest.fixture
def page(shown):
    return shown("affinity")


@pytest.fixture
def counted(duck):
    """Baskets in all, with pasta, with sauce, and with both."""
    return duck(
        f"""select count(*), sum(pasta), sum(sauce), sum(pasta * sauce)
            from (select max((ITEM is not distinct from $1)::int) as pasta,
                         max((ITEM is not distinct from $2)::int) as sauce
                  from {ITEMS} group by BASKET_ID)""",
        PASTA,
        SAUCE,
    )[0]


@pytest.fixture
def rule(page):
    return next(row for row in page.rows["rules"] if (row["ITEM"], row["OTHER"]) == (PASTA, SAUCE))


def test_support_and_lift_are_of_all_baskets(page, rule, counted):
    baskets, pasta, sauce, both = counted
    assert page.figure("headline_baskets") == baskets
    assert float(rule["MAX_SUPPORT"]) == pytest.approx(both / baskets)
    assert float(rule["LIFT"]) == round(both * baskets / (pasta * sauce), 2)


def test_confidence_is_of_the_baskets_with_the_first(page, rule, counted):
    _, pasta, sauce, both = counted
    back = next(row for row in page.rows["rules"] if (row["ITEM"], row["OTHER"]) == (SAUCE, PASTA))
    assert float(rule["MAX_CONFIDENCE"]) == pytest.approx(both / pasta)
    assert float(back["MAX_CONFIDENCE"]) == pytest.approx(both / sauce)


def test_every_pair_with_the_least_support_is_there_and_no_other(page, duck):
    pairs = duck(
        f"""select count(*)
            from (select 1 from {ITEMS} as a join {ITEMS} as b on a.BASKET_ID = b.BASKET_ID and a.ITEM < b.ITEM
                  group by a.ITEM, b.ITEM
                  having count(*) >= 0.02 * (select count(distinct BASKET_ID) from {ITEMS}))"""
    )
    assert page.figure("headline_pairs_with_enough_support") == pairs


def test_a_higher_least_support_leaves_fewer_pairs(page, shown):
    fewer = shown("affinity", least=5)
    assert 0 < fewer.figure("headline_pairs_with_enough_support") < page.figure("headline_pairs_with_enough_support")
    assert min(float(row["MAX_SUPPORT"]) for row in fewer.rows["rules"]) >= 0.05
