"""Accounts: made, changed, switched off and deleted by a provider, as Okta and Entra ID do it."""

import pytest

from portal.access.models import Attribute, Membership, Team, User
from querylog.models import Event, Kind, Token
from tests.conftest import signed_in
from tests.portal.provisioning.provider import USER, is_refused
from tests.querylog.audit.calling import made

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
OKTA = {
    "schemas": [USER],
    "userName": "eva@grocer.example",
    "name": {"givenName": "Eva", "familyName": "Berg"},
    "emails": [{"primary": True, "value": "eva@grocer.example", "type": "work"}],
    "displayName": "Eva Berg",
    "locale": "en-US",
    "externalId": "00u1abcd",
    "groups": [],
    "password": "1mz050nq",
    "active": True,
}
ENTRA = {
    "schemas": [USER, ENTERPRISE],
    "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
    "userName": "eva_elsewhere.example#EXT#@grocer.example",
    "active": True,
    "displayName": "Eva O'Brien",
    "emails": [{"primary": False, "type": "home", "value": "e@home.example"}, {"primary": True, "value": "eva@x.org"}],
    "meta": {"resourceType": "User"},
    "name": {"formatted": "Eva O'Brien", "familyName": "O'Brien", "givenName": "Eva"},
    ENTERPRISE: {"department": "Buying"},
    "title": "Buyer",
}


@pytest.fixture
def eva(scim) -> str:
    """The address of an account that the provider has made."""
    return f"Users/{scim.makes('eva', externalId='00u1', name={'givenName': 'Eva', 'familyName': 'Berg'})}"


def the_account(name="eva") -> User:
    return User.objects.get(username=name)


# ------------------------------------------------------------------ made and found


@pytest.mark.parametrize(
    ("body", "email", "name"), [(OKTA, "eva@grocer.example", "Eva Berg"), (ENTRA, "eva@x.org", "Eva O'Brien")]
)
def test_an_account_is_made(scim, body, email, name):
    answer = scim.send("POST", "Users", body)
    assert answer.status_code == 201
    made = the_account(body["userName"])
    assert (made.email, made.get_full_name(), made.scim_external_id) == (email, name, body["externalId"])
    assert made.is_active and not made.is_staff and not made.is_superuser
    told = answer.json()
    assert (told["id"], told["userName"], told["active"]) == (str(made.pk), made.username, True)
    assert answer["Location"] == told["meta"]["location"] == f"http://testserver/scim/v2/Users/{made.pk}"


def test_no_password_is_taken(scim):
    scim.send("POST", "Users", OKTA)
    assert not the_account(OKTA["userName"]).has_usable_password()
    assert OKTA["password"] not in str(list(Event.objects.values_list("facts", flat=True)))


def test_nothing_makes_an_admin_of_anybody(scim, eva):
    raised = {"is_staff": True, "isStaff": True, "is_superuser": True, "roles": [{"value": "admin"}], "groups": ["1"]}
    scim.makes("mia", **raised, entitlements=[{"value": "admin"}])
    scim.patches(eva, {"op": "replace", "value": raised}, {"op": "add", "path": "is_staff", "value": True})
    for person in User.objects.filter(username__in=["eva", "mia"]):
        assert not (person.is_staff or person.is_superuser or person.groups.exists() or person.teams.exists())


def test_a_name_that_is_taken_is_a_conflict_whatever_its_case(scim, eva):
    assert is_refused(scim.send("POST", "Users", {"userName": "EVA"}), 409, because="Another account is called")
    assert is_refused(scim.send("POST", "Users", {"userName": "dev"}), 409)  # whom SCIM does not even see
    assert is_refused(scim.patches(eva, {"op": "replace", "path": "userName", "value": "ana"}), 409)


@pytest.mark.parametrize("name", ["", " ", None, 7, "a" * 151, "e\u200bva", "e\nva", " eva", ["eva"]])
def test_what_can_not_be_a_name_is_refused(scim, name):
    assert is_refused(scim.send("POST", "Users", {"userName": name, "active": True}), 400)


def test_a_name_that_looks_like_another_one_is_that_one(scim):
    assert is_refused(scim.send("POST", "Users", {"userName": "ａｎａ"}), 409)


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ('userName eq "eva"', ["eva"]),
        ('userName Eq "EVA"', ["eva"]),
        ('externalId eq "00u1"', ["eva"]),
        ('emails[type eq "work"].value eq "ana@example.com"', ["ana"]),
        (f'{USER}:userName eq "eva"', ["eva"]),
        ('userName eq "eva" and active eq true', ["eva"]),
        ('userName eq "eva" and not (active eq true)', []),
        ('name.familyName sw "ber"', ["eva"]),
        ('userName eq "nobody"', []),
        ('userName eq "dev"', []),
        ("userName eq \"x' or '1' = '1\"", []),
    ],
)
def test_a_filter_finds(scim, eva, filter, found):
    assert scim.found("Users", filter) == found


