"""What stands on the pages outside a report."""

import re

import pytest
from django.test import RequestFactory

from portal.access.guard import ReportBroken
from portal.access.models import Team
from portal.pages.errors import broken_report, server_error
from reports.render.brand import PORTICO
from tests.conftest import REPORT

MISTAKE = ReportBroken("basket-mix", "library/basket_mix.py, line 14: owner is missing.")


def test_home_lists_what_is_open_to_ones_team(ana):
    page = ana.get("/").content.decode()
    assert f'href="/reports/{REPORT}/"' in page


def test_home_lists_nothing_of_other_teams_and_says_whom_to_ask(ben):
    page = ben.get("/").content.decode()
    assert f"/reports/{REPORT}/" not in page
    assert "No report has been opened to Offers" in page


def test_someone_in_no_team_is_told_what_to_do(dev):
    assert "Ask an admin to add you" in dev.get("/").content.decode()


def test_the_account_page_says_what_is_open_and_through_which_team(people, ana):
    page = ana.get("/account/").content.decode()
    assert "Shopper insights" in page
    assert "view and download" in page


def test_help_and_errors_of_a_field_are_read_with_it(ana):
    page = ana.post("/account/password/", {"old_password": "wrong", "new_password1": "a", "new_password2": "b"})
    written = page.content.decode()
    described = {each for ids in re.findall('aria-describedby="([^"]+)"', written) for each in ids.split()}
    assert {"id_old_password_error", "id_new_password1_helptext", "id_new_password2_error"} <= described
    assert described <= set(re.findall(' id="([^"]+)"', written))


def test_a_name_is_shown_as_text_never_as_markup(people, ana):
    people["ana"].first_name = "<script>alert(1)</script>"
    people["ana"].save()
    Team.objects.filter(name="Shopper insights").update(name="<b>Insights</b>")
    page = ana.get("/account/").content.decode()
    assert "<script>alert" not in page
    assert "<b>Insights" not in page


@pytest.mark.parametrize("address", ["/", "/sign-in/", "/account/", "/nowhere/", "/reports/no-such-report/"])
def test_every_page_tells_the_browser_what_it_may_run(ana, address):
    policy = ana.get(address)["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in re.search(r"script-src[^;]*", policy)[0]


@pytest.mark.parametrize("address", ["/", "/sign-in/", "/account/", "/account/password/", "/nowhere/"])
def test_no_page_holds_inline_script_or_style(ana, address):
    page = ana.get(address).content.decode()
    assert not re.search(r"\son\w+=|\sstyle=|<style|<script(?![^>]*\bsrc=)", page)


def test_a_page_of_a_person_stays_out_of_shared_caches(ana):
    assert ana.get("/")["Cache-Control"] == "private, no-cache"


def test_an_address_that_does_not_exist_says_so_in_the_frame(ana):
    page = ana.get("/nowhere/")
    assert page.status_code == 404
    assert "There is no such page" in page.content.decode()


def test_the_page_of_an_error_of_ours_asks_no_database(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        page = server_error(RequestFactory().get("/"))
    assert page.status_code == 500
    assert "It is logged" in page.content.decode()


def test_a_report_developer_reads_what_is_wrong_with_a_file(people):
    request = RequestFactory().get("/reports/basket-mix/")
    request.user = people["rae"]
    page = broken_report(request, MISTAKE)
    assert page.status_code == 503
    assert "owner is missing" in page.content.decode()


def test_everyone_else_reads_that_it_is_being_repaired(people):
    request = RequestFactory().get("/reports/basket-mix/")
    request.user = people["ana"]
    page = broken_report(request, MISTAKE).content.decode()
    assert "under repair" in page
    assert "owner is missing" not in page


def test_the_brands_style_sheet_is_kept_for_a_year_under_its_fingerprint(anonymous):
    kept = anonymous.get(f"/brand.css?v={PORTICO.fingerprint()}")
    assert "max-age=31536000" in kept["Cache-Control"]
    assert "--accent" in kept.content.decode()


def test_an_old_address_of_the_style_sheet_is_not_kept(anonymous):
    assert "max-age=60" in anonymous.get("/brand.css?v=old")["Cache-Control"]
