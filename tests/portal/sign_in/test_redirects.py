"""No page of sign-in leads to another site, whatever its address says."""

import re
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from portal.access.demo_people import password_of
from tests.conftest import signed_in
from tests.portal.sign_in.codes import app_for, code_of
from tests.portal.walking import addresses

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "%2f%2fevil.example",
    "\thttps://evil.example",
    "https://localhost/",  # another name of the portal, by which nobody asked
]
PAGES = sorted(
    address for address, _ in addresses() if address.startswith(("/sign-in/", "/sign-out/", "/account/", "/sso/"))
)


HERE = re.compile(r"/(?:[?]|$|[a-z])")  # a path of the portal: one slash, and no second one


def answers(page, elsewhere, user):
    """What the page says to nobody and to somebody, asked and posted to."""
    forms = {"next": elsewhere, "username": "ben", "password": "wrong", "code": "000000"}
    for browser in (Client(), signed_in(user)):
        yield browser.get(page, {"next": elsewhere})
        yield browser.post(page, forms)
        yield browser.post(f"{page}?{urlencode({'next': elsewhere})}", forms)


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_no_page_leads_away(people, elsewhere):
    led = [
        answer.url
        for page in PAGES
        for answer in answers(page, elsewhere, people["ana"])
        if answer.status_code in (301, 302)
    ]
    assert [url for url in led if not HERE.match(url)] == []


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_the_way_over_the_second_step_leads_home(people, anonymous, elsewhere):
    app_for(people["ana"])
    anonymous.post("/sign-in/", {"username": "ana", "password": password_of("ana"), "next": elsewhere})
    assert anonymous.post("/sign-in/code/", {"code": code_of(), "next": elsewhere}).url == "/"


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_the_password_once_more_leads_home(people, ana, elsewhere):
    assert ana.post("/sign-in/again/", {"password": password_of("ana"), "next": elsewhere}).url == "/"


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_a_code_once_more_leads_home(people, ana, elsewhere):
    app_for(people["ana"])
    assert ana.post("/sign-in/again/code/", {"code": code_of(), "next": elsewhere}).url == "/"
    assert Authenticator.objects.count() == 1


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_who_is_signed_in_is_led_home_from_sign_in(ana, elsewhere):
    assert ana.get("/sign-in/", {"next": elsewhere}).url == "/"


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_the_admin_pages_lead_over_sign_in_to_nowhere_else(people, anonymous, elsewhere):
    asked = anonymous.get("/admin/login/", {"next": elsewhere}).url
    assert asked.startswith("/sign-in/?next=")
    form = {"username": "dev", "password": password_of("dev"), "next": elsewhere}
    assert anonymous.post(asked, form).url == "/"


@pytest.mark.parametrize("page", ["/accounts/signup/", "/signup/", "/sign-in/signup/", "/account/email/", "/3rdparty/"])
def test_what_is_not_offered_is_not_there(people, anonymous, ana, page):
    for browser in (anonymous, ana):
        assert browser.get(page).status_code == 404
        assert browser.post(page, {"username": "x"}).status_code == 404


def test_every_page_of_allauth_that_can_be_reached_is_one_of_these():
    """What allauth has beyond them (sign-up, e-mail, password reset, connections) stays out of reach."""
    theirs = {address for address, entry in addresses() if entry.callback.__module__.startswith("allauth.")}
    assert {
        address for address in theirs if not address.startswith(("/sign-in/", "/account/security/", "/sso/"))
    } == set()
    assert not [address for address in theirs if "signup" in address or "email" in address or "reset" in address]
