"""Whatever is sent, the answer is one of SCIM's with a sentence, and never an error of ours."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.access.models import User
from querylog.models import Event
from tests.portal.provisioning.provider import PATCH_OP, TOKEN, is_refused
from tests.portal.test_health import fetch, portal_without_database  # noqa: F401
from tests.querylog.test_door import a_role_that_may_not_write


@pytest.fixture
def before(scim):
    return User.objects.count(), Event.objects.count()


BODIES = [
    b"",
    b"{",
    b"null",
    b"[]",
    b"{}",
    b'"text"',
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"userName": "e\\u0000va"}',
    b'{"userName": "eva", "externalId": "\\ud800"}',
    b'{"userName": "eva", "name": {"givenName": "\\u0000"}}',
    b'{"userName": ' + b"9" * 5000 + b"}",
    b'{"userName": "eva", "active": "perhaps"}',
    b'{"userName": "eva", "active": null}',
    b'{"userName": "eva", "emails": [{"value": "no address"}]}',
    b'{"userName": "eva", "emails": "no address"}',
    b'{"userName": "eva", "emails": 7}',
    b'{"userName": "eva", "externalId": ["x"]}',
    b'{"userName": "eva", "name": {"familyName": {"of": "x"}}}',
    b'{"userName": "eva", "name": {"givenName": "' + b"x" * 151 + b'"}}',
]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body[:40].decode(errors="replace"))
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_body_that_is_no_account_is_refused_and_changes_nothing(scim, before, people, method, body):
    path = "Users" if method == "POST" else f"Users/{people['ana'].pk}"
    assert is_refused(scim.send(method, path, body), 400)
    assert (User.objects.count(), Event.objects.count()) == before


def test_a_body_that_is_too_large_is_refused_as_such(scim, before):
    body = json.dumps({"userName": "eva", "title": "x" * 3_000_000}).encode()
    assert is_refused(scim.send("POST", "Users", body), 413, because="too large")


OPERATIONS = [
    None,
    [],
    {},
    "all",
    [None],
    [{}],
    [{"op": "destroy", "path": "active"}],
    [{"op": None, "path": "active", "value": True}],
    [{"op": "replace", "value": "x"}],
    [{"op": "replace", "path": "", "value": None}],
    [{"op": "remove"}],
    [{"op": "remove", "path": "userName"}],
    [{"op": "replace", "path": 7, "value": 1}],
    [{"op": "replace", "path": 'emails[type eq "work"', "value": "x"}],
    [{"op": "replace", "path": "a b c", "value": "x"}],
    [{"op": "replace", "path": "active", "value": {"value": True}}],
    [{"op": "replace", "path": "emails", "value": [{"value": 7}]}],
    [{"op": "replace", "path": "userName", "value": "x\0"}],
    [{"op": "replace", "path": "active", "value": True}] * 1001,
]


@pytest.mark.parametrize("operations", OPERATIONS, ids=lambda operations: str(operations)[:40])
def test_operations_that_are_none_are_refused(scim, before, people, operations):
    body = {"schemas": [PATCH_OP], "Operations": operations}
    assert is_refused(scim.send("PATCH", f"Users/{people['ana'].pk}", body), 400)
    assert (User.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("what", ["Users", "Groups"])
@pytest.mark.parametrize("one", ["0", "999999999999999999", "9" * 30, "a", "-1", "1%00", "%F0%9F", "..", "1 or 1"])
def test_an_id_that_nobody_has_is_not_found(scim, method, what, one):
    body = {"userName": "x", "displayName": "x", "Operations": [{"op": "replace", "path": "active", "value": True}]}
    assert is_refused(scim.send(method, f"{what}/{one}", body if method in {"PUT", "PATCH"} else None), 404)


@pytest.mark.parametrize(
    "filter",
    [
        "userName",
        "userName eq",
        'userName eq "x',
        'userName is "x"',
        'password eq "x"',
        'is_superuser eq "x"',
        'foo eq "x" or userName eq "x"',
        "userName gt null",
        'id gt "x"',
        'active gt "x"',
        "' or 1=1 --",
        "(" * 900,
        "\0",
        'userName eq "\0"',
        'emails[emails[emails eq "x"]] eq "y"',
        " ".join(['userName eq "x" or'] * 60),
        "é" * 5000,
    ],
    ids=lambda filter: filter[:30],
)
@pytest.mark.parametrize("what", ["Users", "Groups"])
def test_a_filter_that_can_not_be_read_is_refused(scim, what, filter):
    assert is_refused(scim.get(what, filter=filter), 400)


@pytest.mark.parametrize("page", [{"startIndex": "one"}, {"count": "1.5"}, {"count": "\0"}, {"startIndex": "9" * 5000}])
def test_a_page_that_is_no_number_is_refused(scim, page):
    assert is_refused(scim.get("Users", **page), 400)


KEYS = st.sampled_from(["value", "primary", "givenName", "members", "active", ""])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["True", "1", "eva@x.org"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
OF_PEOPLE = ["active", "userName", "name", "name.givenName", "emails", 'emails[type eq "work"].value', "externalId"]
OF_GROUPS = ["displayName", "members", 'members[value eq "1"]', "members.value", "urn:x:members", "x.y", ""]
PATHS = st.sampled_from([*OF_PEOPLE, *OF_GROUPS]) | st.text(max_size=10)
CHANGES = st.fixed_dictionaries({"op": st.sampled_from(["add", "Replace", "remove"]), "path": PATHS, "value": VALUES})


@given(operations=st.lists(CHANGES, min_size=1, max_size=3), what=st.sampled_from(["Users", "Groups"]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_change_that_one_can_think_of_is_an_error_of_ours(scim, some_ids, operations, what):
    answer = scim.patches(f"{what}/{some_ids[what]}", *operations)
    assert answer.status_code < 500, answer.content
    assert answer.status_code == 200 or is_refused(answer, answer.status_code)


FIELDS = ["userName", "displayName", "id", "active", "emails", ".value", '[type eq "work"]', "urn:x:"]
BETWEEN = ["eq", "NE", "co", "gt", "pr", "and", "or", "not", "(", ")", "[", "]"]
COMPARED = ['"x"', '"1"', "true", "null", "5", "%", "{a}", "'"]
FILTERS = st.lists(st.sampled_from([*FIELDS, *BETWEEN, *COMPARED]), min_size=1, max_size=9).map(" ".join)


@given(filter=FILTERS, what=st.sampled_from(["Users", "Groups"]))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_filter_that_one_can_think_of_is_an_error_of_ours(scim, filter, what):
    answer = scim.get(what, filter=filter)
    assert answer.status_code == 200 or is_refused(answer, 400)


@pytest.fixture
def some_ids(scim) -> dict[str, str]:
    return {"Users": scim.makes("eva"), "Groups": scim.makes_group("buyers")}


# ------------------------------------------------------------------ while something is away


def test_what_can_not_be_logged_is_not_done(scim):
    a_role_that_may_not_write("querylog_event")
    answer = scim.send("POST", "Users", {"userName": "eva", "active": True})
    assert is_refused(answer, 503, because="nothing was changed")
    assert answer["Retry-After"]
    assert not User.objects.filter(username="eva").exists()


@pytest.mark.parametrize("token", [TOKEN, "a-wrong-one-0123456789-abcdefghijklmnopqrstuvwxyz"])
def test_without_its_database_it_says_so(portal_without_database, token):  # noqa: F811
    status, text = fetch(f"{portal_without_database}/scim/v2/Users", Authorization=f"Bearer {token}")
    assert status == 503
    assert "nothing was changed" in json.loads(text)["detail"]