def test_a_negation_holds_in_any_case(scim, eva):
    assert "eva" not in scim.found("Users", 'userName NE "eva"')


def test_a_list_comes_in_pages(scim, people):
    for number in range(5):
        scim.makes(f"eva-{number}")
    names, start = [], 1
    while True:
        page = scim.get("Users", startIndex=start, count=3).json()
        assert (page["startIndex"], page["itemsPerPage"]) == (start, len(page["Resources"]))
        names += [each["userName"] for each in page["Resources"]]
        start += 3
        if start > page["totalResults"]:
            break
    assert sorted(names) == sorted({*people, *(f"eva-{number}" for number in range(5))} - {"dev"})


@pytest.mark.parametrize(("startIndex", "count", "items"), [(0, 2, 2), (-5, 1, 1), (1, -1, 0), (10**30, 9, 0)])
def test_a_page_outside_of_the_list_is_put_right(scim, startIndex, count, items):
    page = scim.get("Users", startIndex=startIndex, count=count).json()
    assert len(page["Resources"]) == items
    assert page["totalResults"] == User.objects.filter(is_superuser=False).count()


def test_a_page_has_an_end_and_asks_no_more_for_more_people(scim, django_assert_max_num_queries):
    User.objects.bulk_create(User(username=f"many-{number}") for number in range(250))
    with django_assert_max_num_queries(8):
        page = scim.get("Users", count=100_000).json()
    assert (page["itemsPerPage"], page["totalResults"] >= 250) == (200, True)


# ------------------------------------------------------------------ changed


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "value": {"active": False}},  # Okta
        {"op": "Replace", "path": "active", "value": "False"},  # Entra ID
        {"op": "replace", "path": "active", "value": False},  # Entra ID, by its newer ways
        {"op": "add", "path": f"{USER}:active", "value": "false"},
        {"op": "replace", "value": {f"{USER}:active": "False"}},
    ],
)
def test_a_person_is_switched_off_and_on_again(scim, eva, operation):
    answer = scim.patches(eva, operation)
    assert (answer.status_code, answer.json()["active"]) == (200, False)
    assert not the_account().is_active
    assert scim.patches(eva, {"op": "replace", "value": {"active": True}}).json()["active"] is True
    assert the_account().is_active


def test_a_put_switches_off_too_and_empties_what_it_does_not_tell(scim, eva):
    told = scim.send("PUT", eva, {"schemas": [USER], "userName": "eva", "active": False}).json()
    assert (told["active"], told["name"]["givenName"], told["externalId"]) == (False, "", "")
    assert scim.get(eva).json() == told


def test_a_patch_changes_what_it_names_and_passes_over_what_is_not_kept(scim, eva):
    answer = scim.patches(
        eva,
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "eva@new.example"},
        {"op": "Add", "path": 'emails[type eq "other"].value', "value": "not this one"},
        {"op": "Add", "path": "name.givenName", "value": "Evita"},
        {"op": "Replace", "value": {"name.familyName": "Berg-Lund", "title": "Buyer"}},
        {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "Buying"},
        {"op": "Add", "path": 'phoneNumbers[type eq "work"].value', "value": "1"},
        {"op": "Remove", "path": "externalId"},
    )
    assert answer.status_code == 200
    eva = the_account()
    assert (eva.email, eva.get_full_name(), eva.scim_external_id) == ("eva@new.example", "Evita Berg-Lund", "")
    assert (eva.username, eva.is_active) == ("eva", True)


def test_a_patch_is_done_whole_or_not_at_all(scim, eva):
    wrong = {"op": "replace", "path": "active", "value": "perhaps"}
    answer = scim.patches(eva, {"op": "replace", "path": "name.givenName", "value": "Evita"}, wrong)
    assert is_refused(answer, 400, because="active should be true or false")
    assert the_account().first_name == "Eva"


def test_an_account_made_by_hand_is_found_and_kept_from_then_on(scim, people):
    found = scim.get("Users", filter='userName eq "ana"').json()["Resources"]
    ana = f"Users/{found[0]['id']}"
    assert scim.patches(ana, {"op": "replace", "value": {"externalId": "00u2"}}).status_code == 200
    assert scim.found("Users", 'externalId eq "00u2"') == ["ana"]
    assert the_account("ana").has_usable_password()


