"""Tokens: who makes and revokes them, that they are seen once, and when they open nothing any more."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from portal.access.demo_people import password_of
from portal.access.models import User
from querylog.audit.api import tokens
from querylog.models import Event, Kind, Token
from tests.querylog.audit.calling import call, made
from tests.querylog.audit.pages import text_of

PAGE = "/audit/tokens/"
FORM = {"name": "nightly import", "scopes": ["search"], "days": 90}


@pytest.fixture
def shown(cleo) -> str:
    """What the page shows of a token that was made on it."""
    return re.search(r"portico_[\w-]{43}", cleo.post(PAGE, FORM).content.decode())[0]


def give(user, right: str) -> None:
    user.user_permissions.add(Permission.objects.get(codename=right))


def opens(shown: str) -> bool:
    return call(shown, "statements").status_code == 200


def said(page) -> str:
    return text_of(page.content.decode())


@pytest.mark.parametrize("person", ["ana", "rae"])
def test_only_who_may_read_the_log_comes_here(request, person):
    browser = request.getfixturevalue(person)
    assert browser.get(PAGE).status_code == 403
    assert browser.post(PAGE, FORM).status_code == 403
    assert not Token.objects.exists()


def test_a_token_that_was_made_opens_the_api(shown):
    assert opens(shown)


def test_it_is_shown_once_and_kept_by_no_cache(cleo):
    page = cleo.post(PAGE, FORM)
    assert page["Cache-Control"] == "no-store"
    assert "portico_" in page.content.decode()
    assert "portico_" not in cleo.get(PAGE).content.decode()


def test_the_database_has_only_its_digest(shown):
    kept = Token.objects.values().get()
    assert shown not in str(kept)
    assert kept["digest"] == tokens.digest_of(shown)


def test_it_ends_after_the_days_that_were_chosen(shown):
    token = Token.objects.get()
    assert token.until - token.made_at == timedelta(days=90)
    Token.objects.update(until=timezone.now())
    assert not opens(shown)


def test_a_revoked_one_opens_nothing(cleo, shown):
    cleo.post(f"{PAGE}{Token.objects.get().pk}/revoke/")
    assert not opens(shown)


def test_it_opens_nothing_while_its_owner_is_switched_off(people, shown):
    people["cleo"].is_active = False
    people["cleo"].save()
    assert not opens(shown)


def test_it_opens_nothing_when_its_owner_may_not_read_the_log_any_more(people, shown):
    people["cleo"].user_permissions.clear()
    people["cleo"].groups.clear()
    assert not opens(shown)


def gets_a_new_password(user) -> None:
    user.set_password("another long password")
    user.save()


def is_switched_off_and_on(user) -> None:
    for on in (False, True):
        user.is_active = on
        user.save()


def loses_the_right_and_has_it_again(user) -> None:
    user.user_permissions.remove(Permission.objects.get(codename="view_statement"))
    give(user, "view_statement")


def loses_the_role_and_has_another(user) -> None:
    role = Group.objects.create(name="Auditors")
    role.permissions.add(Permission.objects.get(codename="view_statement"))
    user.groups.add(role)
    user.user_permissions.clear()
    role.delete()
    give(user, "view_statement")


ENDS = [gets_a_new_password, is_switched_off_and_on, loses_the_right_and_has_it_again, loses_the_role_and_has_another]


@pytest.mark.parametrize("its_owner", ENDS)
def test_one_that_has_ended_with_its_owners_access_does_not_come_back(people, shown, its_owner):
    its_owner(people["cleo"])
    assert not opens(shown)
    assert Event.objects.filter(kind=Kind.ADMIN, facts__what="audit token", facts__action="revoked").count() == 1


def test_it_outlives_a_better_hash_of_the_same_password(people, shown, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", *settings.PASSWORD_HASHERS]
    assert User.objects.get(username="cleo").check_password(password_of("cleo"))
    assert User.objects.get(username="cleo").password.startswith("pbkdf2")
    assert opens(shown)


def test_when_it_was_last_used_is_known_to_the_minute(shown):
    call(shown, "statements")
    used = Token.objects.get().used_at
    assert timezone.now() - used < timedelta(minutes=2)
    assert (used.second, used.microsecond) == (0, 0)


def test_making_and_revoking_are_on_record(cleo, shown):
    token = Token.objects.get()
    cleo.post(f"{PAGE}{token.pk}/revoke/")
    events = Event.objects.filter(kind=Kind.ADMIN).order_by("pk")
    assert [(each.person_name, each.facts["action"]) for each in events] == [("cleo", "made"), ("cleo", "revoked")]
    assert "audit token nightly import made: search" in said(cleo.get("/audit/changes/"))


def test_revoked_twice_it_is_on_record_once(cleo, shown):
    for _ in range(2):
        cleo.post(f"{PAGE}{Token.objects.get().pk}/revoke/")
    assert Event.objects.filter(kind=Kind.ADMIN, facts__action="revoked").count() == 1


def test_the_log_does_not_hold_the_token(shown):
    call(shown, "statements")
    assert shown not in str(list(Event.objects.values()))


def test_other_peoples_tokens_are_neither_seen_nor_revoked(people, cleo):
    made(people["dev"], name="of dev")
    assert "of dev" not in said(cleo.get(PAGE))
    assert cleo.post(f"{PAGE}{Token.objects.get().pk}/revoke/").status_code == 404


def test_who_tunes_the_audit_sees_and_revokes_them(people, cleo):
    give(people["cleo"], "tune_audit")
    kept = made(people["dev"], name="of dev")
    assert "of dev of dev works" in said(cleo.get(PAGE))
    cleo.post(f"{PAGE}{Token.objects.get().pk}/revoke/")
    assert not opens(kept)


def test_a_token_for_sql_is_only_made_by_who_sees_sql(people, client):
    give(people["ben"], "view_statement")
    client.force_login(people["ben"])
    assert "The SQL of statements" not in said(client.get(PAGE))
    assert client.post(PAGE, {**FORM, "scopes": ["search", "sql"]}).status_code == 400
    with pytest.raises(tokens.NoToken, match="where you may not see it yourself"):
        made(people["ben"], "sql")
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Give it a name that says what it is for."),
        ({"name": "x" * 101}, "at most 100 characters"),
        ({"name": "\0"}, "Null characters are not allowed"),
        ({"scopes": []}, "Choose at least one thing"),
        ({"scopes": ["everything"]}, "Select a valid choice"),
        ({"days": "36500"}, "Select a valid choice"),
        ({"days": "soon"}, "Select a valid choice"),
    ],
)
def test_a_form_with_a_mistake_says_so_and_makes_none(cleo, wrong, sentence):
    page = cleo.post(PAGE, {**FORM, **wrong})
    assert page.status_code == 400
    assert sentence in said(page)
    assert not Token.objects.exists()


def test_a_form_that_is_sent_twice_makes_one(cleo):
    cleo.post(PAGE, FORM)
    again = cleo.post(PAGE, FORM)
    assert "You have a token called nightly import already." in said(again)
    assert Token.objects.count() == 1


def test_nobody_has_more_than_so_many(people, monkeypatch):
    monkeypatch.setattr(tokens, "MOST", 1)
    made(people["cleo"], name="first")
    with pytest.raises(tokens.NoToken, match="You have 1 tokens that work"):
        made(people["cleo"], name="second")


def test_one_that_there_is_not_is_not_revoked(cleo):
    assert cleo.post(f"{PAGE}7/revoke/").status_code == 404


def test_none_is_revoked_by_following_a_link(cleo, shown):
    assert cleo.get(f"{PAGE}{Token.objects.get().pk}/revoke/").status_code == 405
    assert opens(shown)
