"""Who gets in, who is kept out, and where they land."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.access.accounts import WRONG
from portal.access.demo_people import password_of
from portal.access.guesses import (
    FAILURES_OF_A_NAME,
    FAILURES_OF_AN_ADDRESS,
    TOO_MANY,
    TOO_MANY_CODES,
    TOO_MANY_FROM_HERE,
)
from portal.access.models import FailedSignIn

REPORT_PAGE = "/reports/category-performance/"


def sign_in(client, name, password, **more):
    return client.post("/sign-in/", {"username": name, "password": password, **more})


def test_a_person_signs_in_and_lands_on_home(people, anonymous):
    answer = sign_in(anonymous, "ana", password_of("ana"))
    assert (answer.status_code, answer.url) == (302, "/")


def test_after_sign_in_a_person_is_where_she_wanted_to_go(people, anonymous):
    answer = sign_in(anonymous, "ana", password_of("ana"), next=REPORT_PAGE)
    assert answer.url == REPORT_PAGE


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_sign_in_never_leads_to_another_site(people, anonymous, elsewhere):
    assert sign_in(anonymous, "ana", password_of("ana"), next=elsewhere).url == "/"


def test_a_wrong_password_gets_one_sentence(people, anonymous):
    page = sign_in(anonymous, "ana", "not-hers")
    assert page.context["form"].non_field_errors() == [WRONG]


def test_an_unknown_name_gets_the_same_sentence(people, anonymous):
    assert sign_in(anonymous, "nobody", "x").context["form"].non_field_errors() == [WRONG]


def test_a_switched_off_account_gets_the_same_sentence(people, anonymous):
    people["ana"].is_active = False
    people["ana"].save()
    assert sign_in(anonymous, "ana", password_of("ana")).context["form"].non_field_errors() == [WRONG]


def test_a_session_ends_when_the_account_is_switched_off(people, ana):
    people["ana"].is_active = False
    people["ana"].save()
    assert ana.get("/").url == "/sign-in/?next=/"


def test_after_five_wrong_passwords_even_the_right_one_waits(people, anonymous):
    for _ in range(5):
        sign_in(anonymous, "ana", "not-hers")
    page = sign_in(anonymous, "Ana", password_of("ana"))
    assert page.context["form"].non_field_errors() == [TOO_MANY]


def test_guessing_one_name_locks_nobody_else_out(people, anonymous):
    for _ in range(5):
        sign_in(anonymous, "ana", "not-hers")
    assert sign_in(anonymous, "ben", password_of("ben")).status_code == 302


def test_guessing_from_one_address_does_not_lock_a_person_out_elsewhere(people, anonymous):
    for _ in range(5):
        sign_in(anonymous, "ana", "not-hers")
    elsewhere = Client(REMOTE_ADDR="10.1.2.3")
    assert sign_in(elsewhere, "ana", password_of("ana")).status_code == 302


def guess_at_ana_from_everywhere():
    for number in range(FAILURES_OF_A_NAME):
        sign_in(Client(REMOTE_ADDR=f"10.1.2.{number}"), "ana", "not-hers")


def test_guessing_one_name_from_many_addresses_ends_too(people):
    guess_at_ana_from_everywhere()
    page = sign_in(Client(REMOTE_ADDR="10.9.9.9"), "ana", password_of("ana"))
    assert page.context["form"].non_field_errors() == [TOO_MANY]


def was_here(browser, name):
    sign_in(browser, name, password_of(name))
    browser.post("/sign-out/")


def test_who_is_guessed_at_signs_in_by_the_browser_she_had_before(people, anonymous):
    was_here(anonymous, "ana")
    guess_at_ana_from_everywhere()
    assert sign_in(anonymous, "ana", password_of("ana")).status_code == 302


def test_a_browser_of_somebody_else_waits_like_any_other(people, anonymous):
    was_here(anonymous, "ben")
    guess_at_ana_from_everywhere()
    assert sign_in(anonymous, "ana", password_of("ana")).context["form"].non_field_errors() == [TOO_MANY]


def test_in_a_browser_of_ones_own_guessing_ends_after_five(people, anonymous):
    was_here(anonymous, "ana")
    for _ in range(5):
        sign_in(anonymous, "ana", "not-hers")
    assert sign_in(anonymous, "ana", password_of("ana")).context["form"].non_field_errors() == [TOO_MANY]


def fail_from_here(client, times):
    for number in range(times):
        sign_in(client, f"nobody-{number}", "autumn-2026-autumn")


def test_one_password_is_not_tried_on_every_name(people, anonymous):
    fail_from_here(anonymous, FAILURES_OF_AN_ADDRESS)
    page = sign_in(anonymous, "ben", password_of("ben"))
    assert page.context["form"].non_field_errors() == [TOO_MANY_FROM_HERE]


def test_an_office_behind_one_address_may_mistype_a_few_times(people, anonymous):
    fail_from_here(anonymous, FAILURES_OF_AN_ADDRESS // 2)
    assert sign_in(anonymous, "ben", password_of("ben")).status_code == 302


def test_signing_in_does_not_wipe_away_guesses_at_others(people, anonymous):
    fail_from_here(anonymous, FAILURES_OF_AN_ADDRESS - 1)
    sign_in(Client(), "ben", password_of("ben"))
    fail_from_here(anonymous, 1)
    assert sign_in(Client(), "ana", password_of("ana")).context["form"].non_field_errors() == [TOO_MANY_FROM_HERE]


def test_all_addresses_of_one_network_of_ipv6_count_as_one(people):
    for number in range(5):
        sign_in(Client(REMOTE_ADDR=f"2001:db8::{number}"), "ana", "not-hers")
    page = sign_in(Client(REMOTE_ADDR="2001:db8::99"), "ana", password_of("ana"))
    assert page.context["form"].non_field_errors() == [TOO_MANY]


def test_behind_a_proxy_nobody_writes_herself_where_she_comes_from(people, settings):
    settings.TRUSTED_PROXY = True
    for number in range(5):
        sign_in(Client(headers={"x-forwarded-for": f"10.1.2.{number}, 192.0.2.7"}), "ana", "not-hers")
    page = sign_in(Client(headers={"x-forwarded-for": "10.1.2.9, 192.0.2.7"}), "ana", password_of("ana"))
    assert page.context["form"].non_field_errors() == [TOO_MANY]


def test_without_a_proxy_no_header_says_where_somebody_comes_from(people):
    for number in range(5):
        sign_in(Client(headers={"x-forwarded-for": f"10.1.2.{number}"}), "ana", "not-hers")
    page = sign_in(Client(headers={"x-forwarded-for": "10.1.2.9"}), "ana", password_of("ana"))
    assert page.context["form"].non_field_errors() == [TOO_MANY]


def test_after_fifteen_minutes_one_may_try_again(people, anonymous):
    for _ in range(5):
        sign_in(anonymous, "ana", "not-hers")
    FailedSignIn.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert sign_in(anonymous, "ana", password_of("ana")).status_code == 302


def test_what_was_typed_as_a_name_is_not_kept(people, anonymous):
    sign_in(anonymous, "my-secret-password", "x")
    assert "my-secret-password" not in str(FailedSignIn.objects.values())


def test_sign_out_is_a_post_and_ends_the_session(ana):
    assert ana.get("/sign-out/").status_code == 405
    assert ana.post("/sign-out/").url == "/sign-in/"
    assert ana.get("/").url == "/sign-in/?next=/"


def test_a_form_without_its_token_is_refused_in_a_sentence(people):
    careful = Client(enforce_csrf_checks=True)
    page = sign_in(careful, "ana", password_of("ana"))
    assert page.status_code == 403
    assert "reload it, and try again" in page.content.decode()


def test_a_new_password_works_and_keeps_one_signed_in(people, ana, anonymous):
    old, new = password_of("ana"), "a-much-better-one-9"
    form = {"old_password": old, "new_password1": new, "new_password2": new}
    assert ana.post("/account/password/", form).url == "/account/"
    assert ana.get("/account/").status_code == 200
    assert sign_in(anonymous, "ana", new).status_code == 302


def test_after_five_wrong_old_passwords_even_the_right_one_waits(ana):
    new = {"new_password1": "a-much-better-one-9", "new_password2": "a-much-better-one-9"}
    for _ in range(5):
        ana.post("/account/password/", {"old_password": "not-hers", **new})
    page = ana.post("/account/password/", {"old_password": password_of("ana"), **new})
    assert page.context["form"].errors["old_password"] == [TOO_MANY_CODES]


def test_the_admin_pages_lead_to_the_same_page_for_a_new_password(dev):
    assert dev.get("/admin/password_change/").url == "/account/password/"


def test_a_short_new_password_is_refused(ana):
    form = {"old_password": password_of("ana"), "new_password1": "short-1", "new_password2": "short-1"}
    assert "at least 12 characters" in ana.post("/account/password/", form).content.decode()


def test_the_admin_pages_are_entered_through_the_portals_sign_in(anonymous):
    assert anonymous.get("/admin/", follow=True).redirect_chain[-1][0] == "/sign-in/?next=/admin/"


def test_someone_who_is_no_admin_is_told_so(ana):
    page = ana.get("/admin/", follow=True)
    assert page.status_code == 403
    assert "for admins" in page.content.decode()


def test_an_admin_sees_people_teams_and_grants_and_no_queue(dev):
    page = dev.get("/admin/").content.decode()
    assert "Teams" in page
    assert not re.search(r"\bRQ\b", page)  # a token may have the letters in it
