"""Each change of who may see what is kept with who, when, from and to: where one looks for it, and to search."""

import re

import pytest
from django.utils import timezone

from portal.access.models import ColumnRule, Grant, Membership, RowPolicy, TableRule, Team
from portal.catalog.models import Entry
from tests.conftest import REPORT

BASKETS = "LOYALTY.BASKETS"


@pytest.fixture
def insights(people) -> Team:
    return Team.objects.get(name="Shopper insights")


def text_of(page: str) -> str:
    """What stands in the body of the page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2] or page).split()).replace("&quot;", '"')


def history_of(dev, what: str, pk: int) -> str:
    return text_of(dev.get(f"/admin/{what}/{pk}/history/").content.decode())


def changes(client, words: str = "") -> str:
    return text_of(client.get("/audit/changes/", {"q": words}).content.decode())


def test_a_teams_page_shows_what_it_was_granted_and_who_joined(dev, people, insights):
    Grant.objects.create(team=insights, report="gallery", can_download=True)
    Membership.objects.create(team=insights, user=people["ben"])
    said = history_of(dev, "access/team", insights.pk)
    assert "grant Shopper insights: gallery added" in said
    assert "ben" in said


def test_a_persons_page_shows_the_teams_that_she_joined_and_left(dev, people, insights):
    Membership.objects.create(team=insights, user=people["ben"]).delete()
    said = history_of(dev, "access/user", people["ben"].pk)
    assert "ben in Shopper insights added" in said
    assert "ben in Shopper insights removed" in said


def test_a_reports_page_shows_its_grants_and_what_admins_said_of_it(dev, insights):
    entry = Entry.objects.get(slug=REPORT)
    entry.area, entry.listed = "Buying", False
    entry.save()
    Grant.objects.filter(report=REPORT, team=insights).delete()
    said = history_of(dev, "catalog/entry", entry.pk)
    assert "area: – → Buying · listed: yes → no" in said
    assert "removed" in said


def test_a_tables_page_shows_what_each_team_was_to_see_of_it(dev, insights):
    rule = TableRule.objects.create(table=BASKETS, governed=True)
    RowPolicy.objects.create(team=insights, table=BASKETS, column="DEPARTMENT", values=["DELI"])
    ColumnRule.objects.create(team=insights, table=BASKETS, column="HOUSEHOLD_ID", how="masked")
    said = history_of(dev, "access/tablerule", rule.pk)
    assert all(word in said for word in ("governed: yes", "DELI", "masked"))


def test_the_audits_page_of_a_table_shows_its_rules_too(cleo, insights):
    RowPolicy.objects.create(team=insights, table=BASKETS, column="DEPARTMENT", values=["DELI"])
    assert "DELI" in cleo.get(f"/audit/tables/{BASKETS}/").content.decode()


def test_of_a_long_list_of_values_the_change_says_what_came_and_what_went(dev, insights):
    stores = [f"store {number}" for number in range(500)]
    policy = RowPolicy.objects.create(team=insights, table=BASKETS, column="DEPARTMENT", values=stores)
    policy.values = [*stores[:499], "store 777"]
    policy.save()
    assert "values: + store 777, − store 499" in history_of(dev, "access/rowpolicy", policy.pk)


def test_what_an_admin_did_bears_her_name(dev, insights):
    dev.post(
        f"/admin/access/grant/{Grant.objects.get(team=insights).pk}/change/",
        {"team": insights.pk, "report": REPORT, "until": str(timezone.localdate())},
    )
    said = history_of(dev, "access/grant", Grant.objects.get(team=insights).pk)
    assert "dev" in said
    assert "can download: yes → no" in said


def test_changes_are_searched_by_every_word(cleo, people, insights):
    Grant.objects.create(team=Team.objects.get(name="Offers"), report="gallery")
    found = changes(cleo, "gallery offers")
    assert "grant Offers: gallery added" in found
    assert "Shopper insights" not in found


def test_a_search_without_a_match_says_what_to_do(cleo):
    assert "No change holds “nobody knows”. Every word has to be in it." in changes(cleo, "nobody knows")


def test_changes_are_read_by_those_with_the_right_to_audit(ana, anonymous):
    assert ana.get("/audit/changes/").status_code == 403
    assert anonymous.get("/audit/changes/").url.startswith("/sign-in/")


def test_the_history_of_an_object_is_for_those_who_may_see_it(ana, people, insights):
    address = f"/admin/access/team/{insights.pk}/history/"
    assert ana.get(address).status_code in (302, 403)
    people["ana"].is_staff = True
    people["ana"].save()
    assert ana.get(address).status_code == 403


def test_every_change_is_on_exactly_one_page(cleo, people):
    offers = Team.objects.get(name="Offers")
    for number in range(120):
        Grant.objects.create(team=offers, report=f"made-{number:03}")
    seen, after = [], ""
    for _ in range(5):
        page = cleo.get("/audit/changes/", {"q": "made-", **({"after": after} if after else {})}).content.decode()
        seen += re.findall(r"grant Offers: made-(\d{3}) added", page)
        older = re.search(r"after=([0-9a-f-]+)\">Older", page)
        if not older:
            break
        after = older[1]
    assert seen == [f"{number:03}" for number in reversed(range(120))]
