"""Sign-in by OpenID Connect, with a real provider: who gets in, into which teams, and what is refused."""

import json
import time

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialApp
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from jwt.algorithms import RSAAlgorithm

from portal.access.models import CameBy, Membership, Team, TeamGroup, User
from portal.access.sso import HAS_RIGHTS, STRANGER, TAKEN
from querylog.models import Event, Kind
from tests.conftest import REPORT
from tests.portal.sign_in.provider import CLIENT, asked, changed, provider_running, serving

BEGIN, BACK = "/sso/oidc/", "/sso/oidc/callback/"
NOT_BEGUN = "no such sign-in was begun here"
FRESH = {"state": "", "nonce": "", "code_challenge": ""}  # another one each time


@pytest.fixture
def mapped(people):
    """People of the group insights-readers are in the team that has the report."""
    return TeamGroup.objects.create(team=Team.objects.get(name="Shopper insights"), group="insights-readers")


@pytest.fixture
def browser(people) -> Client:
    return Client()


def question(browser, **form) -> str:
    """The address to which the portal sends somebody who wants to sign in."""
    page = browser.post(BEGIN, form)
    assert page.status_code == 200, page.content
    return page.context["to"]


def sign_in(browser, provider, sub, **claims):
    """What the portal answers when the provider has sent her back."""
    provider.knows(sub, **claims)
    return browser.get(provider.signs_in(sub, question(browser)))


def refused(page, because: str) -> bool:
    """She is told that she is not signed in, and the log says why."""
    why = Event.objects.filter(kind=Kind.SIGN_IN_FAILED).latest("pk").facts["single_sign_on"]
    assert because in why
    return page.status_code in (401, 403) and "You are not signed in" in page.content.decode()


def teams_of(name) -> set[str]:
    return set(Team.objects.filter(members__username=name).values_list("name", flat=True))


# ------------------------------------------------------------------ who gets in


def test_a_member_of_a_mapped_group_gets_an_account_and_sees_her_teams_report(browser, provider, mapped):
    answer = sign_in(browser, provider, "eva-1", preferred_username="eva", name="Eva Berg", groups=["insights-readers"])
    assert (answer.status_code, answer.url) == (302, "/")
    assert browser.get(f"/reports/{REPORT}/").status_code == 200
    assert User.objects.get(username="eva").get_full_name() == "Eva Berg"


def test_an_address_in_a_mapped_domain_gets_an_account_and_no_team(browser, provider, settings):
    settings.SSO_DOMAINS = ["grocer.example"]
    assert sign_in(browser, provider, "eva-2", preferred_username="eva", email="eva@Grocer.example").status_code == 302
    assert teams_of("eva") == set()
    assert browser.get(f"/reports/{REPORT}/").status_code == 403


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "eva@elsewhere.example"},
        {"email": "eva@grocer.example.evil.example"},
        {"email": "eva@grocer.example", "email_verified": False},
        {"groups": ["another-group"]},
        {"groups": "insights-readers, or so"},
        {},
    ],
)
def test_anybody_else_gets_no_account_and_is_told_whom_to_ask(browser, provider, settings, mapped, claims):
    settings.SSO_DOMAINS = ["grocer.example"]
    page = sign_in(browser, provider, "stranger", **claims)
    assert refused(page, STRANGER)
    assert page.context["reason"] == STRANGER
    assert not SocialAccount.objects.exists()
    assert browser.get("/").status_code == 302


def test_who_came_once_comes_again_to_the_same_account(browser, provider, mapped):
    sign_in(browser, provider, "eva-3", preferred_username="eva", groups=["insights-readers"])
    again = Client()
    sign_in(again, provider, "eva-3", preferred_username="eva-berg", groups=["insights-readers"])
    assert again.get("/account/").context["user"].username == "eva"
    assert User.objects.filter(username__startswith="eva").count() == 1


def test_a_name_that_is_taken_does_not_lead_into_its_account(browser, provider, mapped):
    sign_in(browser, provider, "not-ana", preferred_username="ana", groups=["insights-readers"])
    assert browser.get("/account/").context["user"].username != "ana"


