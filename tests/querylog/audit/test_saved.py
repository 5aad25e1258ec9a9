"""Searches under a name: saved, shared, given another name and deleted, each by its owner."""

import pytest

from querylog.models import SavedSearch
from tests.querylog.asking import intend
from tests.querylog.audit.pages import text_of

PAGE = "/audit/saved/"


def save(client, name: str, words: str = "status:failed", **more):
    return client.post(PAGE, {"name": name, "q": words, "columns": "", **more})


def said(page) -> str:
    return text_of(page.content.decode())


def test_an_anonymous_visitor_is_asked_to_sign_in(anonymous):
    assert anonymous.get(PAGE).url == f"/sign-in/?next={PAGE}"


def test_only_who_may_read_statements_saves_a_search(ana):
    assert ana.get(PAGE).status_code == 403
    assert save(ana, "mine").status_code == 403
    assert not SavedSearch.objects.exists()


def test_saving_leads_to_the_link_of_the_search_with_its_columns(cleo):
    intend("select 'a coupon'")
    answer = save(cleo, "Failed ones", "-status:failed coupon", columns="when,who,bytes")
    assert answer.url == "/audit/?q=-status%3Afailed+coupon&columns=when%2Cwho%2Cbytes"
    page = cleo.get(answer.url).content.decode()
    assert "Saved as “Failed ones”." in page
    assert '<th class="number bytes">' in page


def test_a_saved_search_is_in_the_menu_and_on_the_page_of_its_owner(cleo):
    save(cleo, "Failed ones")
    assert "Failed ones status:failed" in said(cleo.get("/audit/"))
    assert "Failed ones status:failed" in said(cleo.get(PAGE))


def test_another_auditor_sees_it_only_when_it_is_shared(cleo, dev):
    save(cleo, "Mine alone")
    save(cleo, "Ours", shared="on")
    for page in ("/audit/", PAGE):
        assert "Mine alone" not in said(dev.get(page))
        assert "Ours" in said(dev.get(page))
    assert "shared by" in said(dev.get("/audit/"))


def test_the_owner_gives_it_another_name_and_shares_it(cleo):
    save(cleo, "Failed ones")
    kept = SavedSearch.objects.get()
    assert cleo.post(f"{PAGE}{kept.pk}/", {"name": "Broken ones", "shared": "on"}).url == PAGE
    kept.refresh_from_db()
    assert (kept.name, kept.shared, kept.words) == ("Broken ones", True, "status:failed")


def test_the_owner_deletes_it(cleo):
    save(cleo, "Failed ones")
    assert cleo.post(f"{PAGE}{SavedSearch.objects.get().pk}/delete/").url == PAGE
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("what", ["", "delete/"])
def test_nobody_else_changes_it_though_it_is_shared(cleo, dev, what):
    save(cleo, "Ours", shared="on")
    kept = SavedSearch.objects.get()
    assert dev.post(f"{PAGE}{kept.pk}/{what}", {"name": "Theirs"}).status_code == 404
    assert SavedSearch.objects.get().name == "Ours"


@pytest.mark.parametrize("what", ["", "delete/"])
def test_nothing_is_changed_by_following_a_link(cleo, what):
    save(cleo, "Ours")
    assert cleo.get(f"{PAGE}{SavedSearch.objects.get().pk}/{what}").status_code == 405


@pytest.mark.parametrize(
    ("name", "words", "sentence"),
    [
        ("", "coupon", "This search has no name yet."),
        (" \0 ", "coupon", "This search has no name yet."),
        ("n" * 101, "coupon", "This name has 101 characters, and at most 100 are kept."),
        ("Slow", "usr:ana", "usr: is no qualifier."),
        ("Slow", "x" * 5000, "This search has 5,000 characters"),
    ],
    ids=["none", "nothing to see", "long", "no search", "long search"],
)
def test_what_cant_be_saved_is_told_and_stays_typed(cleo, name, words, sentence):
    page = save(cleo, name, words)
    assert page.status_code == 400
    assert sentence in said(page)
    assert f'value="{words}"' in page.content.decode()
    assert not SavedSearch.objects.exists()


def test_a_name_is_used_once_by_each_person(cleo, dev):
    save(cleo, "Slow", "took:>1m")
    assert save(dev, "Slow", "took:>2m").status_code == 302
    page = save(cleo, "Slow", "took:>3m")
    assert page.status_code == 400
    assert "You have a search called “Slow” already." in said(page)


def test_a_name_that_is_in_use_is_not_given_to_another(cleo):
    save(cleo, "Slow")
    save(cleo, "Failed")
    page = cleo.post(f"{PAGE}{SavedSearch.objects.get(name='Failed').pk}/", {"name": "Slow"})
    assert page.status_code == 400
    assert SavedSearch.objects.filter(name="Failed").exists()


def test_two_hundred_are_kept_and_no_more(cleo, people):
    SavedSearch.objects.bulk_create(SavedSearch(owner=people["cleo"], name=str(each)) for each in range(200))
    page = save(cleo, "one more")
    assert page.status_code == 400
    assert "You have 200 saved searches" in said(page)


@pytest.mark.parametrize("number", ["0", "9" * 30])
def test_one_that_there_is_not_is_not_found(cleo, number):
    assert cleo.post(f"{PAGE}{number}/", {"name": "x"}).status_code == 404


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "{{ 7*7 }}", "' or 1=1 --", "\ud83d", "%", "☕"], ids=ascii
)
def test_no_name_breaks_the_pages(cleo, name):
    save(cleo, name.encode("utf-8", "surrogatepass"))
    for page in (cleo.get(PAGE), cleo.get("/audit/")):
        assert page.status_code == 200
        assert b"<script>alert" not in page.content
