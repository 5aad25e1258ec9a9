"""Two people who open one report to one team at the same moment."""

import threading
import time

import pytest
from django.db import connection, transaction

from portal.access.demo_people import PEOPLE, fill_the_shelf, make
from portal.access.models import Grant, Membership, Team, User
from portal.catalog import asking
from portal.catalog.models import AccessRequest, Entry
from tests.conftest import REPORT
from tests.querylog.conftest import committed, database_of_its_own  # noqa: F401


@pytest.fixture
def asked(committed):  # noqa: F811
    """Requests of two people of one team for one report."""
    for person in PEOPLE:
        make(person)
    fill_the_shelf()
    offers, entry = Team.objects.get(name="Offers"), Entry.objects.get(slug=REPORT)
    joined = Membership.objects.create(team=offers, user=User.objects.get(username="cleo"))
    people = [User.objects.get(username=name) for name in ("ben", "cleo")]
    yield [asking.ask(each, offers, entry, reason="x", address="")[0] for each in people]
    joined.delete()
    AccessRequest.objects.all().delete()
    Grant.objects.all().delete()
    Entry.objects.all().delete()


def test_two_approvals_at_once_are_one_grant_that_gives_what_both_said(asked):
    def approve(one: AccessRequest, *, can_download: bool) -> None:
        dev = User.objects.get(username="dev")
        asking.approve(one.pk, by=dev, until=None, can_download=can_download, answer="", address="")

    def approve_in_another_process() -> None:
        approve(asked[1], can_download=True)
        connection.close()

    other = threading.Thread(target=approve_in_another_process)
    with transaction.atomic():
        approve(asked[0], can_download=False)
        other.start()
        time.sleep(1)  # until it waits for us
    other.join(10)
    assert Grant.objects.get(team__name="Offers", report=REPORT).can_download
    assert {each.state for each in AccessRequest.objects.all()} == {"approved"}
