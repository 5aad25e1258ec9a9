"""A person or a role that is deleted takes something along, of which Django sends no signal: it is in the history."""

import pytest
from django.contrib.auth.models import Group
from django.db.models import CASCADE

from portal.access.demo_people import permission_called
from portal.access.models import DirectoryGroup
from portal.access.signals import GOES_WITH, RIGHTS, WATCHED
from portal.catalog.models import Entry
from querylog.audit.history import of_person, of_report
from querylog.models import Event, Kind
from tests.conftest import REPORT


@pytest.fixture
def readers(people) -> Group:
    """A role that Cleo has."""
    role = Group.objects.create(name="Readers of the log")
    role.permissions.add(permission_called("querylog.view_statement"))
    role.user_set.add(people["cleo"])
    return role


def newest() -> Event:
    return Event.objects.filter(kind=Kind.PERMISSION).latest("pk")


def test_a_role_that_is_deleted_says_who_had_it_and_what_it_gave(readers):
    readers.delete()
    was = newest().facts["was"]
    assert (was["people"], was["permissions"]) == (["cleo"], ["querylog.view_statement"])


def test_it_is_in_the_history_of_whoever_had_it(dev, people, readers):
    readers.delete()
    assert newest() in [entry.event for entry in of_person(people["cleo"].pk, after="").entries]
    page = dev.get(f"/admin/access/user/{people['cleo'].pk}/history/").content.decode()
    assert "group Readers of the log removed" in page


def test_a_person_who_is_deleted_takes_her_roles_rights_and_groups_along(people, readers):
    DirectoryGroup.objects.create(name="All hands").people.add(people["cleo"])
    people["cleo"].delete()
    was = newest().facts["was"]
    assert (was["groups"], was["groups of the directory"]) == (["Readers of the log"], ["All hands"])
    assert "querylog.view_statement" in was["permissions"]


def test_a_report_whose_contact_is_deleted_says_so(people):
    entry = Entry.objects.get(slug=REPORT)
    entry.contact = people["ana"]
    entry.save()
    people["ana"].delete()
    told = [entry.event.facts.get("changes") for entry in of_report(REPORT, after="").entries if entry.event]
    assert {"contact": ["ana", None]} in told


def test_no_other_link_of_what_is_watched_is_emptied_without_a_word():
    links = [field for model in WATCHED for field in model._meta.concrete_fields if field.many_to_one]
    assert [str(each) for each in links if each.remote_field.on_delete is not CASCADE] == ["catalog.Entry.contact"]


def test_every_table_between_is_told_of_when_one_side_goes():
    between = {frozenset(each.related_model for each in table._meta.concrete_fields) - {None} for table in RIGHTS}
    assert between == {frozenset((one, other)) for one, others in GOES_WITH.items() for other in others}
