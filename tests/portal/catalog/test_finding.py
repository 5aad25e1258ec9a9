"""A report is found as one types: by what it is called, asks and reads, also with a slip of the finger."""

import re

import pytest

from portal.access.models import Grant, Team
from portal.catalog.models import Entry
from tests.conftest import REPORT

CLOSED = "lapsed-buyers"


def titles(client, typed: str) -> list[str]:
    """What the list below the search field holds, in its order."""
    page = client.get("/find/", {"find": typed}).content.decode()
    return [title.strip() for title in re.findall(r"([^<>]+)</strong>", page)]


@pytest.mark.parametrize(
    "typed",
    [
        "category performance",
        "CATEGORY",
        "perfor",  # begun
        "categry",  # a letter short
        "preformance",  # two letters swapped
        "performing category",  # another form, another order
    ],
)
def test_a_report_is_found_by_its_title(ana, typed):
    assert titles(ana, typed)[0] == "Category performance"


def test_it_is_found_by_its_owner_its_tags_its_tables_and_its_columns(ana):
    report = Entry.objects.get(slug=REPORT)
    report.tags = ["quarterly pack"]
    report.save()
    for typed in ("quarterly", "shopper insights", "loyalty.baskets", "department"):
        assert "Category performance" in titles(ana, typed), typed


def test_a_word_in_the_title_counts_more_than_one_of_a_table(ana):
    Entry.objects.filter(slug=REPORT).update(title="Baskets at a glance")
    Grant.objects.create(team=Team.objects.get(name="Shopper insights"), report="shopping-clock")
    assert titles(ana, "baskets")[0] == "Baskets at a glance"


def test_a_listed_report_of_another_team_is_found_by_its_title_and_marked_as_closed(ben):
    assert "Category performance" in titles(ben, "category performance")
    assert "Closed to you" in ben.get("/find/", {"find": "category performance"}).content.decode()


def test_what_a_closed_report_reads_leads_nobody_to_it(ana, ben):
    assert "Category performance" in titles(ana, "loyalty baskets department")
    assert "Category performance" not in titles(ben, "loyalty baskets department")


def test_an_unlisted_report_is_found_by_its_own_team_only(ana, ben):
    Entry.objects.filter(slug=REPORT).update(listed=False)
    assert "Category performance" in titles(ana, "category performance")
    assert "Category performance" not in titles(ben, "category performance")


@pytest.mark.parametrize("where", ["archived", "gone"])
def test_a_report_that_was_put_away_is_found_by_nobody(ana, where):
    Entry.objects.filter(slug=REPORT).update(**{where: True})
    assert "Category performance" not in titles(ana, "category performance")


@pytest.mark.parametrize(
    "typed", ["", "   ", "'", "!!! & | :*", "\x00", "x" * 5000, "a " * 500, "' or 1=1 --", "ü ß 日本"]
)
def test_whatever_is_typed_the_search_answers(ana, typed):
    assert ana.get("/find/", {"find": typed}).status_code == 200
    assert ana.get("/", {"find": typed}).status_code == 200


def test_without_a_script_the_answer_is_a_page(ana):
    page = ana.get("/", {"find": "category"}).content.decode()
    assert "Reports that match “category”" in page
    assert f'href="/reports/{REPORT}/"' in page


def test_the_search_asks_for_sign_in(anonymous):
    assert anonymous.get("/find/", {"find": "category"}).url.startswith("/sign-in/")
