"""A session is a person's as long as she may be here, and nobody can make one."""

import base64
import json

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client
from django.utils import timezone

from portal.access.demo_people import password_of
from tests.conftest import signed_in

ANOTHER_KEY = "another-secret-than-that-of-the-portal-0123456789"
COOKIE = "portico_session"


def claims_of(user) -> dict:
    """What stands in a session of this person."""
    return dict(signed_in(user).session)


def browser_with(cookie: str) -> Client:
    browser = Client()
    browser.cookies[COOKIE] = cookie
    return browser


def nobody(browser) -> bool:
    return browser.get("/").url == "/sign-in/?next=/"


def kept(data: str) -> str:
    """The key of a row in the table of sessions with this text."""
    row = Session.objects.create(session_key="x" * 32, session_data=data, expire_date=timezone.now().replace(year=2099))
    return row.session_key


def test_a_session_that_was_signed_with_another_key_is_nobodys(people, settings):
    claims = claims_of(people["dev"])
    forged = signing.dumps(claims, key=ANOTHER_KEY, salt="django.contrib.sessions.SessionStore", compress=True)
    assert nobody(browser_with(kept(forged)))


def test_the_same_session_signed_with_the_portals_key_is_hers(people, settings):
    """Else the test above would pass for any reason."""
    claims = claims_of(people["dev"])
    genuine = signing.dumps(claims, salt="django.contrib.sessions.SessionStore", compress=True)
    assert browser_with(kept(genuine)).get("/").status_code == 200


def test_a_session_whose_claim_of_the_password_is_wrong_is_nobodys(people):
    session = SessionStore()
    session.update(claims_of(people["ana"]) | {SESSION_KEY: str(people["dev"].pk)})
    session.save()
    assert nobody(browser_with(session.session_key))


@pytest.mark.parametrize(
    "changes", [{HASH_SESSION_KEY: ""}, {HASH_SESSION_KEY: None}, {BACKEND_SESSION_KEY: "os.system"}]
)
def test_a_session_without_its_proofs_is_nobodys(people, changes):
    session = SessionStore()
    session.update(claims_of(people["dev"]) | changes)
    session.save()
    assert nobody(browser_with(session.session_key))


@pytest.mark.parametrize("make", ["plain", "signed", "signed cookies", "long", "odd"])
def test_a_cookie_that_brings_its_own_session_is_nobodys(people, make):
    claims = claims_of(people["dev"])
    cookie = {
        "plain": base64.b64encode(json.dumps(claims).encode()).decode(),
        "signed": signing.dumps(claims),
        "signed cookies": signing.dumps(claims, salt="django.contrib.sessions.backends.signed_cookies"),
        "long": "x" * 4000,
        "odd": "\\000../../etc/passwd",
    }[make]
    assert nobody(browser_with(cookie))


@pytest.mark.parametrize(
    "header",
    [
        "REMOTE_USER",
        "X-Remote-User",
        "X-Forwarded-User",
        "X-Auth-Request-User",
        "X-Forwarded-Email",
        "X-Webauth-User",
        "X-SSO-User",
        "Remote-User",
        "Authorization",
        "X-Forwarded-Preferred-Username",
    ],
)
def test_a_header_that_names_somebody_signs_nobody_in(people, header):
    values = ["dev", "dev@example.com", "Basic ZGV2OmRldg==", "Bearer dev"]
    for value in values:
        name = "HTTP_" + header.upper().replace("-", "_")
        for browser in (Client(**{name: value}), Client(REMOTE_USER=value)):
            assert nobody(browser)
            assert nobody(browser)  # nor has it got a session by that


def test_a_session_is_another_one_after_sign_in(people, anonymous):
    before = SessionStore()
    before["x"] = 1
    before.save()
    browser = browser_with(before.session_key)
    browser.post("/sign-in/", {"username": "ana", "password": password_of("ana")})
    assert browser.cookies[COOKIE].value != before.session_key
    assert nobody(browser_with(before.session_key))


def test_a_session_that_ended_with_the_account_does_not_come_back_with_it(people, ana):
    people["ana"].is_active = False
    people["ana"].save(update_fields=["is_active"])
    assert nobody(ana)
    people["ana"].is_active = True
    people["ana"].save()
    assert nobody(ana)
    assert signed_in(people["ana"]).get("/").status_code == 200


def test_a_new_password_ends_the_other_sessions(people, ana):
    elsewhere = signed_in(people["ana"])
    new = "a-much-better-one-9"
    ana.post("/account/password/", {"old_password": password_of("ana"), "new_password1": new, "new_password2": new})
    assert nobody(elsewhere)
    assert ana.get("/").status_code == 200


def test_the_cookie_of_a_session_is_out_of_reach_of_scripts_and_other_sites(people, anonymous, settings):
    settings.SESSION_COOKIE_SECURE = True
    anonymous.post("/sign-in/", {"username": "ana", "password": password_of("ana")})
    cookie = anonymous.cookies[COOKIE]
    assert cookie["httponly"] and cookie["secure"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 12 * 3600
