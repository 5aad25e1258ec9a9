"""The ids of an audience: each once, in order, without empty, with what stands beside it."""

from reports import compile
from reports.compile import Pick
from reports.policy import OPEN
from tests.reports.a_shop.rows import SALES
from tests.reports.a_shop.shop import Shop
from tests.reports.conftest import cleaned

VISUAL = Shop.visuals["audience"]


def ids(stored, rows, *picks):
    base = stored(compile.base(VISUAL.query, cleaned({}), policy=OPEN))
    compiled = compile.audience(VISUAL, base, picks)
    return [tuple(each.values()) for each in rows(compiled.sql, compiled.binds)]


def by_hand(kept):
    found = {}
    for each in [each for each in SALES if each.customer_id is not None and kept(each)]:
        found.setdefault(each.customer_id, []).append(each.sold_on)
    return [(key, max(day for day in days if day)) for key, days in sorted(found.items())]


def test_every_id_is_there_once_in_order_and_none_is_empty(a_shop, stored, rows):
    assert ids(stored, rows) == by_hand(lambda each: True)
    assert any(each.customer_id is None for each in SALES)


def test_a_click_narrows_them(a_shop, stored, rows):
    assert ids(stored, rows, Pick("dept", "Dairy")) == by_hand(lambda each: each.department == "Dairy")


def test_as_many_are_shown_as_are_handed_on(sliced, stored, rows):
    (shown,) = sliced("audience")
    assert list(shown.values()) == [len(ids(stored, rows))]
