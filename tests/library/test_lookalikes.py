"""Lookalikes: the score computed anew with NumPy from the raw transactions, and what the list is made of."""

import numpy as np
import pytest

SLUG = "lookalikes"
SPENT = """
    select t.household_id, p.department, sum(t.sales_value)::double
    from transactions as t join products as p on p.product_id = t.product_id
    where t.transaction_timestamp >= '2026-08-24' and p.department is not null
      and p.product_category is distinct from 'YOGURT'
    group by all
"""
TRIPS = """
    select t.household_id, count(distinct t.basket_id) from transactions as t
    join products as p on p.product_id = t.product_id
    where t.transaction_timestamp >= '2026-08-24' and p.product_category = 'YOGURT' group by all
"""


@pytest.fixture(scope="module")
def computed(duck):
    """The score of each household, and its trips for yogurt."""
    spent: dict[int, dict[str, float]] = {}
    for household, department, sales in duck(SPENT):
        spent.setdefault(household, {})[department] = sales
    homes = sorted(each for each, sales in spent.items() if round(sum(sales.values()), 2) >= 50)
    bought: dict[str, int] = {}
    for sales in spent.values():
        for department in (name for name, amount in sales.items() if amount > 0):
            bought[department] = bought.get(department, 0) + 1
    kept = sorted(name for name, households in bought.items() if households >= 0.05 * len(homes))
    shares = np.array([[spent[one].get(name, 0) / sum(spent[one].values()) for name in kept] for one in homes])
    z = (shares - shares.mean(axis=0)) / shares.std(axis=0, ddof=1)
    trips = dict(duck(TRIPS))
    centroid = z[[trips.get(one, 0) >= 2 and one % 2 == 0 for one in homes]].mean(axis=0)
    scores = z @ centroid / (np.linalg.norm(z, axis=1) * np.linalg.norm(centroid))
    return dict(zip(homes, scores, strict=True)), trips, dict(zip(kept, centroid, strict=True))


def test_the_score_is_the_cosine_to_the_seeds_centroid(shown, computed):
    scores, _, _ = computed
    rows = shown(SLUG).rows["members"]
    assert len(rows) == 250
    assert {row["HOUSEHOLD_ID"]: row["MAX_SCORE"] for row in rows} == pytest.approx(
        {row["HOUSEHOLD_ID"]: scores[row["HOUSEHOLD_ID"]] for row in rows}
    )


def test_the_list_is_of_those_most_alike_who_never_bought_it(shown, computed):
    scores, trips, _ = computed
    others = sorted((score for one, score in scores.items() if one not in trips), reverse=True)
    assert not any(row["HOUSEHOLD_ID"] in trips for row in shown(SLUG).rows["members"])
    assert shown(SLUG).figure("headline_lowest_score_among_them") == round(others[249], 2)


def test_the_seed_bought_it_often_enough(shown, computed):
    scores, trips, _ = computed
    wanted = sum(trips.get(one, 0) >= 2 for one in scores)
    assert shown(SLUG).figure("headline_households_in_the_seed") == wanted > 100


def test_the_chart_tells_by_what_the_seed_differs(shown, computed):
    assert shown(SLUG).by("why_how_the_seed_differs") == pytest.approx(computed[2])


def test_the_most_alike_of_those_it_has_not_seen_buy_it_more_often(shown, computed):
    scores, trips, _ = computed
    unseen = sorted((one for one in scores if one % 2), key=lambda one: -scores[one])
    first = unseen[: -(-len(unseen) // 10)]
    tenths = shown(SLUG).by("why_does_the_score_tell_buyers")
    assert tenths[1] == pytest.approx(sum(trips.get(one, 0) >= 2 for one in first) / len(first))
    assert tenths[1] > 2 * tenths[10]
