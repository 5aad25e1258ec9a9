"""Who changes rights by SQL, past the portal, is in the history all the same: PostgreSQL itself puts it there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from portal.access.models import Grant, Team, User
from portal.catalog.models import Entry
from querylog.models import Event, Kind
from tests.conftest import REPORT

Sql = Callable[..., Event | None]


@pytest.fixture
def by_sql(people) -> Sql:
    """Say something to PostgreSQL as its owner does by psql; what the history has of it."""

    def say(sql: str, *values: Any) -> Event | None:
        before = set(Event.objects.values_list("pk", flat=True))
        with connection.cursor() as cursor:
            cursor.execute("set local role none")
            cursor.execute("set local portico.keeps_history = ''")
            cursor.execute(sql, values)
            cursor.execute("set local portico.keeps_history = 'yes'")
        return Event.objects.exclude(pk__in=before).filter(kind=Kind.PERMISSION).first()

    return say


@pytest.fixture
def offers(people) -> Team:
    return Team.objects.get(name="Offers")


GRANT = """insert into access_grant (team_id, report, can_download, granted_by, granted_at)
           values (%s, %s, true, '', now())"""


def test_a_grant_made_by_sql_says_which_role_made_it_and_for_whom(by_sql, offers):
    event = by_sql(GRANT, offers.pk, REPORT)
    assert event.person_name.startswith("SQL as ")
    assert (event.team, event.report) == ("Offers", REPORT)
    assert event.facts["action"] == "added"
    assert event.facts["now"]["can_download"] is True


def test_it_stands_on_the_page_of_the_team_and_is_found_by_the_search(by_sql, dev, offers):
    by_sql(GRANT, offers.pk, REPORT)
    page = dev.get(f"/admin/access/team/{offers.pk}/history/").content.decode()
    assert "SQL as " in page
    assert f"grant Offers {REPORT} added" in dev.get("/audit/changes/", {"q": f"SQL {REPORT}"}).content.decode()


def test_a_change_says_from_what_to_what(by_sql, people):
    grant = Grant.objects.get(report=REPORT, team__name="Finance")
    event = by_sql("update access_grant set can_download = true where id = %s", grant.pk)
    assert event.facts["changes"] == {"can_download": [False, True]}
    assert f"access.grant:{grant.pk}" in event.facts["concerns"]


def test_what_is_set_to_what_it_was_is_no_change(by_sql, people):
    assert by_sql("update access_grant set can_download = can_download") is None


def test_what_was_removed_is_kept(by_sql, people):
    event = by_sql("delete from access_membership where user_id = %s", people["fay"].pk)
    assert event.facts["action"] == "removed"
    assert event.facts["about"] == [people["fay"].pk]
    assert "fay" in event.facts["which"]


def test_a_person_who_is_made_a_superuser_by_sql_is_on_record(by_sql, people):
    event = by_sql("update access_user set is_superuser = true where username = 'ben'")
    assert event.facts["changes"] == {"is_superuser": [False, True]}
    assert event.facts["about"] == [people["ben"].pk]


def test_a_password_that_is_set_by_sql_is_on_record_and_nothing_of_it_is(by_sql, people):
    event = by_sql("update access_user set password = 'md5$salt$digest' where username = 'ben'")
    assert event.facts["changes"] == {"password": ["", "set anew"]}
    assert "digest" not in str(event.facts)


def test_a_report_that_is_listed_by_sql_is_on_its_own_page(by_sql, people):
    event = by_sql("update catalog_entry set listed = false where slug = %s", REPORT)
    assert event.report == REPORT
    assert f"catalog.entry:{Entry.objects.get(slug=REPORT).pk}" in event.facts["concerns"]


def test_a_table_that_is_emptied_is_on_record(by_sql, people):
    event = by_sql("truncate access_columnrule")
    assert (event.facts["what"], event.facts["action"]) == ("columnrule", "emptied")


def test_a_session_that_rests_its_triggers_is_on_record_all_the_same(by_sql, offers):
    with connection.cursor() as cursor:
        cursor.execute("set local role none")
        cursor.execute("set local session_replication_role = replica")
    assert by_sql("delete from access_teamgroup") is None  # nothing was there
    assert by_sql("update access_team set name = 'Deals' where id = %s", offers.pk).facts["action"] == "changed"


def test_what_the_portal_changes_is_in_the_history_once(people):
    User.objects.get(username="ben").save()
    Grant.objects.create(team=Team.objects.get(name="Offers"), report="gallery")
    assert Event.objects.filter(kind=Kind.PERMISSION, report="gallery", team="Offers").count() == 1
