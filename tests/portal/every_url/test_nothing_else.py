"""Beside the addresses of the table there are none: no middleware and no package opens a way of its own."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve

from portal.pages.health import PROBES
from tests.portal.every_url.kinds import Kind, kinds_called
from tests.portal.every_url.world import World, outcome
from tests.portal.walking import Place, places

pytestmark = pytest.mark.django_db
ANSWERS_BY_ITSELF = {"portal.pages.health.Probes", "whitenoise.middleware.WhiteNoiseMiddleware"}
ANSWERS_NOTHING = {
    "portal.pages.safe_headers.SafeHeaders",
    "portal.pages.this_machine.ThisMachineOnly",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.fresh_reports.FreshReports",
    "portal.pages.errors.ErrorPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.access.acting.Acting",
    "portal.access.read_only.ReadOnly",
    "allauth.account.middleware.AccountMiddleware",
    "portal.access.guard.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
}
OTHERS = {  # packages that bring addresses, and where people mount them
    "allauth.urls": ["/", "/accounts/"],
    "allauth.headless.urls": ["/", "/_allauth/"],
    "django_rq.urls": ["/", "/rq/", "/django-rq/", "/admin/rq/", "/admin/django_rq/"],
    "django.contrib.auth.urls": ["/", "/accounts/"],
}
CATCHES_ALL = "(?P<url>.*)$"  # the admin site's: a 404 for those who may come in
OUTSIDE = [line for line in Path(__file__).with_name("outside.txt").read_text().splitlines() if line.startswith("/")]


def test_no_middleware_is_new_here():
    new = set(settings.MIDDLEWARE) - ANSWERS_BY_ITSELF - ANSWERS_NOTHING
    assert not new, (
        f"Does {new} answer addresses that no urlconf has? If not, name it in ANSWERS_NOTHING; "
        "if it does, in ANSWERS_BY_ITSELF, and its addresses in walking.beside_the_resolver."
    )
    assert set(PROBES) == {"/healthz", "/readyz"}


@pytest.mark.parametrize("package", OTHERS)
def test_an_address_of_a_package_is_there_only_where_the_portal_lists_it(package: str):
    listed = {place.route for place in places()}
    theirs = [prefix + place.route.lstrip("/") for place in places(package) for prefix in OTHERS[package]]
    examples = {route: Place(written=route, route=route).at() for route in theirs if route not in listed}
    found = {address: name for route, address in examples.items() if (name := _answered_as(address))}
    assert examples
    assert not found


def _answered_as(address: str) -> str | None:
    try:
        route = resolve(address).route
    except Resolver404:
        return None
    return None if route.endswith(CATCHES_ALL) else route


@pytest.mark.parametrize("kind", kinds_called("nobody", "ana", "dev"), ids=lambda kind: kind.name)
def test_elsewhere_nobody_finds_anything(world: World, kind: Kind):
    asked = [(method, Place(written=address, route=address)) for address in OUTSIDE for method in ("GET", "POST")]
    found = {f"{method} {place.route}": outcome(world.answer(kind, method, place)) for method, place in asked}
    assert {asked: got for asked, got in found.items() if got != "404"} == {}
