"""What the log remembers besides statements: who opened, downloaded, signed in, and changed who may do what."""

import hashlib
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction

from portal.access.demo_people import password_of, permission_called
from portal.access.guard import viewer_for
from portal.access.models import Grant, Membership, Team
from portal.access.signals import digest_of
from querylog.errors import LogUnavailable
from querylog.events import record
from querylog.models import Event, Kind, Statement
from reports import registry
from reports.run.press import refresh
from tests.conftest import REPORT, signed_in

pytestmark = pytest.mark.django_db
REPORT_PAGE = f"/reports/{REPORT}/"


def of(kind: Kind) -> list[Event]:
    return list(Event.objects.filter(kind=kind).order_by("pk"))


def newest_of(kind: Kind) -> Event:
    return Event.objects.filter(kind=kind).latest("pk")


@pytest.fixture
def no_events():
    """The log's events can't be written, and everything else can."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("REVOKE INSERT ON querylog_event FROM portico_app")
        cursor.execute("SET LOCAL ROLE portico_app")


# ------------------------------------------------------------------ views


def test_who_opens_a_report_is_on_record_once(ana, people):
    ana.get(REPORT_PAGE)
    (seen,) = of(Kind.VIEWED)
    assert (seen.person_id, seen.person_name, seen.team, seen.report) == (
        people["ana"].pk,
        "ana",
        "Shopper insights",
        REPORT,
    )


def test_what_the_page_asks_for_afterwards_is_no_second_view(ana):
    ana.get(REPORT_PAGE)
    ana.get(f"{REPORT_PAGE}app/_dash-layout")
    assert len(of(Kind.VIEWED)) == 1


def test_who_is_turned_away_has_viewed_nothing(ben):
    assert ben.get(REPORT_PAGE).status_code == 403
    assert of(Kind.VIEWED) == []


def test_a_view_that_cant_be_recorded_stops_nobody_and_is_told_to_the_operators(ana, no_events, caplog):
    assert ana.get(REPORT_PAGE).status_code == 200
    assert "Not in the query log: viewed by ana" in caplog.text


# ------------------------------------------------------------------ sign-ins


def test_a_sign_in_is_on_record_with_where_it_came_from(people, anonymous):
    anonymous.post("/sign-in/", {"username": "ana", "password": password_of("ana")}, REMOTE_ADDR="192.0.2.7")
    (event,) = of(Kind.SIGNED_IN)
    assert (event.person_name, event.facts) == ("ana", {"address": "192.0.2.7"})


def test_a_sign_in_that_cant_be_recorded_succeeds(people, anonymous, no_events):
    answer = anonymous.post("/sign-in/", {"username": "ana", "password": password_of("ana")})
    assert (answer.status_code, answer.url) == (302, "/")


def test_a_failed_sign_in_keeps_nothing_that_was_typed(people, anonymous):
    anonymous.post("/sign-in/", {"username": "hunter2-my-password", "password": "wrong"})
    (event,) = of(Kind.SIGN_IN_FAILED)
    assert (event.person_id, event.person_name) == (None, "")
    assert "hunter2" not in str(event.facts)
    assert event.facts["name_digest"] == digest_of("Hunter2-My-Password")


def test_a_sign_out_is_on_record(ana):
    ana.post("/sign-out/")
    assert [event.person_name for event in of(Kind.SIGNED_OUT)] == ["ana"]


# ------------------------------------------------------------------ who may do what


def test_a_grant_made_in_the_admin_site_names_who_made_it_and_what_it_is(dev, people):
    offers = Team.objects.get(name="Offers")
    dev.post("/admin/access/grant/add/", {"team": offers.pk, "report": REPORT, "can_download": "on"})
    event = newest_of(Kind.PERMISSION)
    assert (event.person_id, event.person_name, event.team, event.report) == (
        people["dev"].pk,
        "dev",
        "Offers",
        REPORT,
    )
    assert event.facts["action"] == "added"
    assert event.facts["now"]["can_download"] is True


def test_a_change_says_from_what_to_what_and_nothing_that_stayed(people):
    grant = Grant.objects.get(team__name="Finance")
    grant.can_download = True
    grant.save()
    assert newest_of(Kind.PERMISSION).facts["changes"] == {"can_download": [False, True]}


def test_what_was_saved_without_a_change_is_no_event(people):
    before = len(of(Kind.PERMISSION))
    Grant.objects.get(team__name="Finance").save()
    assert len(of(Kind.PERMISSION)) == before


def test_a_membership_that_ends_is_on_record_with_whom_it_concerns(people):
    Membership.objects.get(user=people["ben"]).delete()
    event = newest_of(Kind.PERMISSION)
    assert (event.team, event.facts["action"], event.facts["about"]) == ("Offers", "removed", [people["ben"].pk])


def test_a_team_that_goes_takes_its_grants_on_record_too(people):
    Team.objects.get(name="Finance").delete()
    gone = [event.facts["what"] for event in of(Kind.PERMISSION) if event.facts["action"] == "removed"]
    assert sorted(gone) == ["grant", "member", "team"]


def test_an_account_that_is_switched_off_is_on_record(people):
    people["ana"].is_active = False
    people["ana"].save()
    assert newest_of(Kind.PERMISSION).facts["changes"] == {"is_active": [True, False]}


def test_a_new_password_is_on_record_and_nothing_of_it_is(people):
    people["ana"].set_password("correct horse")
    people["ana"].save()
    assert newest_of(Kind.PERMISSION).facts["changes"] == {"password": ["", "set anew"]}


def test_no_hash_of_a_password_is_ever_kept(people):
    people["ben"].delete()
    kept = str([event.facts for event in Event.objects.all()])
    assert people["ana"].password not in kept
    assert "md5$" not in kept


def test_a_right_that_is_given_and_taken_is_on_record_by_its_name(people):
    right = permission_called("querylog.view_statement")
    people["ben"].user_permissions.add(right)
    assert newest_of(Kind.PERMISSION).facts["given"] == ["querylog.view_statement"]
    people["ben"].user_permissions.clear()
    assert newest_of(Kind.PERMISSION).facts["taken"] == ["querylog.view_statement"]


def test_a_role_that_gets_a_member_concerns_that_person(people):
    analysts = Group.objects.create(name="Readers of the log")
    analysts.user_set.add(people["ana"])
    event = newest_of(Kind.PERMISSION)
    assert (event.facts["given"], event.facts["about"]) == (["ana"], [people["ana"].pk])


def test_a_change_outside_of_a_request_is_a_commands(people):
    assert newest_of(Kind.PERMISSION).person_name == "a command"


def test_a_right_that_cant_be_recorded_is_not_changed(people, no_events):
    grant = Grant.objects.get(team__name="Finance")
    grant.can_download = True
    with pytest.raises(LogUnavailable), transaction.atomic():
        grant.save()
    grant.refresh_from_db()
    assert grant.can_download is False


def test_signing_in_is_no_change_of_rights(people, anonymous):
    before = len(of(Kind.PERMISSION))
    anonymous.post("/sign-in/", {"username": "ana", "password": password_of("ana")})
    assert len(of(Kind.PERMISSION)) == before


# ------------------------------------------------------------------ downloads


@pytest.fixture
def address(people) -> str:
    form = {"filters": {"purchased_on": {"preset": "last 12 weeks"}, "department": ["DELI"]}}
    run = refresh(registry.get(REPORT), form, viewer=viewer_for(people["ana"], REPORT))
    return f"/reports/{REPORT}/download/{run.pk}/categories"


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet"])
def test_a_download_is_on_record_with_the_digest_of_the_very_file(ana, address, format):
    response = ana.get(f"{address}.{format}")
    file = body(response)
    begun, finished = of(Kind.DOWNLOADED)
    assert (begun.facts["stage"], begun.facts["visual"], begun.facts["format"]) == ("begun", "categories", format)
    assert (finished.facts["stage"], finished.facts["begun"]) == ("finished", str(begun.pk))
    assert (finished.facts["sha256"], finished.facts["bytes"]) == (hashlib.sha256(file).hexdigest(), len(file))


def test_a_download_leads_to_the_statement_that_gave_its_rows(ana, address):
    response = ana.get(f"{address}.csv")
    body(response)
    export = Statement.objects.select_related("ending").get(purpose="export")
    assert {event.statement_id for event in of(Kind.DOWNLOADED)} == {export.pk}
    assert of(Kind.DOWNLOADED)[-1].facts["rows"] == export.rows


def test_a_download_that_nobody_reads_to_its_end_was_broken_off(ana, address):
    ana.get(f"{address}.csv")._resource_closers[0]()  # as the server does when the browser is gone
    begun, broken = of(Kind.DOWNLOADED)
    assert (broken.facts["stage"], broken.facts["begun"]) == ("broken off", str(begun.pk))
    assert "sha256" not in broken.facts


def test_a_download_whose_start_cant_be_recorded_does_not_start(ana, address, no_events):
    page = ana.get(f"{address}.csv")
    assert page.status_code == 503
    assert "The query log can&#x27;t be written" in page.content.decode()


def test_a_download_whose_end_cant_be_recorded_has_no_end(ana, address, request):
    whole = body(ana.get(f"{address}.csv"))
    response = ana.get(f"{address}.csv")
    request.getfixturevalue("no_events")
    got = b""
    with pytest.raises(LogUnavailable):
        for piece in response.streaming_content:
            got += piece
    assert len(got) < len(whole)


# ------------------------------------------------------------------ the rows themselves


def test_an_event_is_kept_also_in_a_month_that_nobody_made_ready(people, monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("SELECT to_char(now(), '_YYYY_MM')")
        month = cursor.fetchone()[0]
        cursor.execute(f"DROP TABLE querylog_event{month}")
        cursor.execute("SET LOCAL ROLE portico_app")
    record(Kind.ADMIN, user_id=None, name="nobody")
    assert [event.person_name for event in of(Kind.ADMIN)] == ["nobody"]


def test_an_event_of_a_change_that_is_taken_back_is_taken_back(people):
    before = len(of(Kind.PERMISSION))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Team.objects.create(name="Brief", slug="brief")
        raise ZeroDivisionError
    assert len(of(Kind.PERMISSION)) == before


def test_what_is_changed_in_the_admin_site_is_on_record_for_whoever_is_signed_in(people):
    dev = signed_in(people["dev"])
    ana = people["ana"]
    dev.post(f"/admin/access/user/{ana.pk}/delete/", {"post": "yes"})
    assert {event.person_name for event in of(Kind.PERMISSION) if event.facts["action"] == "removed"} == {"dev"}
