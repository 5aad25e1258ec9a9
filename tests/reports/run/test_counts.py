"""What an exclusion did, in a sentence: how many it removed and how many remain."""

import pytest

from querylog.models import Purpose, Statement
from reports.policy import OPEN
from reports.run.counts import counted
from reports.run.press import refresh
from reports.viewer import Viewer
from tests.reports.a_shop.rows import INVITATIONS, RETURNS, SALES
from tests.reports.a_shop.shop import Shop

HAM = {"returned": {"item": ["Ham"]}}
SPRING = {"invited": {"campaign": ["Spring"]}}
EVERYONE = {each.customer_id for each in SALES} - {None}
RETURNERS = {each.customer_id for each in RETURNS if each.item == "Ham"} & EVERYONE
INVITED = {each.client for each in INVITATIONS if each.campaign == "Spring"} & EVERYONE


@pytest.fixture
def viewer(people, a_shop, settings) -> Viewer:
    settings.PATIENCE_SECONDS = 30  # what is counted here has ended, however busy the machine is
    return Viewer(user_id=people["ana"].pk, name="ana", team="Shopper insights", policy=OPEN)


def said(form, viewer):
    return counted(Shop, refresh(Shop, form, viewer=viewer))


def test_an_exclusion_says_how_many_it_removed_and_how_many_remain(viewer):
    rest = len(EVERYONE - RETURNERS)
    assert said(HAM, viewer) == [
        f"Leave out who returned: removes {len(RETURNERS)} of {len(EVERYONE)} customers; {rest} remain"
    ]


def test_several_say_what_each_did_and_what_remains_of_all(viewer):
    removed, uninvited, rest = len(RETURNERS), len(EVERYONE - INVITED), len(INVITED - RETURNERS)
    assert said(HAM | SPRING, viewer) == [
        f"Leave out who returned: removes {removed} of {len(EVERYONE)} customers",
        f"Only who were invited: leaves out {uninvited} of {len(EVERYONE)} customers; {rest} remain",
    ]


def test_without_an_exclusion_nothing_is_said_and_nothing_is_asked(viewer):
    assert said({}, viewer) == []
    assert not Statement.objects.filter(purpose=Purpose.COUNT).exists()


def test_a_query_that_is_read_by_others_is_counted_once(viewer):
    said(HAM, viewer)
    assert [each.part for each in Statement.objects.filter(purpose=Purpose.COUNT)] == ["lines--keys-1"]
