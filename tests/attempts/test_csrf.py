"""A call that another site makes in Ana's browser is refused, whatever it brings along; her own is not."""

import json

import pytest
from django.test import Client

from portal.catalog.models import AccessRequest, Favourite
from querylog.models import Statement
from tests.attempts.flood import OFFERS
from tests.report_page import REPORT, UPDATE
from tests.reports.embed.conftest import opened_by

ASKED = {"part": "filters", "field": "department"}
HERE = "http://testserver"


@pytest.fixture
def browser(people) -> Client:
    """Ana's, with the cookies that her browser would send along."""
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(people["ana"])
    careful.get(REPORT)
    return careful


@pytest.fixture
def call(ana) -> dict:
    return opened_by(ana).body("run.data", changed="refresh.n_clicks")


def posted(browser: Client, address: str, body: object, **headers: str):
    return browser.generic(
        "POST", address, json.dumps(body).encode(), **{"content_type": "application/json", **headers}
    )


def token_of(browser: Client) -> str:
    return browser.cookies["csrftoken"].value


FORGED = {
    "no token": {},
    "an empty one": {"HTTP_X_CSRFTOKEN": ""},
    "a wrong one": {"HTTP_X_CSRFTOKEN": "x" * 32},
    "one of another length": {"HTTP_X_CSRFTOKEN": "x"},
    "another site, with the right one": {"HTTP_X_CSRFTOKEN": "RIGHT", "HTTP_ORIGIN": "https://evil.example"},
    "no site, with the right one": {"HTTP_X_CSRFTOKEN": "RIGHT", "HTTP_ORIGIN": "null"},
    "a name like ours, with the right one": {
        "HTTP_X_CSRFTOKEN": "RIGHT",
        "HTTP_ORIGIN": "http://testserver.evil.example",
    },
    "as a plain form sends it": {"content_type": "text/plain"},
    "as a form": {"content_type": "application/x-www-form-urlencoded"},
    "said to be from a script of ours": {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest", "HTTP_ORIGIN": HERE},
    "said to be a GET": {"HTTP_X_HTTP_METHOD_OVERRIDE": "GET", "HTTP_X_METHOD_OVERRIDE": "GET"},
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_call_is_refused_and_sends_nothing(browser, call, how):
    headers = {name: token_of(browser) if value == "RIGHT" else value for name, value in FORGED[how].items()}
    assert posted(browser, UPDATE, call, **headers).status_code == 403
    assert posted(browser, OFFERS, ASKED, **headers).status_code == 403
    assert not Statement.objects.exists()


def test_her_own_call_is_answered(browser, call):
    """Else the test above would pass for any reason."""
    headers = {"HTTP_X_CSRFTOKEN": token_of(browser), "HTTP_ORIGIN": HERE}
    assert posted(browser, UPDATE, call, **headers).status_code == 200
    assert posted(browser, OFFERS, ASKED, **headers).status_code == 200


def test_the_token_of_somebody_else_is_none_of_hers(people, browser, call):
    other = Client(enforce_csrf_checks=True)
    other.force_login(people["rae"])
    other.get(REPORT)
    assert posted(browser, UPDATE, call, HTTP_X_CSRFTOKEN=token_of(other)).status_code == 403


def test_a_token_in_the_address_or_the_body_is_none(browser, call):
    token = token_of(browser)
    assert posted(browser, f"{UPDATE}?csrfmiddlewaretoken={token}", call).status_code == 403
    assert posted(browser, UPDATE, {**call, "csrfmiddlewaretoken": token}).status_code == 403


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "head", "options"])
def test_no_other_method_is_a_way_around(browser, call, method):
    for address in (UPDATE, OFFERS):
        assert browser.generic(method.upper(), address, json.dumps(call).encode()).status_code in (403, 405)
    assert not Statement.objects.exists()


def test_no_form_of_another_site_does_anything_in_her_name(people, browser):
    browser.post(f"{REPORT}star/", {"on": "1"})
    browser.post("/requests/ask/lapsed-buyers/", {"team": people["ana"].teams.get().pk, "reason": "x"})
    browser.post("/sign-out/")
    assert not Favourite.objects.exists() and not AccessRequest.objects.exists()
    assert browser.get("/account/").status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", HERE])
def test_no_other_site_is_told_that_it_may_read_an_answer(browser, origin):
    for address in ("/", REPORT, f"{REPORT}app/_dash-layout", "/static/portal/portal.css"):
        answer = browser.get(address, HTTP_ORIGIN=origin)
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
