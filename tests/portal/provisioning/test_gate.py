"""Who gets to the addresses of SCIM: whoever has the token, and nobody else."""

import pytest
from django.test import Client

from portal.access.guesses import FAILURES_ALLOWED
from portal.access.models import User
from querylog.models import Event, Kind
from tests.conftest import signed_in
from tests.portal.provisioning.provider import TOKEN, Provider, is_refused
from tests.portal.walking import addresses

ADDRESSES = sorted({address for address, _ in addresses() if address.startswith("/scim/")} | {"/scim/v2/Users/1"})
EVA = {"userName": "eva", "active": True}


def test_there_are_addresses_to_ask_for():
    assert {"/scim/v2/Users", "/scim/v2/Groups", "/scim/v2/"} <= set(ADDRESSES)


@pytest.mark.parametrize("address", ADDRESSES)
def test_without_a_token_in_the_settings_there_is_no_such_address(people, anonymous, address):
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {TOKEN}"}):
        assert anonymous.get(address, headers=headers).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "sent", [None, "", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}", TOKEN]
)
def test_anything_but_the_token_is_refused(switched_on, anonymous, address, sent):
    answer = anonymous.get(address, headers={} if sent is None else {"Authorization": sent})
    assert is_refused(answer, 401, because="Authorization: Bearer")
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("sent", ["Bearer é" + TOKEN, "Bearer \x80\xff", "Bearer " + TOKEN.replace("0", "٠")])
def test_a_token_that_is_no_ascii_is_a_wrong_one(switched_on, db, sent):
    assert is_refused(Client().get("/scim/v2/Users", HTTP_AUTHORIZATION=sent), 401)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_session_opens_none_of_it(switched_on, people, method):
    answer = signed_in(people["dev"]).generic(method, f"/scim/v2/Users/{people['ana'].pk}", "{}")
    assert is_refused(answer, 401)
    assert User.objects.get(username="ana").is_active


def test_the_token_opens_nothing_else(scim):
    answer = scim.client.get("/admin/", headers=scim.headers)
    assert answer.status_code == 302


def test_a_provider_needs_no_token_of_a_form(scim):
    assert scim.send("POST", "Users", EVA).status_code == 201


def test_a_wrong_token_is_in_the_log_without_the_token(switched_on, db):
    Provider("a-wrong-token-0123456789-abcdefghijk").get("Users")
    event = Event.objects.get(kind=Kind.SIGN_IN_FAILED)
    assert event.facts == {"address": "127.0.0.1", "single_sign_on": "SCIM: wrong token"}


def test_many_wrong_tokens_do_not_fill_the_log_and_the_right_one_is_let_in_all_the_same(scim):
    wrong = Provider("a-wrong-token-0123456789-abcdefghijk")
    answers = [wrong.get("Users") for _ in range(FAILURES_ALLOWED + 3)]
    assert [each.status_code for each in answers] == [401] * FAILURES_ALLOWED + [429] * 3
    assert is_refused(answers[-1], 429, because="fifteen minutes")
    assert Event.objects.filter(kind=Kind.SIGN_IN_FAILED).count() == FAILURES_ALLOWED
    assert scim.get("Users").status_code == 200


@pytest.mark.parametrize("address", ["Me", "Bulk", "Users/1/more", "Widgets", ""])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_not_offered_is_not_there(scim, address, method):
    assert is_refused(scim.send(method, address, EVA if method == "POST" else None), 404)


def test_nobody_is_made_under_an_id_that_the_provider_chooses(scim, people):
    assert is_refused(scim.send("POST", f"Users/{people['ana'].pk}", EVA), 405)
    assert not User.objects.filter(username="eva").exists()


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_all_at_once_are_neither_changed_nor_deleted(scim, method):
    body = {**EVA, "Operations": [{"op": "replace", "value": {"active": False}}]}
    assert is_refused(scim.send(method, "Users", None if method == "DELETE" else body), 404)
    assert User.objects.filter(is_active=True).exists()


def test_what_is_asked_in_a_wrong_way_is_told_so(scim):
    answer = scim.send("DELETE", "Schemas")
    assert is_refused(answer, 405, because="DELETE")
    assert "GET" in answer["Allow"]


def test_it_says_what_it_can_do(scim):
    config = scim.get("ServiceProviderConfig").json()
    assert (config["patch"]["supported"], config["filter"]["supported"]) == (True, True)
    assert (config["bulk"]["supported"], config["changePassword"]["supported"]) == (False, False)
    assert {each["id"] for each in scim.get("ResourceTypes").json()["Resources"]} == {"User", "Group"}
    assert scim.get("ResourceTypes/User").status_code == scim.get("Schemas").status_code == 200
    assert is_refused(scim.get("ResourceTypes/Widget"), 404)
    assert is_refused(scim.get("Schemas/urn:nothing"), 404)
