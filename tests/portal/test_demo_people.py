"""The demo people: who they are, and that they are never made by accident."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.access import rights
from portal.access.demo_people import password_of
from portal.access.guard import viewer_for
from portal.access.models import Grant, RowPolicy, Team, User
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
    assert [name for name, _ in lines] == ["ana", "ben", "fay", "rae", "dev", "cleo", "pia"]
    assert all(client.login(username=name, password=password) for name, password in lines)


def test_one_password_for_all_can_be_set(demo):
    demo.PEOPLE_PASSWORD = "one-for-everyone"
    assert create_people().count("one-for-everyone") == 7


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
    once = [model.objects.count() for model in (User, Team, Grant, RowPolicy)]
    create_people()
    assert [model.objects.count() for model in (User, Team, Grant, RowPolicy)] == once


def test_every_role_of_the_story_is_there(demo):
    create_people()
    people = {user.username: user for user in User.objects.all()}
    assert rights.may_open(people["ana"], REPORT)
    assert not rights.may_open(people["ben"], REPORT)
    assert people["rae"].has_perm("access.develop_reports")
    assert people["cleo"].has_perm("querylog.view_statement")
    assert people["dev"].is_staff
    assert [report.slug for report in rights.reports_for(people["pia"])] == ["brand-scorecard"]


def test_the_partner_sees_her_rows_alone_and_the_others_all(demo):
    create_people()
    seen = {
        name: viewer_for(User.objects.get(username=name), "brand-scorecard").policy for name in ("pia", "ana", "fay")
    }
    assert [rule.values for share in seen["pia"].tables["LOYALTY.BASKETS"] for rule in share.rows] == [(764,)]
    assert {seen["ana"].fingerprint, seen["fay"].fingerprint} == {"open"}


def test_passwords_differ_between_people_and_between_installations(settings):
    settings.PEOPLE_PASSWORD = ""
    ana, ben = password_of("ana"), password_of("ben")
    settings.SECRET_KEY = "another installation's secret"
    assert len({ana, ben, password_of("ana")}) == 3
