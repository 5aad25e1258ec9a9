"""A code after the password: who is asked for it, how it is set up, and how guessing it ends."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from portal.access.demo_people import password_of
from portal.access.guesses import TOO_MANY_CODES
from portal.access.models import FailedSignIn, User
from portal.access.second_step import SET_ONE_UP
from portal.access.sign_in import USED
from querylog.models import Event, Kind, Token
from tests.portal.sign_in.codes import SECRET, app_for, code_of, recovery_codes_for, steady

CODE, AGAIN, CODE_AGAIN = "/sign-in/code/", "/sign-in/again/", "/sign-in/again/code/"
SECURITY = "/account/security/"
APP, APP_REMOVE = f"{SECURITY}app/", f"{SECURITY}app/remove/"
CODES, CODES_NEW, CODES_DOWNLOAD = f"{SECURITY}codes/", f"{SECURITY}codes/new/", f"{SECURITY}codes/download/"
WITH_SECRETS = [APP, CODES, CODES_DOWNLOAD]


@pytest.fixture
def app(people):
    return app_for(people["ana"])


def with_password(name="ana", **more) -> Client:
    """Somebody who has entered her password."""
    browser = Client()
    browser.post("/sign-in/", {"username": name, "password": password_of(name), **more})
    return browser


def enter(browser, code, at=CODE):
    return browser.post(at, {"code": code})


def errors(page) -> list[str]:
    return page.context["form"].errors["code"]


def signed_in(browser) -> bool:
    return browser.get("/").status_code == 200


# ------------------------------------------------------------------ signing in with it


def test_the_password_alone_lets_nobody_in_who_has_a_second_step(app):
    browser = with_password()
    assert not signed_in(browser)
    assert "Second step" in browser.get(CODE).content.decode()


def test_the_code_lets_her_in_where_she_wanted_to_go(app):
    browser = with_password(next="/account/")
    assert enter(browser, code_of()).url == "/account/"
    assert signed_in(browser)


def test_a_code_in_two_groups_is_the_same_code(app):
    code = code_of()
    assert enter(with_password(), f"{code[:3]} {code[3:]}").status_code == 302


@pytest.mark.parametrize("ago", [-1, 1])
def test_a_clock_may_be_half_a_minute_off(app, ago):
    steady()
    assert enter(with_password(), code_of(ago=ago)).status_code == 302


@pytest.mark.parametrize("code", ["", "000000", code_of(ago=10), "12345678901234567890", "\x00", "１２３４５６"])
def test_a_wrong_code_lets_nobody_in(app, code):
    browser = with_password()
    assert errors(enter(browser, code))
    assert not signed_in(browser)


def test_a_code_is_good_once_in_all_processes(app):
    """The database remembers it: the cache, which allauth asks, is one for each process."""
    from django.core.cache import cache

    steady()
    code = code_of()
    enter(with_password(), code)
    cache.clear()
    assert errors(enter(with_password(), code)) == [USED]


def test_a_code_from_before_the_last_one_is_used_up_with_it(app):
    steady()
    enter(with_password(), code_of())
    assert errors(enter(with_password(), code_of(ago=1))) == [USED]


def test_without_the_password_there_is_no_page_for_the_code(app, anonymous):
    assert anonymous.get(CODE).url == "/sign-in/"
    assert enter(anonymous, code_of()).url == "/sign-in/"


def test_a_recovery_code_lets_her_in_once(people, app):
    code = recovery_codes_for(people["ana"])[0]
    assert enter(with_password(), code).status_code == 302
    assert errors(enter(with_password(), code))


def test_after_five_wrong_codes_even_the_right_one_waits_wherever_it_comes_from(app):
    browser = with_password()
    for _ in range(5):
        enter(browser, "000000")
    elsewhere = with_password()
    assert errors(enter(elsewhere, code_of())) == [TOO_MANY_CODES]
    FailedSignIn.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert enter(elsewhere, code_of()).status_code == 302


def test_a_wrong_code_is_in_the_log_under_her_name(app):
    enter(with_password(), "000000")
    failed = Event.objects.get(kind=Kind.SIGN_IN_FAILED)
    assert (failed.person_name, failed.facts["second_step"]) == ("ana", "wrong")


def test_somebody_switched_off_between_password_and_code_is_not_let_in(people, app):
    browser = with_password()
    people["ana"].is_active = False
    people["ana"].save()
    enter(browser, code_of())
    assert not signed_in(browser)


def test_back_to_sign_in_forgets_the_password(app):
    browser = with_password()
    browser.post("/sign-out/")
    assert browser.get(CODE).url == "/sign-in/"


# ------------------------------------------------------------------ setting it up


def again(browser, name="ana", then=APP):
    """She enters her password once more."""
    return browser.post(f"{AGAIN}?next={then}", {"password": password_of(name)})


def test_before_it_is_set_up_the_password_is_asked_for_once_more(ana):
    assert ana.get(APP).url == f"{AGAIN}?next=%2Faccount%2Fsecurity%2Fapp%2F"
    assert again(ana).url == APP


@pytest.mark.parametrize("page", [APP, CODES_NEW, f"{SECURITY}keys/add/"])
def test_nothing_is_set_up_without_the_password_once_more(people, page):
    browser = with_password("ben")
    assert browser.post(page, {"code": "000000"}).url.startswith(AGAIN)


def set_up(browser):
    """She sets up an app."""
    return enter(browser, code_of(browser.get(APP).context["form"].secret), at=APP)


def test_an_app_is_set_up_with_its_first_code_and_recovery_codes_come_with_it(people, ana):
    again(ana)
    assert set_up(ana).url == CODES
    assert len(ana.get(CODES).context["unused_codes"]) == 10
    assert not signed_in(with_password())


def test_a_wrong_first_code_sets_nothing_up(people, ana):
    again(ana)
    assert errors(enter(ana, "000000", at=APP))
    assert not Authenticator.objects.exists()


def test_recovery_codes_are_a_file_for_her_alone(people, ana, app):
    codes = recovery_codes_for(people["ana"])
    again(ana, then=CODES)
    file = ana.get(CODES_DOWNLOAD)
    assert all(code in file.content.decode() for code in codes)
    assert "attachment" in file["Content-Disposition"]


def test_new_recovery_codes_end_the_old_ones(people, ana, app):
    old = recovery_codes_for(people["ana"])
    again(ana, then=CODES_NEW)
    assert ana.post(CODES_NEW).url == CODES
    assert not set(old) & set(ana.get(CODES).context["unused_codes"])


def test_without_the_app_the_recovery_codes_are_gone_too(people, ana, app):
    recovery_codes_for(people["ana"])
    again(ana, then=APP_REMOVE)
    assert ana.post(APP_REMOVE).url == SECURITY
    assert not Authenticator.objects.exists()
    assert signed_in(with_password())


def test_guessing_the_password_again_ends_after_five(people, ana):
    for _ in range(5):
        ana.post(AGAIN, {"password": "wrong"})
    page = ana.post(AGAIN, {"password": password_of("ana")})
    assert page.context["form"].errors["password"] == [TOO_MANY_CODES]


def test_a_code_stands_in_for_the_password(ana, app):
    assert ana.post(f"{CODE_AGAIN}?next={APP_REMOVE}", {"code": code_of()}).url == APP_REMOVE
    assert ana.get(APP_REMOVE).status_code == 200


def test_another_persons_keys_are_not_found(people, ana, app):
    key = Authenticator.objects.create(user=people["ben"], type="webauthn", data={"name": "his", "credential": {}})
    again(ana)
    assert ana.get(f"{SECURITY}keys/{key.pk}/").status_code == 404
    assert ana.post(f"{SECURITY}keys/{key.pk}/remove/").status_code == 404


@pytest.mark.parametrize("page", WITH_SECRETS)
def test_pages_with_secrets_are_kept_by_nobody(people, ana, page):
    if page != APP:
        app_for(people["ana"])
        recovery_codes_for(people["ana"])
    again(ana)
    assert "no-store" in ana.get(page)["Cache-Control"]


def test_its_secret_does_not_stand_in_the_database(app):
    assert SECRET not in str(list(Authenticator.objects.values()))


def test_under_another_key_nobody_is_let_in_and_she_is_told_why(app, settings):
    browser = with_password()
    settings.SECOND_STEP_KEY = "another key"
    page = enter(browser, code_of())
    assert page.status_code == 403
    assert "set up under another key" in page.content.decode()


def test_setting_up_and_removing_are_in_the_log_without_the_secret(people, ana):
    again(ana)
    secret = ana.get(APP).context["form"].secret
    enter(ana, code_of(secret), at=APP)
    ana.post(APP_REMOVE)
    events = Event.objects.filter(kind=Kind.PERMISSION, facts__what="second step").order_by("pk")
    assert (events[0].person_name, events[0].facts["action"]) == ("ana", "added")
    assert {event.facts["action"] for event in events} == {"added", "removed"}
    assert secret not in str([event.facts for event in events])
    assert "seed" not in str([event.facts for event in events])


# ------------------------------------------------------------------ the admin pages


@pytest.fixture
def asked_for(settings):
    settings.ADMIN_SECOND_STEP = True


def test_an_admin_without_a_second_step_is_led_to_set_one_up(asked_for, dev):
    page = dev.get("/admin/access/grant/", follow=True)
    assert page.redirect_chain == [(SECURITY, 302)]
    assert SET_ONE_UP in page.content.decode()


@pytest.mark.parametrize("page", ["", "access/user/add/", "jsi18n/", "autocomplete/", "password_change/"])
def test_no_page_of_the_admins_opens_without_it(asked_for, dev, page):
    assert dev.get(f"/admin/{page}").url == SECURITY
    assert dev.post(f"/admin/{page}").url == SECURITY


ELSEWHERE = ["/audit/", "/audit/export/", "/audit/tokens/", "/access/", "/access/access-review.csv", "/teams/finance/"]


@pytest.mark.parametrize("page", ELSEWHERE)
def test_nor_does_what_an_admin_reads_elsewhere(asked_for, dev, page):
    assert dev.get(page).url == SECURITY


def test_an_admin_makes_no_token_without_it(asked_for, dev):
    assert dev.post("/audit/tokens/", {"name": "x", "scopes": ["search"], "days": 90}).url == SECURITY
    assert not Token.objects.exists()


@pytest.mark.parametrize("page", ELSEWHERE)
def test_a_superuser_who_is_not_staff_is_an_admin_too(asked_for, people, dev, page):
    User.objects.filter(username="dev").update(is_staff=False)
    assert dev.get(page).url == SECURITY


def test_an_analyst_who_is_no_admin_reads_the_audit_by_her_password(asked_for, cleo):
    assert cleo.get("/audit/").status_code == 200


def test_an_admin_whose_session_has_not_shown_it_is_asked_for_it(asked_for, people, dev):
    app_for(people["dev"])
    asked = dev.get("/admin/access/team/?q=x")
    assert asked.url == f"{CODE_AGAIN}?next=%2Fadmin%2Faccess%2Fteam%2F%3Fq%3Dx"
    assert dev.post(asked.url, {"code": code_of()}).url == "/admin/access/team/?q=x"
    assert dev.get("/admin/access/team/").status_code == 200


def test_the_password_once_more_is_no_second_step(asked_for, people, dev):
    app_for(people["dev"])
    again(dev, "dev")
    assert dev.get("/admin/").url.startswith(CODE_AGAIN)


def test_an_admin_who_removes_her_second_step_is_out_again(asked_for, people):
    app_for(people["dev"])
    browser = with_password("dev")
    enter(browser, code_of())
    again(browser, "dev", then=APP_REMOVE)
    browser.post(APP_REMOVE)
    assert browser.get("/admin/").url == SECURITY


def test_someone_who_is_no_admin_is_told_so_and_not_led_to_a_second_step(asked_for, ana):
    assert ana.get("/admin/", follow=True).status_code == 403


def test_an_admin_removes_the_second_step_of_somebody_who_lost_it(people, dev, app):
    recovery_codes_for(people["ana"])
    dev.post("/admin/access/user/", {"action": "remove_second_steps", "_selected_action": [people["ana"].pk]})
    assert signed_in(with_password())
    removed = Event.objects.filter(kind=Kind.PERMISSION, facts__what="second step", facts__action="removed")
    assert [event.person_name for event in removed] == ["dev", "dev"]
