"""A portal that shows its settings, or lets admins in by password alone, answers its own machine only."""

import pytest
from django.test import Client

from portal.pages.this_machine import FROM_ELSEWHERE

ELSEWHERE = ["10.1.2.3", "2001:db8::1", "::ffff:10.1.2.3", ""]


@pytest.fixture(params=["DEBUG", "DEMO"])
def switched_on(request, settings, db):
    setattr(settings, request.param, True)
    settings.ALLOWED_HOSTS = ["localhost"]


def came_from(address, **headers):
    return Client(REMOTE_ADDR=address, headers={"host": "localhost", **headers}).get("/sign-in/")


@pytest.mark.parametrize("address", ELSEWHERE)
def test_who_names_this_machine_and_is_elsewhere_is_refused(switched_on, address):
    answer = came_from(address)
    assert (answer.status_code, answer.content.decode()) == (403, FROM_ELSEWHERE)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1"])
def test_who_is_on_this_machine_is_let_in(switched_on, address):
    assert came_from(address).status_code == 200


def test_whom_a_proxy_on_this_machine_saw_elsewhere_is_refused(switched_on, settings):
    settings.TRUSTED_PROXY = True
    assert came_from("127.0.0.1", **{"x-forwarded-for": "10.1.2.3"}).status_code == 403


def test_nobody_writes_herself_that_she_is_here(switched_on, settings):
    settings.TRUSTED_PROXY = True
    assert came_from("10.1.2.3", **{"x-forwarded-for": "127.0.0.1"}).status_code == 403


def test_with_both_switched_off_everybody_may_come(settings, db):
    settings.ALLOWED_HOSTS = ["localhost"]
    assert came_from("10.1.2.3").status_code == 200
