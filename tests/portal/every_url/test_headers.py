"""What every answer carries, whoever asks and whatever comes of it: the headers that keep a browser safe."""

import runpy

import pytest
from django.http import HttpRequest
from django.test import Client
from django.urls import path

from portal import settings as as_started
from portal import urls as portal
from tests.portal.every_url.kinds import Kind, kinds_called
from tests.portal.every_url.world import World
from tests.portal.walking import Place, beside_the_resolver, places

pytestmark = pytest.mark.django_db
EVERYWHERE = [*places(), *beside_the_resolver()]
SAFE = ("SECURE_", "SESSION_", "CSRF_COOKIE_", "CSRF_USE", "X_FRAME")
A_YEAR = 365 * 24 * 3600
HEADERS = {
    "Strict-Transport-Security": f"max-age={A_YEAR}; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture(autouse=True)
def production(settings, monkeypatch):
    """The settings that a portal behind TLS has."""
    monkeypatch.setenv("HTTPS", "1")
    for name, value in runpy.run_path(as_started.__file__).items():
        if name.startswith(SAFE):
            setattr(settings, name, value)


@pytest.mark.parametrize("kind", kinds_called("nobody", "ana", "dev"), ids=lambda kind: kind.name)
def test_every_answer_carries_the_safe_headers(world: World, kind: Kind):
    wrong = []
    for place in EVERYWHERE:
        answer = world.answer(kind, "GET", place, secure=True)
        wrong += [f"{place.written} ({answer.status_code}): {said}" for said in what_is_wrong(answer)]
    assert not wrong, "\n".join(wrong)


def what_is_wrong(answer) -> list[str]:
    """What an answer lacks, in words."""
    wrong = [f"{name} is {answer.get(name)}" for name, value in HEADERS.items() if answer.get(name) != value]
    policy = directives(answer)
    wrong += [
        f"{name} is {policy.get(name)}" for name in ("frame-ancestors", "object-src") if policy.get(name) != ["'none'"]
    ]
    wrong += [f"{name} is {policy.get(name)}" for name in ("base-uri", "form-action") if policy.get(name) != ["'self'"]]
    scripts = policy.get("script-src", ["'unsafe-inline'"])
    loose = [each for each in scripts if each != "'self'" and not each.startswith("'nonce-")]
    wrong += [f"script-src has {each}" for each in loose]
    for name, cookie in answer.cookies.items():
        if not cookie.value:
            continue  # it is taken away
        if not cookie["secure"] or cookie["samesite"] not in ("Lax", "Strict"):
            wrong.append(f"the cookie {name} is not Secure or not SameSite")
        if name == "portico_session" and not cookie["httponly"]:
            wrong.append("scripts can read the session's cookie")
    return wrong


def directives(answer) -> dict[str, list[str]]:
    policy = answer.get("Content-Security-Policy", "")
    return {words[0]: words[1:] for part in policy.split(";") if (words := part.split())}


def breaks(request: HttpRequest):
    raise RuntimeError("This view is broken.")


urlpatterns = [*portal.urlpatterns, path("breaks/", breaks)]
handler500 = portal.handler500


def test_an_error_of_ours_carries_them_too(world: World, settings):
    settings.ROOT_URLCONF = __name__
    answer = world.answer(*kinds_called("ana"), "GET", Place(written="/breaks/", route="/breaks/"), secure=True)
    assert answer.status_code == 500
    assert what_is_wrong(answer) == []


def test_a_host_name_that_is_not_ours_gets_a_400_with_them(world: World):
    answer = Client().get("/", secure=True, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert what_is_wrong(answer) == []


def test_plain_http_is_led_to_https(world: World):
    assert Client().get("/").url == "https://testserver/"


def test_signing_in_gives_cookies_that_only_travel_over_tls(world: World):
    browser = Client()
    browser.get("/sign-in/", secure=True)
    browser.post("/sign-in/", {"username": "ben", "password": "the-people-of-the-tests"}, secure=True)
    assert browser.cookies["portico_session"]["secure"]
    assert browser.cookies["portico_session"]["httponly"]
    assert browser.cookies["csrftoken"]["secure"]