def test_an_address_that_is_taken_is_refused(browser, provider, mapped):
    page = sign_in(browser, provider, "not-dev", email="dev@example.com", groups=["insights-readers"])
    assert refused(page, TAKEN)
    assert page.context["reason"] == TAKEN


def test_where_the_settings_say_so_the_same_address_is_the_same_person(browser, provider, settings, people):
    settings.SSO_LINKS_BY_EMAIL = True
    sign_in(browser, provider, "ben-at-work", email="BEN@example.com")
    assert browser.get("/account/").context["user"] == people["ben"]
    people["ben"].refresh_from_db()
    assert people["ben"].has_usable_password()


@pytest.mark.parametrize("name", ["dev", "cleo"])
def test_an_address_alone_never_leads_into_an_account_with_rights(browser, provider, settings, name):
    settings.SSO_LINKS_BY_EMAIL = True
    page = sign_in(browser, provider, "not-her", email=f"{name}@example.com", email_verified=True)
    assert refused(page, HAS_RIGHTS)
    assert page.context["reason"] == HAS_RIGHTS


def test_rights_that_came_after_the_first_sign_in_leave_it_as_it_is(browser, provider, settings, people):
    settings.SSO_LINKS_BY_EMAIL = True
    sign_in(browser, provider, "ben-at-work", email="ben@example.com")
    User.objects.filter(username="ben").update(is_staff=True)
    again = Client()
    sign_in(again, provider, "ben-at-work", email="ben@example.com")
    assert again.get("/account/").context["user"] == people["ben"]


def test_an_address_that_was_never_checked_is_nobodys(browser, provider, settings, people):
    settings.SSO_LINKS_BY_EMAIL = True
    assert refused(sign_in(browser, provider, "x", email="ben@example.com", email_verified=False), STRANGER)


def test_an_address_that_was_never_checked_leads_its_owner_nowhere(browser, provider, settings, mapped):
    settings.SSO_LINKS_BY_EMAIL = True
    hers = {"email": "ida@grocer.example", "groups": ["insights-readers"]}
    sign_in(browser, provider, "mallory", preferred_username="mallory", **hers, email_verified=False)
    owner = Client()
    sign_in(owner, provider, "ida", preferred_username="ida", **hers, email_verified=True)
    assert owner.get("/account/").context["user"].username == "ida"


@pytest.mark.parametrize("said", [False, "false", 0, None, [], "perhaps"])
def test_an_address_is_not_kept_unless_the_provider_says_yes(browser, provider, mapped, said):
    claims = {"email": "dev@example.com", "email_verified": said, "groups": ["insights-readers"]}
    assert sign_in(browser, provider, "eva-24", preferred_username="eva", **claims).status_code == 302
    assert User.objects.get(username="eva").email == ""


def test_an_address_that_somebody_had_before_is_free(browser, provider, mapped):
    claims = {"email": "eva@grocer.example", "groups": ["insights-readers"]}
    sign_in(browser, provider, "eva-25", preferred_username="eva", **claims)
    User.objects.filter(username="eva").update(email="eva.berg@grocer.example")
    assert sign_in(Client(), provider, "eva-26", preferred_username="eva2", **claims).status_code == 302
    assert User.objects.get(username="eva2").email == "eva@grocer.example"


def test_an_account_that_is_switched_off_stays_so(browser, provider, mapped):
    sign_in(browser, provider, "eva-4", preferred_username="eva", groups=["insights-readers"])
    eva = User.objects.get(username="eva")
    eva.is_active = False
    eva.save()
    again = Client()
    assert sign_in(again, provider, "eva-4", groups=["insights-readers"]).url == "/sign-in/switched-off/"
    assert "switched off" in again.get("/sign-in/switched-off/").content.decode()
    assert again.get("/").url == "/sign-in/?next=/"


# ------------------------------------------------------------------ teams by groups


def test_a_group_that_is_gone_takes_the_team_with_it_and_one_that_came_gives_it(browser, provider, mapped):
    TeamGroup.objects.create(team=Team.objects.get(name="Offers"), group="offers-readers")
    sign_in(browser, provider, "eva-5", preferred_username="eva", groups=["insights-readers"])
    sign_in(Client(), provider, "eva-5", groups=["offers-readers"])
    assert teams_of("eva") == {"Offers"}
    assert browser.get(f"/reports/{REPORT}/").status_code == 403


