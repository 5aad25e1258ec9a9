"""Audience overlap: shared households, the Jaccard index and who buys one alone. Against the raw transactions."""

from itertools import combinations

import pytest

SLUG = "audience-overlap"
THREE = {"product_category": ["COFFEE", "TEAS", "BEERS/ALES"]}
BOUGHT = """
    select distinct p.product_category, t.household_id from transactions as t
    join products as p on p.product_id = t.product_id
    where p.product_category in ('COFFEE', 'TEAS', 'BEERS/ALES') and t.transaction_timestamp >= '2026-08-24'
"""


@pytest.fixture
def audiences(duck) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for category, household in duck(BOUGHT):
        found.setdefault(category, set()).add(household)
    return found


def test_shared_households_are_those_in_both(shown, audiences):
    rows = shown(SLUG, **THREE).rows["shared"]
    assert len(rows) == 9
    for other, audience, shared in (row.values() for row in rows):
        assert shared == len(audiences[audience] & audiences[other])


def test_alike_is_shared_households_over_all_of_both(shown, audiences):
    rows = shown(SLUG, **THREE).rows["alike"]
    alike = {(row["OTHER"], row["AUDIENCE"]): row["JACCARD_INDEX"] for row in rows}
    assert len(alike) == 6
    for one, other in combinations(audiences, 2):
        wanted = len(audiences[one] & audiences[other]) / len(audiences[one] | audiences[other])
        assert alike[one, other] == alike[other, one] == pytest.approx(wanted)


def test_who_buys_one_alone_buys_none_of_the_others(shown, audiences):
    answer = shown(SLUG, **THREE)
    bars = [tuple(row.values())[:3] for row in answer.rows["exclusive_buyers_of_one_alone"]]
    alone = {audience: households for audience, whether, households in bars if whether == "This one alone"}
    wanted = {
        name: len(mine - set().union(*(others for other, others in audiences.items() if other != name)))
        for name, mine in audiences.items()
    }
    assert alone == wanted
    assert answer.figure("headline_in_one_alone") == sum(wanted.values())


def test_everybody_in_any_counts_once(shown, audiences):
    assert shown(SLUG, **THREE).figure("headline_households_in_any") == len(set().union(*audiences.values()))


def test_of_more_than_eight_the_largest_are_compared(shown, duck):
    answer = shown(SLUG, product_category=None, level="Departments")
    wanted = duck(
        """
        select p.department from transactions as t join products as p on p.product_id = t.product_id
        where t.transaction_timestamp >= '2026-08-24' and p.department is not null
        group by p.department order by count(distinct t.household_id) desc limit 8
        """
    )
    assert {row["AUDIENCE"] for row in answer.rows["shared"]} == {name for (name,) in wanted}
