"""The admin pages of a company with 10,000 people, 1,000 teams and 300 reports: no list of everything, few queries."""

from collections.abc import Iterable

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.access.models import ColumnRule, Grant, Membership, RowPolicy, TableRule, Team, User
from portal.catalog.models import AccessRequest, Entry

PEOPLE, TEAMS, REPORTS = 10_000, 1_000, 300
MOST_OPTIONS = 200
MOST_QUERIES = 120  # a line of a form that says whose it is asks for that
MOST_BYTES = 1_500_000
LISTS = ["access/user", "access/team", "access/grant", "auth/group", "access/tablerule", "access/rowpolicy"]
LISTS += ["access/columnrule", "catalog/entry", "catalog/accessrequest"]


@pytest.fixture
def big(people) -> Team:
    """The team in which half of all are, and to which every report was granted."""
    users = User.objects.bulk_create([User(username=f"person-{n:05}", last_name=f"No. {n}") for n in range(PEOPLE)])
    teams = Team.objects.bulk_create([Team(name=f"Team {n:04}", slug=f"team-{n:04}") for n in range(TEAMS)])
    big, busy = teams[0], users[0]
    Membership.objects.bulk_create(
        [Membership(team=big, user=user) for user in users[: PEOPLE // 2]]
        + [Membership(team=team, user=busy) for team in teams[1:]]
    )
    slugs = [f"report-{n:03}" for n in range(REPORTS)]
    Entry.objects.bulk_create([Entry(slug=slug, title=slug, declared_owner=slug, question="?") for slug in slugs])
    Grant.objects.bulk_create(
        [Grant(team=big, report=slug) for slug in slugs] + [Grant(team=team, report=slugs[0]) for team in teams[1:]]
    )
    RowPolicy.objects.bulk_create(
        [RowPolicy(team=team, table="LOYALTY.BASKETS", column="DEPARTMENT", values=["DELI"]) for team in teams]
        + [RowPolicy(team=big, table=f"MADE.T{n}", column="X", values=["a", "b"]) for n in range(300)]
    )
    ColumnRule.objects.bulk_create([ColumnRule(team=team, table="LOYALTY.BASKETS", column="INCOME") for team in teams])
    TableRule.objects.bulk_create([TableRule(table=f"MADE.T{n}") for n in range(500)])
    AccessRequest.objects.bulk_create(
        [AccessRequest(person=busy, person_name="x", team=team, team_name=team.name, report="x") for team in teams]
    )
    Group.objects.get(name="Analysts").user_set.add(*users[:1000])
    return big


def too_much(client: Client, addresses: Iterable[str]) -> dict[str, str]:
    """What is wrong with these pages, by address."""
    found = {}
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address)
        told = {"status": page.status_code, "options": page.content.count(b"<option"), "queries": len(asked)}
        told["bytes"] = len(page.content)
        most = {"status": 200, "options": MOST_OPTIONS, "queries": MOST_QUERIES, "bytes": MOST_BYTES}
        if any(told[name] > most[name] for name in most):
            found[address] = str(told)
    return found


def test_every_list_is_short_and_asks_little(dev, big):
    assert too_much(dev, [f"/admin/{page}/" for page in LISTS]) == {}


def test_every_search_and_filter_is_too(dev, big):
    filtered = [
        "access/user/?q=person-0",
        f"access/user/?teams__id__exact={big.pk}",
        "access/team/?q=0",
        f"access/grant/?team__id__exact={big.pk}",
        f"access/rowpolicy/?team__id__exact={big.pk}",
        f"access/columnrule/?team__id__exact={big.pk}",
        f"catalog/accessrequest/?team__id__exact={big.pk}",
        "catalog/entry/?declared_owner__icontains=report-1",
    ]
    assert too_much(dev, [f"/admin/{page}" for page in filtered]) == {}


def test_every_form_is_short_and_asks_little(dev, big):
    busy = User.objects.get(username="person-00000")
    one = {
        "access/user": busy,
        "access/team": big,
        "access/grant": Grant.objects.filter(team=big).first(),
        "auth/group": Group.objects.get(name="Analysts"),
        "access/tablerule": TableRule.objects.first(),
        "access/rowpolicy": RowPolicy.objects.filter(team=big).first(),
        "access/columnrule": ColumnRule.objects.filter(team=big).first(),
        "catalog/entry": Entry.objects.get(slug="report-000"),
        "catalog/accessrequest": AccessRequest.objects.first(),
    }
    forms = [f"/admin/{page}/{row.pk}/change/" for page, row in one.items()]
    forms += [f"/admin/{page}/{row.pk}/history/" for page, row in one.items() if page != "catalog/accessrequest"]
    forms += [f"/admin/{page}/add/" for page in LISTS if not page.startswith("catalog/")]
    forms += ["/admin/access/grant/several/", f"/admin/access/team/{big.pk}/delete/", "/admin/"]
    assert too_much(dev, forms) == {}


def test_a_teams_page_still_saves_when_it_shows_one_page_of_its_members(dev, big):
    page = dev.get(f"/admin/access/team/{big.pk}/change/?memberships-page=3")
    form = page.context["inline_admin_formsets"][0].formset
    third = form.forms[0].instance
    data = {"name": "Renamed", "slug": big.slug, "memberships-page": 3}
    for each in page.context["inline_admin_formsets"]:
        prefix, shown = each.formset.prefix, each.formset.initial_forms
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
        if prefix == "memberships":
            data |= {f"{prefix}-TOTAL_FORMS": len(shown), f"{prefix}-INITIAL_FORMS": len(shown)}
            for number, row in enumerate(shown):
                data |= {f"{prefix}-{number}-{name}": getattr(row.instance, f"{name}_id") for name in ("team", "user")}
                data[f"{prefix}-{number}-id"] = row.instance.pk
    data["memberships-0-lead"] = "on"
    assert dev.post(f"/admin/access/team/{big.pk}/change/", data).status_code == 302
    third.refresh_from_db()
    assert third.lead
    assert Team.objects.get(pk=big.pk).name == "Renamed"


def test_the_page_of_a_lead_is_short_too(people, big, manages_all):
    assert too_much(manages_all, ["/teams/", f"/teams/{big.slug}/", f"/teams/{big.slug}/people/?find=person"]) == {}


@pytest.fixture
def manages_all(dev) -> Client:
    return dev


def test_a_report_is_found_by_a_part_of_its_title(dev):
    found = dev.get("/admin/access/grant/reports/", {"term": "category perf"}).json()["results"]
    assert found == [{"id": "category-performance", "text": "Category performance (category-performance)"}]


def test_tables_and_columns_are_offered_from_the_snapshot(dev):
    known = "/admin/access/tablerule/known/"
    assert ["LOYALTY.BASKETS", ""] in dev.get(known, {"find": "bask"}).json()["found"]
    columns = dev.get(known, {"table": "LOYALTY.BASKETS", "find": "depart"}).json()["found"]
    assert [name for name, _ in columns] == ["DEPARTMENT"]


@pytest.mark.parametrize("address", ["/admin/access/grant/reports/", "/admin/access/tablerule/known/"])
def test_what_is_offered_is_for_those_who_write_it(people, ana, address):
    assert ana.get(address).status_code in (302, 403)
    people["ana"].is_staff = True
    people["ana"].save()
    assert ana.get(address).status_code == 403
