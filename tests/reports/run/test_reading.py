"""A query that reads another: the result that is there already is read, and no table is scanned twice."""

import pytest

from querylog import door
from reports import compile
from reports.policy import OPEN
from reports.run.clock import today
from reports.run.press import refresh
from reports.viewer import Viewer
from tests.reports.a_shop.shop import Shop
from tests.reports.compile.by_hand import as_set

FORM = {"filters": {"item": ["Ham", "Milk"]}, "returned": {"item": ["Brie"]}}


@pytest.fixture
def run(people, a_shop):
    viewer = Viewer(user_id=people["ana"].pk, name="ana", team="Shopper insights", policy=OPEN)
    return refresh(Shop, FORM, viewer=viewer)


@pytest.mark.parametrize("name", ["customers", "regulars"])
def test_a_press_reads_the_result_of_the_query_before(run, name):
    sent = {each.part: each for each in run.sent}
    assert f"RESULT_SCAN('{sent['lines'].query_id}')" in sent[name].sql
    assert "SHOP.SALES" not in sent[name].sql


@pytest.mark.parametrize("name", ["customers", "regulars"])
def test_its_rows_are_those_of_the_statement_that_scans_the_tables(run, name, rows):
    alone = compile.base(Shop.queries[name], Shop.clean(FORM, today=today()), policy=OPEN)
    scanned = rows(alone.sql, alone.binds)
    assert "SHOP.SALES" in alone.sql and scanned
    read = door.fetch(run.base(Shop.queries[name])).to_pylist()
    assert as_set(row.values() for row in read) == as_set(row.values() for row in scanned)


def test_the_same_choices_are_the_same_statement_at_the_next_press(run, people):
    viewer = Viewer(user_id=people["rae"].pk, name="rae", team="Reports", policy=OPEN)
    again = refresh(Shop, {name: FORM[name] for name in reversed(FORM)}, viewer=viewer)
    first, second = ((each.base(Shop.lines).sql, each.base(Shop.lines).binds) for each in (run, again))
    assert first == second
