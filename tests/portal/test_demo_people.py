"""The demo people: who they are, and that they are never made by accident."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.access import rights
from portal.access.demo_people import password_of
from portal.access.models import Grant, Team, User
from tests.conftest import REPORT


@pytest.fixture
def demo(settings, db):
    settings.DEMO = True
    return settings


def create_people() -> str:
    out = StringIO()
    call_command("createpeople", stdout=out)
    return out.getvalue()


def test_outside_a_demo_no_account_is_made(settings, db):
    settings.DEMO = False
    with pytest.raises(CommandError, match="set DEMO=1, and never in production"):
        create_people()
    assert not User.objects.exists()


def test_each_person_can_sign_in_with_what_was_printed(demo, client):
    demo.PEOPLE_PASSWORD = ""
    lines = [line.split()[:2] for line in create_people().splitlines()[1:]]
    assert [name for name, _ in lines] == ["ana", "ben", "fay", "rae", "dev", "cleo"]
    assert all(client.login(username=name, password=password) for name, password in lines)


def test_one_password_for_all_can_be_set(demo):
    demo.PEOPLE_PASSWORD = "one-for-everyone"
    assert create_people().count("one-for-everyone") == 6


def test_made_again_they_keep_their_passwords(demo):
    create_people()
    ana = User.objects.get(username="ana")
    ana.set_password("her-own-choice-7")
    ana.save()
    assert "(changed since)" in create_people()
    ana.refresh_from_db()
    assert ana.check_password("her-own-choice-7")


def test_made_again_nothing_is_doubled(demo):
    create_people()
    once = [model.objects.count() for model in (User, Team, Grant)]
    create_people()
    assert [model.objects.count() for model in (User, Team, Grant)] == once


def test_every_role_of_the_story_is_there(demo):
    create_people()
    people = {user.username: user for user in User.objects.all()}
    assert rights.may_open(people["ana"], REPORT)
    assert not rights.may_open(people["ben"], REPORT)
    assert people["rae"].has_perm("access.develop_reports")
    assert people["cleo"].has_perm("querylog.view_statement")
    assert people["dev"].is_staff


def test_passwords_differ_between_people_and_between_installations(settings):
    settings.PEOPLE_PASSWORD = ""
    ana, ben = password_of("ana"), password_of("ben")
    settings.SECRET_KEY = "another installation's secret"
    assert len({ana, ben, password_of("ana")}) == 3