def test_without_groups_in_the_answer_she_is_in_none_of_their_teams(browser, provider, mapped):
    sign_in(browser, provider, "eva-6", preferred_username="eva", groups=["insights-readers"])
    sign_in(Client(), provider, "eva-6")
    assert teams_of("eva") == set()


def test_a_membership_made_by_hand_stays(browser, provider, mapped):
    sign_in(browser, provider, "eva-7", preferred_username="eva", groups=["insights-readers"])
    eva, finance = User.objects.get(username="eva"), Team.objects.get(name="Finance")
    Membership.objects.create(user=eva, team=finance)
    sign_in(Client(), provider, "eva-7", groups=[])
    assert teams_of("eva") == {"Finance"}


def test_a_group_does_not_take_over_a_membership_made_by_hand(browser, provider, mapped):
    sign_in(browser, provider, "eva-8", preferred_username="eva", groups=["insights-readers"])
    Membership.objects.filter(user__username="eva").update(came_by=CameBy.HAND)
    sign_in(Client(), provider, "eva-8", groups=["insights-readers"])
    sign_in(Client(), provider, "eva-8", groups=[])
    assert teams_of("eva") == {"Shopper insights"}


def test_the_claim_with_the_groups_is_a_setting(browser, provider, mapped, settings):
    settings.SSO_GROUPS_CLAIM = "roles"
    sign_in(browser, provider, "eva-9", preferred_username="eva", roles="insights-readers")
    assert teams_of("eva") == {"Shopper insights"}


def test_each_change_of_teams_is_in_the_log_as_hers(browser, provider, mapped):
    sign_in(browser, provider, "eva-10", preferred_username="eva", groups=["insights-readers"])
    sign_in(Client(), provider, "eva-10", groups=[])
    told = [
        (event.person_name, event.facts["which"], event.facts["action"])
        for event in Event.objects.filter(kind=Kind.PERMISSION, facts__what="member").order_by("pk")
        if "eva" in event.facts["which"]
    ]
    assert told == [(("eva"), "eva in Shopper insights", "added"), ("eva", "eva in Shopper insights", "removed")]


def test_a_sign_in_and_a_refusal_are_in_the_log(browser, provider, mapped):
    sign_in(browser, provider, "eva-11", preferred_username="eva", groups=["insights-readers"])
    sign_in(Client(), provider, "stranger")
    assert Event.objects.get(kind=Kind.SIGNED_IN).person_name == "eva"
    assert Event.objects.get(kind=Kind.SIGN_IN_FAILED).facts["single_sign_on"] == STRANGER


# ------------------------------------------------------------------ what is refused


def test_the_question_has_a_state_a_nonce_and_a_proof_key_and_comes_back_here(browser, provider):
    params = asked(question(browser))
    assert params["redirect_uri"] == f"http://testserver{BACK}"
    assert len(params["state"]) >= 16 and len(params["nonce"]) >= 32
    assert params["code_challenge_method"] == "S256"


def test_a_token_signed_by_a_wrong_key_is_refused(browser, provider, settings, mapped):
    provider.knows("eva-12", preferred_username="eva", groups=["insights-readers"])
    genuine = requests.get(f"{provider.url}/jwks", timeout=10).json()["keys"][0]
    key = RSAAlgorithm.to_jwk(rsa.generate_private_key(65537, 2048).public_key(), as_dict=True)
    with serving({"keys": [{**key, "kid": genuine["kid"], "alg": "RS256"}]}) as keys:
        settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [provider.app(jwks_uri=keys)]
        assert refused(browser.get(provider.signs_in("eva-12", question(browser))), "Signature verification failed")
    assert browser.get("/").status_code == 302


def test_a_token_of_another_provider_is_refused(browser, provider, settings, mapped):
    provider.knows("eva-13", groups=["insights-readers"])
    with provider_running() as other:
        settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [provider.app(jwks_uri=f"{other.url}/jwks")]
        assert refused(browser.get(provider.signs_in("eva-13", question(browser))), "Signature verification failed")


