"""The home page: reports by area in the order that admins gave, those with a star, those that were opened last."""

import re

import pytest
from django.test import Client

from portal.access.models import Grant, Team
from portal.catalog.models import Entry, Favourite
from tests.conftest import REPORT

OTHER = "shopping-clock"


@pytest.fixture(autouse=True)
def both_are_open(people):
    Grant.objects.create(team=Team.objects.get(name="Shopper insights"), report=OTHER)


def headings(client) -> list[str]:
    return re.findall(r"<h2[^>]*>([^<]+)</h2>", client.get("/").content.decode())


def cards(client) -> list[str]:
    return re.findall(r'data-card="([^"]+)"', client.get("/").content.decode())


def star(client, slug: str, on: bool, **more):
    return client.post(f"/reports/{slug}/star/", {"on": "1" if on else "0"}, **more)


def test_an_admin_moves_a_report_to_another_area(ana):
    Entry.objects.filter(slug=REPORT).update(area="Attic")
    assert "Attic" in headings(ana)


def test_within_an_area_the_order_is_the_admins_then_by_title(ana):
    Entry.objects.filter(slug__in=[REPORT, OTHER]).update(area="All")
    assert cards(ana) == [REPORT, OTHER]
    Entry.objects.filter(slug=OTHER).update(order=-1)
    assert cards(ana) == [OTHER, REPORT]


def test_a_star_puts_a_report_among_ones_own_favourites(ana, fay):
    assert "Favourites" not in headings(ana)
    assert star(ana, REPORT, True).url == "/"
    assert "Favourites" in headings(ana)
    assert "Favourites" not in headings(fay)


def test_a_star_is_taken_away_again_and_twice_is_once(ana):
    for on in (True, True, False, False):
        star(ana, REPORT, on)
    assert "Favourites" not in headings(ana)


def test_a_script_gets_the_favourites_as_they_are_now(ana):
    answer = star(ana, REPORT, True, HTTP_X_REQUESTED_WITH="fetch").content.decode()
    assert "Favourites" in answer
    assert "Category performance" in answer


def test_nobody_stars_what_is_closed_to_her(ben):
    assert star(ben, REPORT, True).status_code == 403
    assert not Favourite.objects.exists()


def test_a_star_needs_the_token_of_its_form(people):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(people["ana"])
    assert star(careful, REPORT, True).status_code == 403


def test_what_was_opened_last_comes_first(ana):
    for slug in (REPORT, OTHER):
        ana.get(f"/reports/{slug}/")
    recent = re.search(r'<nav class="recent".*?</nav>', ana.get("/").content.decode(), re.S)[0]
    assert recent.index(OTHER) < recent.index(REPORT)


def test_a_revoked_report_is_neither_recent_nor_a_favourite(ana):
    ana.get(f"/reports/{REPORT}/")
    star(ana, REPORT, True)
    Grant.objects.filter(report=REPORT).delete()
    assert REPORT not in ana.get("/").content.decode()


# ------------------------------------------------------------------ certification


def certify(dev, entry: Entry, **more) -> object:
    address = f"/admin/catalog/entry/{entry.pk}/change/"
    form = {"area": "", "tags": "", "order": "0", "contact": "", "listed": "on", "certified": "on"}
    return dev.post(address, {**form, "version": entry.fingerprint, **more})


@pytest.fixture
def plain() -> Entry:
    Entry.objects.update(certified_fingerprint="", certified_by="", certified_at=None)
    return Entry.objects.get(slug=REPORT)


def test_a_certified_report_bears_the_badge_and_says_who_gave_it(ana, dev, plain):
    assert "Certified" not in ana.get("/").content.decode()
    assert certify(dev, plain).status_code == 302
    for address in ("/", f"/reports/{REPORT}/"):
        assert "Certified by dev" in ana.get(address).content.decode()


def test_a_changed_report_loses_the_badge_visibly(ana, dev, plain):
    certify(dev, plain)
    Entry.objects.filter(slug=REPORT).update(certified_fingerprint="of the version before")
    page = ana.get(f"/reports/{REPORT}/").content.decode()
    assert "Certified by dev on" not in page
    assert "Certification is of an earlier version" in page


def test_nobody_certifies_a_version_that_she_has_not_seen(dev, plain):
    answer = certify(dev, plain, version="an older one")
    assert "The report has changed since you opened this page" in answer.content.decode()
    plain.refresh_from_db()
    assert not plain.certified_fingerprint


def test_the_catalog_is_managed_by_those_with_the_right_alone(people, rae):
    people["rae"].is_staff = True
    people["rae"].save()
    assert rae.get("/admin/catalog/entry/").status_code == 403
