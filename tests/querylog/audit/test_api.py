"""The API: who is let in, how often, and that each call is on record."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from portal.access.models import User
from querylog.audit.api import tokens
from querylog.errors import LogUnavailable
from querylog.models import Event, Kind, Token
from tests.querylog.asking import at_once
from tests.querylog.audit.calling import V1, call, made, sentence

LISTS = ("statements", "events", "qualifiers", "openapi.json")


# ------------------------------------------------------------------ who is let in


@pytest.mark.parametrize("path", LISTS)
def test_without_a_token_nobody_is_let_in(db, path):
    answer = Client().get(V1 + path)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert "Send a token that works" in sentence(answer)


@pytest.mark.parametrize("path", LISTS)
def test_a_session_is_no_token(cleo, dev, path):
    assert [browser.get(V1 + path).status_code for browser in (cleo, dev)] == [401, 401]


NO_TOKENS = ("", "Bearer", "Bearer ", "Bearer portico_x", "Basic {}", "{}", "Bearer {}x", "Bearer {0} {0}", "\udcff")


@pytest.mark.parametrize("header", NO_TOKENS, ids=ascii)
def test_what_is_no_token_of_ours_opens_nothing(token, header):
    answer = Client().get(f"{V1}statements", headers={"Authorization": header.format(token)})
    assert answer.status_code == 401


@pytest.mark.parametrize(("scope", "path"), [("events", "statements"), ("sql", "statements"), ("search", "events")])
def test_a_token_opens_only_what_it_was_made_for(people, scope, path):
    answer = call(made(people["cleo"], scope), path)
    assert answer.status_code == 403
    assert "it lacks the scope" in sentence(answer)


def test_any_token_opens_the_description(people):
    described = call(made(people["cleo"], "events"), "openapi.json").json()
    assert set(described["paths"]) == {
        f"{V1}{path}" for path in ("statements", "statements/{statement_id}", "events", "qualifiers")
    }
    assert {method for path in described["paths"].values() for method in path} == {"get"}
    assert described["components"]["securitySchemes"] == {"Bearer": {"type": "http", "scheme": "bearer"}}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "head", "options"])
def test_there_is_nothing_but_get(token, method):
    answer = getattr(Client(enforce_csrf_checks=True), method)(
        f"{V1}statements", headers={"Authorization": f"Bearer {token}"}
    )
    assert (answer.status_code, answer["Allow"]) == (405, "GET")


@pytest.mark.parametrize("path", ["", "nowhere", "statements/", "statements/7", "statements/7%0A", "%0A", "../"])
def test_an_address_that_there_is_not_says_so_as_json(db, path):
    answer = Client().get(V1 + path)
    assert answer.status_code == 404
    if path != "../":
        assert "no such address" in sentence(answer)


# ------------------------------------------------------------------ how often


@pytest.fixture
def clock(monkeypatch):
    """Set to so many seconds after a full minute, for what counts calls."""
    minute = timezone.now().replace(second=0, microsecond=0)

    def set_to(seconds: int) -> None:
        monkeypatch.setattr(tokens, "timezone", SimpleNamespace(now=lambda: minute + timedelta(seconds=seconds)))

    set_to(0)
    return set_to


def test_more_calls_than_a_token_may_make_in_a_minute_have_to_wait(token, settings, clock):
    settings.AUDIT_API_RATE = 3
    clock(20)
    answers = [call(token, "qualifiers") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1]["Retry-After"] == "40"
    assert "Try again in 40 seconds" in sentence(answers[-1])


def test_in_the_next_minute_it_may_call_again(token, settings, clock):
    settings.AUDIT_API_RATE = 1
    statuses = []
    for seconds in (0, 59, 60):
        clock(seconds)
        statuses.append(call(token, "qualifiers").status_code)
    assert statuses == [200, 429, 200]


def test_calls_at_the_same_moment_are_counted_together(committed, settings, clock):
    settings.AUDIT_API_RATE = 3
    owner = User.objects.create(username=f"analyst {uuid4()}")
    token = tokens.make(owner, name="many", scopes=["search"], days=30)[0]
    assert at_once(8, lambda: tokens.wait_of(token)).count(0) == 3


def test_each_token_is_counted_by_itself(people, token, settings):
    settings.AUDIT_API_RATE = 1
    call(token, "qualifiers")
    assert call(made(people["cleo"], name="another"), "qualifiers").status_code == 200


def test_who_has_to_wait_is_not_put_on_record(token, settings, clock):
    settings.AUDIT_API_RATE = 1
    assert [call(token, "qualifiers").status_code for _ in range(3)] == [200, 429, 429]
    assert Event.objects.filter(kind=Kind.AUDITED).count() == 1


# ------------------------------------------------------------------ on record, and when things fail


def test_each_call_is_on_record_with_who_and_what(token):
    call(token, "statements", q="needle")
    event = Event.objects.get(kind=Kind.AUDITED)
    assert event.person_name == "cleo"
    assert event.facts == {"how": "API", "page": f"{V1}statements", "words": "needle", "token": "a program"}


def test_what_cant_be_put_on_record_is_not_answered(token, monkeypatch):
    def refuses(*_, **__):
        raise LogUnavailable

    monkeypatch.setattr("querylog.audit.guard.events.record", refuses)
    answer = call(token, "statements")
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "can't be written" in sentence(answer)


def test_a_database_that_is_away_is_a_503_with_a_sentence(token, monkeypatch):
    def dies(*_, **__):
        raise OperationalError("gone")

    monkeypatch.setattr("querylog.audit.api.v1.page_of", dies)
    answer = call(token, "statements")
    assert answer.status_code == 503
    assert "can't be reached or took too long" in sentence(answer)


def test_the_docs_page_is_for_who_may_read_the_log_and_has_every_operation(cleo, ana):
    page = cleo.get("/audit/api/docs/").content.decode()
    for path in ("statements?q=", "statements/{statement_id}", "events?kind=", "qualifiers"):
        assert f"/audit/api/v1/{path}" in page
    assert page.count("curl -H") == 5
    assert ana.get("/audit/api/docs/").status_code == 403


def test_used_tokens_are_counted_in_one_statement_of_sql(token, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        call(token, "statements")
    assert Token.objects.get().calls == 1