def test_a_token_with_another_issuer_is_refused(browser, provider, settings, mapped):
    provider.knows("eva-14", groups=["insights-readers"])
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [provider.app(issuer="https://login.other.example")]
    assert refused(browser.get(provider.signs_in("eva-14", question(browser))), "issuer")


def test_a_token_for_another_application_is_refused(browser, provider, settings, mapped):
    provider.knows("eva-15", groups=["insights-readers"])
    asks = question(browser)
    answer = provider.tokens_for("another", "eva-15", nonce=asked(asks)["nonce"])
    assert refused(answered(browser, provider, settings, asks, answer), "Audience doesn't match")


def forged(**changes):
    """A token that claims everything as it should be, but for the changes."""
    now = int(time.time())
    whole = {"sub": "eva", "aud": CLIENT, "iat": now, "exp": now + 600, "groups": ["insights-readers"]}
    return lambda provider, nonce: {**whole, "iss": provider.url, "nonce": nonce, **changes}


def unsigned(claims, _):
    return jwt.encode(claims, None, algorithm="none")


def signed_with_our_secret(claims, provider):
    return jwt.encode(claims, provider.app()["secret"].ljust(32, "x"), algorithm="HS256")


def signed_with_its_public_key(claims, provider):
    """Where the algorithm is the token's to choose, a public key serves as a shared secret."""
    key = requests.get(f"{provider.url}/jwks", timeout=10).json()["keys"][0]
    return jwt.encode(claims, key["n"], algorithm="HS256")


@pytest.mark.parametrize("sign", [unsigned, signed_with_our_secret, signed_with_its_public_key])
def test_a_token_that_anybody_could_have_made_is_refused(browser, provider, settings, mapped, sign):
    asks = question(browser)
    token = sign(forged()(provider, asked(asks)["nonce"]), provider)
    answer = {"access_token": "x", "token_type": "Bearer", "id_token": token}
    assert refused(answered(browser, provider, settings, asks, answer), "proves nothing")


