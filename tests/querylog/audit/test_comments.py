"""Comments of analysts: on record with who and when, escaped, of some length, and nothing takes them back."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from querylog.models import Event, Kind
from querylog.sensitive import HIDDEN, Sensitive
from tests.querylog.asking import ask
from tests.querylog.audit.pages import text_of


@pytest.fixture
def address(db) -> str:
    return f"/audit/{ask('select 1').statement.pk}/"


def test_a_comment_is_on_record_and_on_the_page_with_who_and_when(cleo, people, address):
    answer = cleo.post(f"{address}comment/", {"words": "Asked by the auditors.\nAll is well."})
    assert answer.url == f"{address}#comments"
    event = Event.objects.get(kind=Kind.COMMENTED)
    assert (event.person_id, event.facts) == (people["cleo"].pk, {"words": "Asked by the auditors.\nAll is well."})
    assert f"cleo , {event.at:%-d %b %Y %H:%M} Asked by the auditors. All is well." in text_of(
        cleo.get(address).content.decode()
    )


def test_a_comment_is_text_and_never_markup(cleo, address):
    cleo.post(f"{address}comment/", {"words": "<script>alert(1)</script>"})
    page = cleo.get(address).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_comments_stand_newest_first(cleo, address):
    for words in ("earlier", "later"):
        cleo.post(f"{address}comment/", {"words": words})
    page = cleo.get(address).content.decode()
    assert page.index("later") < page.index("earlier")


def test_a_value_that_the_log_hides_stays_hidden_in_a_comment(cleo, address):
    ask("select ?", (Sensitive("4711-0815"),))
    cleo.post(f"{address}comment/", {"words": "It was about 4711-0815 alone."})
    assert Event.objects.get(kind=Kind.COMMENTED).facts == {"words": f"It was about {HIDDEN} alone."}


@pytest.mark.parametrize("words", ["", "  \n ", "\0"])
def test_an_empty_comment_is_refused_with_a_sentence(cleo, address, words):
    page = cleo.post(f"{address}comment/", {"words": words})
    assert page.status_code == 400
    assert "There is nothing in the comment yet." in page.content.decode()


def test_a_comment_of_two_thousand_characters_is_kept_and_a_longer_one_refused_with_nothing_lost(cleo, address):
    assert cleo.post(f"{address}comment/", {"words": "x" * 2000}).status_code == 302
    page = cleo.post(f"{address}comment/", {"words": "y" * 2001})
    assert page.status_code == 400
    assert "The comment has 2,001 characters, and 2,000 are the most." in page.content.decode()
    assert "y" * 2001 in page.content.decode()


@pytest.mark.parametrize("words", ["a\0b", "\ud83d half", "é" * 2000, "{{ 7*7 }}", "' or 1=1 --"])
def test_no_words_break_it(cleo, address, words):
    body = urlencode({"words": words.encode("utf-8", "surrogatepass")})
    answer = cleo.post(f"{address}comment/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302
    assert cleo.get(address).status_code == 200


def test_a_comment_on_no_statement_is_not_found(cleo):
    assert cleo.post("/audit/01900000-0000-7000-8000-000000000000/comment/", {"words": "x"}).status_code == 404


def test_without_the_forms_token_nothing_is_kept(people, address):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people["cleo"])
    assert strict.post(f"{address}comment/", {"words": "x"}).status_code == 403
    assert not Event.objects.filter(kind=Kind.COMMENTED).exists()


@pytest.mark.parametrize("person", ["ana", "rae"])
def test_who_may_not_read_the_log_may_say_nothing_in_it(request, person, address):
    assert request.getfixturevalue(person).post(f"{address}comment/", {"words": "x"}).status_code == 403