def test_an_account_with_a_password_or_rights_of_its_own_keeps_its_address(scim, eva, people):
    raised = the_account()
    raised.user_permissions.set(people["cleo"].user_permissions.all())
    for account in (raised, people["ana"]):
        path, was = f"Users/{account.pk}", account.email
        scim.patches(path, {"op": "replace", "path": "emails", "value": [{"value": "mine@evil.example"}]})
        scim.send("PUT", path, {"userName": account.username, "emails": [{"value": "mine@evil.example"}]})
        account.refresh_from_db()
        assert account.email == was


def test_superusers_are_out_of_reach(scim, people):
    dev = f"Users/{people['dev'].pk}"
    for answer in (
        scim.get(dev),
        scim.patches(dev, {"op": "replace", "path": "active", "value": False}),
        scim.send("PUT", dev, {"userName": "dev", "active": False}),
        scim.send("DELETE", dev),
    ):
        assert is_refused(answer, 404)
    assert "dev" not in scim.found("Users", "userName pr")
    assert the_account("dev").is_active


def test_whom_an_admin_switched_off_no_provider_switches_on(scim, eva):
    account = the_account()
    account.is_active = False
    account.save()
    for _ in range(2):
        assert scim.patches(eva, {"op": "replace", "value": {"active": False}}).json()["active"] is False
        assert scim.patches(eva, {"op": "replace", "value": {"active": True}}).json()["active"] is False
    assert scim.send("PUT", eva, {"userName": "eva", "active": True}).json()["active"] is False


def test_who_was_switched_on_by_an_admin_can_be_switched_off_by_one_for_good(scim, eva):
    scim.patches(eva, {"op": "replace", "value": {"active": False}})
    for on in (True, False):
        account = the_account()
        account.is_active = on
        account.save()
    assert scim.patches(eva, {"op": "replace", "value": {"active": True}}).json()["active"] is False


# ------------------------------------------------------------------ deleted


def test_a_deleted_person_is_gone_for_the_provider_and_switched_off_here(scim, eva):
    answer = scim.send("DELETE", eva)
    assert (answer.status_code, answer.content) == (204, b"")
    assert is_refused(scim.get(eva), 404)
    assert is_refused(scim.send("DELETE", eva), 404)
    assert scim.found("Users", 'userName sw "eva"') == []
    assert not User.objects.get(username__startswith="eva (deleted").is_active


def test_who_comes_under_the_name_of_somebody_deleted_has_nothing_of_hers(scim, people):
    staff = User.objects.create_user("mia", password="a-long-password-of-mia", is_staff=True, email="mia@x.org")
    Membership.objects.create(user=staff, team=Team.objects.get(name="Shopper insights"), lead=True)
    Attribute.objects.create(user=staff, name="store", value="7")
    browser = signed_in(staff)
    assert scim.send("DELETE", f"Users/{staff.pk}").status_code == 204
    again = scim.makes("mia")
    assert again != str(staff.pk)
    assert browser.get("/").url == "/sign-in/?next=/"
    for person in User.objects.filter(username__startswith="mia"):
        assert not (person.is_staff or person.teams.exists() or person.has_usable_password())
        assert not Attribute.objects.filter(user=person).exists()


def test_the_tokens_of_somebody_deleted_are_revoked_and_stay_on_record(scim, people):
    made(people["cleo"], name="nightly")
    scim.send("DELETE", f"Users/{people['cleo'].pk}")
    assert Token.objects.get(name="nightly").revoked_at
    revoked = Event.objects.get(kind=Kind.ADMIN, facts__what="audit token", facts__action="revoked")
    assert revoked.person_name == "SCIM"


# ------------------------------------------------------------------ in the log


def test_each_change_of_an_account_is_in_the_log_by_scim(scim, eva):
    scim.patches(eva, {"op": "replace", "value": {"active": False}})
    scim.send("DELETE", eva)
    events = Event.objects.filter(kind=Kind.PERMISSION, facts__what="person", person_name="SCIM").order_by("pk")
    assert [each.facts["action"] for each in events] == ["added", "changed", "changed"]
    assert events[1].facts["changes"]["is_active"] == [True, False]
    assert all(each.person_id is None for each in events)


def test_what_is_refused_is_not_in_the_log(scim, eva):
    before = Event.objects.count()
    scim.patches(eva, {"op": "replace", "path": "name.givenName", "value": "E"}, {"op": "remove", "path": "active"})
    assert Event.objects.count() == before