@pytest.mark.parametrize("token", [{}, {"id_token": ""}, {"id_token": "a.b.c"}, {"id_token": ["x"]}])
def test_an_answer_without_a_token_is_refused(browser, provider, settings, mapped, token):
    answer = {"access_token": "x", "token_type": "Bearer", **token}
    assert refused(answered(browser, provider, settings, question(browser), answer), "ID token")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, ""),
        ({"exp": 1_700_000_000}, "expired"),
        ({"iss": "https://login.other.example"}, "issuer"),
        ({"aud": "another"}, "Audience"),
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"sub": None}, "sub"),
    ],
)
def test_a_token_that_the_provider_signed_is_good_for_what_it_says_only(
    browser, provider, settings, mapped, changes, why
):
    key = rsa.generate_private_key(65537, 2048)
    public = {**RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": "1", "alg": "RS256", "use": "sig"}
    asks = question(browser)
    claims = forged(**changes)(provider, asked(asks)["nonce"])
    claims = {name: value for name, value in claims.items() if value is not None}
    token = jwt.encode(claims, key, algorithm="RS256", headers={"kid": "1"})
    with serving({"keys": [public]}) as keys, serving({"sub": "eva"}) as userinfo:
        answer = {"access_token": "x", "token_type": "Bearer", "id_token": token}
        page = answered(browser, provider, settings, asks, answer, jwks_uri=keys, userinfo_endpoint=userinfo)
    assert refused(page, why) if why else page.url == "/"


def test_user_info_about_another_person_is_refused(browser, provider, settings, mapped):
    provider.knows("eva-23", groups=["insights-readers"])
    with serving({"sub": "somebody-else", "groups": ["insights-readers"]}) as userinfo:
        settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [provider.app(userinfo_endpoint=userinfo)]
        assert refused(browser.get(provider.signs_in("eva-23", question(browser))), "another person")


def answered(browser, provider, settings, asks, answer, **overrides):
    """What the portal says when the provider's token endpoint answers so."""
    with serving(answer) as endpoint:
        apps = [provider.app(token_endpoint=endpoint, **overrides)]
        settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = apps
        return browser.get(f"{BACK}?code=x&state={asked(asks)['state']}")


def test_a_token_with_another_nonce_is_refused(browser, provider, mapped):
    provider.knows("eva-16", groups=["insights-readers"])
    back = provider.signs_in("eva-16", changed(question(browser), nonce="x" * 32))
    assert refused(browser.get(back), "nonce")


def test_an_answer_with_another_state_is_refused(browser, provider, mapped):
    provider.knows("eva-17", groups=["insights-readers"])
    back = provider.signs_in("eva-17", question(browser))
    assert refused(browser.get(changed(back, state="0123456789abcdef")), NOT_BEGUN)


def test_an_answer_to_somebody_elses_question_is_refused(browser, provider, mapped):
    provider.knows("eva-18", groups=["insights-readers"])
    back = provider.signs_in("eva-18", question(Client()))
    assert refused(browser.get(back), NOT_BEGUN)


def test_an_answer_is_good_once(browser, provider, mapped):
    provider.knows("eva-19", groups=["insights-readers"])
    back = provider.signs_in("eva-19", question(browser))
    assert browser.get(back).status_code == 302
    browser.post("/sign-out/")
    assert refused(browser.get(back), NOT_BEGUN)


@pytest.mark.parametrize("query", ["", "?state=x", "?code=x", "?error=x&state=y", "?state=%00&code=%00"])
def test_an_answer_that_is_none_is_a_page_that_says_so(browser, provider, query):
    assert refused(browser.get(BACK + query), NOT_BEGUN)


def test_who_says_no_at_the_provider_is_told_that_nothing_changed(browser, provider):
    answer = browser.get(changed(provider.says_no(question(browser)), state=asked(question(browser))["state"]))
    assert answer.url == "/sso/cancelled/"
    assert "Nothing has changed" in browser.get(answer.url).content.decode()


@pytest.mark.parametrize("params", ["scope=admin", "process=connect", "auth_params=prompt%3Dnone", "action=rerequest"])
def test_an_address_adds_nothing_to_the_question(ana, provider, params):
    plain = asked(question(ana))
    page = ana.post(f"{BEGIN}?{params}")
    assert {**asked(page.context["to"]), **FRESH} == {**plain, **FRESH}


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_single_sign_on_never_leads_to_another_site(browser, provider, mapped, elsewhere):
    provider.knows("eva-20", groups=["insights-readers"])
    assert browser.get(provider.signs_in("eva-20", question(browser, next=elsewhere))).url == "/"


def test_after_single_sign_on_a_person_is_where_she_wanted_to_go(browser, provider, mapped):
    provider.knows("eva-21", groups=["insights-readers"])
    assert browser.get(provider.signs_in("eva-21", question(browser, next="/account/"))).url == "/account/"


# ------------------------------------------------------------------ how it is offered


def test_the_sign_in_page_offers_it_by_its_name(browser, provider):
    assert "Continue with Grocer SSO" in browser.get("/sign-in/").content.decode()


def test_where_it_is_not_set_it_is_not_there(people, anonymous):
    assert "Continue with" not in anonymous.get("/sign-in/").content.decode()
    assert anonymous.post(BEGIN).status_code == 404
    assert anonymous.get(BACK).status_code == 404


def test_it_begins_with_a_post_and_its_token(provider, people):
    assert Client().get(BEGIN).status_code == 405
    assert Client(enforce_csrf_checks=True).post(BEGIN).status_code == 403


def test_a_provider_in_a_row_of_the_database_opens_nothing(people, anonymous):
    SocialApp.objects.create(provider="openid_connect", provider_id="oidc", name="Evil", client_id="x", secret="y")
    assert anonymous.post(BEGIN).status_code == 404


def test_a_provider_that_does_not_answer_is_a_page_that_says_so(people, anonymous, provider, settings):
    gone = {**provider.app(), "settings": {"server_url": "http://127.0.0.1:9"}}
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [gone]
    assert refused(anonymous.post(BEGIN), "Connection refused")


def test_what_the_provider_tells_is_kept_without_its_tokens(browser, provider, mapped):
    sign_in(browser, provider, "eva-22", preferred_username="eva", groups=["insights-readers"])
    kept = json.dumps(SocialAccount.objects.get().extra_data)
    assert "insights-readers" in kept
    assert "eyJ" not in kept  # how a token begins
