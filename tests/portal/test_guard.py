"""Nothing is open without a guard, and the guard says no in the right way."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.access import rights
from portal.access.guard import NotGranted, viewer_for
from portal.access.models import Grant, Membership, Team
from portal.catalog.models import Entry
from tests.conftest import REPORT, signed_in
from tests.portal.walking import addresses

PUBLIC = {"/sign-in/", "/sign-in/switched-off/", "/sign-out/", "/sso/cancelled/", "/brand.css"}
SECOND_STEP = "/sign-in/code/"  # leads back to sign-in, and forward to what was asked for before it
SINGLE_SIGN_ON = {address for address, _ in addresses() if address.startswith("/sso/")} - PUBLIC
SCIM = {address for address, _ in addresses() if address.startswith("/scim/")}  # their token: provisioning/test_gate.py
AUDIT_API = {address for address, _ in addresses() if address.startswith("/audit/api/v1/")}  # so do analysts' programs
NOT_BY_SIGN_IN = PUBLIC | SINGLE_SIGN_ON | SCIM | AUDIT_API
PAGE = f"/reports/{REPORT}/"
REPORT_ADDRESSES = [address for address, _ in addresses() if address.startswith("/reports/")]


@pytest.mark.parametrize("address", [address for address, _ in addresses() if address not in NOT_BY_SIGN_IN])
def test_every_address_that_is_not_public_asks_for_sign_in(anonymous, address):
    answer = anonymous.get(address, follow=True)
    assert answer.redirect_chain, f"{address} answered {answer.status_code} to someone who is not signed in"
    assert answer.redirect_chain[-1][0].startswith("/sign-in/?next=") or address == SECOND_STEP


@pytest.mark.parametrize("address", REPORT_ADDRESSES)
def test_posting_to_a_report_asks_for_sign_in(anonymous, address):
    assert anonymous.post(address, {}).url.startswith("/sign-in/?next=/reports/")


@pytest.mark.parametrize("address", REPORT_ADDRESSES)
def test_another_team_gets_403_wherever_a_report_is_served(ben, address):
    assert ben.get(address).status_code == 403
    assert ben.post(address, {}).status_code == 403


@pytest.mark.parametrize("address", REPORT_ADDRESSES)
def test_a_post_without_its_token_is_refused_wherever_a_report_is_served(people, address):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(people["ana"])
    assert careful.post(address, {}).status_code == 403


def test_every_view_of_a_report_is_guarded():
    views = {address: entry.callback for address, entry in addresses() if address.startswith("/reports/")}
    assert views
    assert [address for address, view in views.items() if not hasattr(view, "guards_reports")] == []


def test_a_stranger_reads_what_a_listed_report_answers_and_why_it_is_closed_and_no_more(ben):
    page = ben.get(PAGE).content.decode()
    assert "Category performance" in page
    assert "open to other teams" in page
    assert "report-app" not in page  # nor where its data would come from
    assert "LOYALTY" not in page


def test_an_unlisted_report_is_to_a_stranger_as_if_it_did_not_exist(ben):
    Entry.objects.filter(slug=REPORT).update(listed=False)
    unlisted, missing = ben.get(PAGE), ben.get("/reports/no-such-report/")
    assert unlisted.status_code == missing.status_code == 404
    assert said_on(unlisted).replace(REPORT, "") == said_on(missing).replace("no-such-report", "")


def said_on(page) -> str:
    """What stands on it, without the token of its forms, which is another each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())


def test_an_unknown_report_is_not_found(ana):
    assert ana.get("/reports/no-such-report/").status_code == 404


def test_a_grant_opens_the_report_through_the_team(people):
    viewer = viewer_for(people["ana"], REPORT)
    assert (viewer.name, viewer.team, viewer.user_id) == ("ana", "Shopper insights", people["ana"].pk)


def test_being_an_admin_opens_no_report(people, dev):
    assert dev.get(PAGE).status_code == 403
    assert not rights.may_open(people["dev"], REPORT)


def test_a_grant_holds_on_its_last_day_and_not_after(people):
    today = timezone.localdate()
    Grant.objects.update(until=today)
    assert rights.may_open(people["ana"], REPORT)
    Grant.objects.update(until=today - timedelta(days=1))
    with pytest.raises(NotGranted):
        viewer_for(people["ana"], REPORT)


def test_a_report_whose_grant_has_ended_is_on_nobodys_shelf(ana):
    assert PAGE in ana.get("/").content.decode()
    Grant.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert PAGE not in ana.get("/").content.decode()


@pytest.mark.parametrize("where", ["archived", "gone"])
def test_a_report_that_was_put_away_is_open_to_nobody(ana, where):
    Entry.objects.filter(slug=REPORT).update(**{where: True})
    assert ana.get(PAGE).status_code == 404


def test_who_leaves_the_team_loses_the_report_at_once(people, ana):
    Membership.objects.filter(user=people["ana"]).delete()
    assert ana.get(PAGE).status_code == 403


def test_of_several_teams_the_first_by_name_is_the_one_in_the_log(people):
    Membership.objects.create(user=people["ana"], team=Team.objects.get(name="Finance"))
    assert rights.right_to(people["ana"], REPORT).team.name == "Finance"


@pytest.mark.parametrize("name", ["ana", "ben", "cleo", "dev", "rae", "fay"])
def test_the_right_to_one_report_is_what_the_persons_grants_say(people, name):
    Membership.objects.create(user=people["ana"], team=Team.objects.get(name="Finance"))
    opening = [grant for grant in rights.grants_of(people[name]) if grant.report == REPORT]
    right = rights.right_to(people[name], REPORT)
    assert (right.team if right else None) == (opening[0].team if opening else None)
    assert bool(right and right.may_download) == any(grant.can_download for grant in opening)


def test_a_right_and_what_may_be_seen_with_it_are_asked_for_in_a_query_each(people, django_assert_num_queries):
    with django_assert_num_queries(2):
        viewer_for(people["ana"], REPORT)


def test_viewing_does_not_include_downloading(people):
    assert rights.may_download(people["ana"], REPORT)
    assert rights.may_open(people["fay"], REPORT)
    assert not rights.may_download(people["fay"], REPORT)


def test_a_switched_off_account_may_open_nothing(people):
    people["ana"].is_active = False
    assert rights.reports_for(people["ana"]) == []
    assert rights.right_to(people["ana"], REPORT) is None


def test_the_audit_is_for_those_who_may_read_statements(people, ana, cleo):
    assert "/audit/" not in ana.get("/").content.decode()
    assert 'href="/audit/"' in cleo.get("/").content.decode()
    assert signed_in(people["ben"]).get("/audit/").status_code == 403
