"""The page on which a team's lead says who is in it: who may, what it changes, and what it can't."""

import pytest
from django.test import Client

from portal.access.demo_people import permission_called
from portal.access.models import CameBy, ColumnRule, Membership, RowPolicy, TableRule, Team
from querylog.models import Event, Kind
from tests.conftest import REPORT, signed_in
from tests.querylog.audit.pages import text_of

PAGE = "/teams/shopper-insights/"


@pytest.fixture
def insights(people) -> Team:
    return Team.objects.get(name="Shopper insights")


@pytest.fixture
def manager(people) -> Client:
    """Fay, with the right for all teams."""
    people["fay"].user_permissions.add(permission_called("access.manage_members"))
    return signed_in(people["fay"])


def said(page) -> str:
    return text_of(page.content.decode().partition("<main")[2])


def membership(person, team) -> Membership:
    return Membership.objects.get(user=person, team=team)


def add(client: Client, name: str) -> str:
    return said(client.post(f"{PAGE}add/", {"name": name}, follow=True))


def remove(client: Client, each: Membership) -> str:
    return said(client.post(f"{PAGE}remove/{each.pk}/", follow=True))


def make_lead(client: Client, each: Membership, *, on: bool) -> str:
    return said(client.post(f"{PAGE}lead/{each.pk}/", {"on": int(on)}, follow=True))


def test_a_lead_sees_who_is_in_her_team(ana):
    page = said(ana.get(PAGE))
    assert "Ana Moreno lead" in page
    assert "Rae Tanaka" in page


@pytest.mark.parametrize("person", ["rae", "ben", "dev", "cleo"])
def test_to_who_does_not_lead_it_the_team_does_not_exist(request, people, person):
    client = request.getfixturevalue(person)
    if person == "dev":
        people["dev"].is_superuser = False  # staff is not enough
        people["dev"].save()
    one = Membership.objects.get(user=people["rae"])
    assert client.get(PAGE).status_code == 404
    assert client.get(f"{PAGE}people/", {"find": "ben"}).status_code == 404
    assert client.post(f"{PAGE}add/", {"name": person}).status_code == 404
    assert client.post(f"{PAGE}remove/{one.pk}/").status_code == 404
    assert client.post(f"{PAGE}lead/{one.pk}/", {"on": 1}).status_code == 404
    assert Membership.objects.filter(pk=one.pk, lead=False).exists()


def test_a_lead_of_one_team_manages_no_other(ana):
    assert ana.get("/teams/offers/").status_code == 404
    assert "Offers" not in said(ana.get("/teams/"))


def test_who_has_the_right_manages_any_team(manager):
    assert "Offers" in said(manager.get("/teams/"))
    assert "Ben Okafor is in Shopper insights now" in add(manager, "ben")


def test_who_manages_no_team_is_told_so(ben):
    assert "You manage no team." in said(ben.get("/teams/"))


def test_somebody_who_joins_may_open_what_the_team_may_at_once(ana, ben):
    assert ben.get(f"/reports/{REPORT}/").status_code == 403
    add(ana, "ben")
    assert ben.get(f"/reports/{REPORT}/").status_code == 200


def test_somebody_joins_by_her_address_too(ana, people, insights):
    add(ana, "BEN@example.com")
    assert membership(people["ben"], insights).came_by == CameBy.HAND


def test_a_name_that_nobody_has_is_told_with_the_nearest(ana):
    assert "Nobody signs in as bem. Did you mean ben?" in add(ana, "bem")


def test_who_is_in_it_already_or_switched_off_does_not_join(ana, people):
    assert "Rae Tanaka is in Shopper insights already." in add(ana, "rae")
    people["ben"].is_active = False
    people["ben"].save()
    assert "The account of Ben Okafor is switched off." in add(ana, "ben")


def test_names_are_offered_from_two_letters_on_and_only_of_who_is_not_in_it(ana):
    offered = lambda typed: ana.get(f"{PAGE}people/", {"find": typed}).json()["found"]  # noqa: E731
    assert offered("okaf") == [["ben", "Ben Okafor"]]
    assert offered("rae") == []
    assert offered("b") == []


def test_who_is_removed_has_nothing_more_through_it(ana, rae, people, insights):
    assert "Rae Tanaka is not in Shopper insights any more." in remove(ana, membership(people["rae"], insights))
    assert rae.get(f"/reports/{REPORT}/").status_code == 403


def test_a_team_keeps_a_lead(ana, people, insights):
    own = membership(people["ana"], insights)
    for answer in (remove(ana, own), make_lead(ana, own, on=False)):
        assert "Ana Moreno is the only lead of Shopper insights. Make someone else lead it first." in answer
    make_lead(ana, membership(people["rae"], insights), on=True)
    assert "You manage no team." in make_lead(ana, own, on=False)


def test_a_new_lead_manages_the_team(ana, rae, people, insights):
    make_lead(ana, membership(people["rae"], insights), on=True)
    assert rae.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (CameBy.SSO, "by a group of single sign-on, and would be back at the next sign-in"),
        (CameBy.SCIM, "by a group of the directory, and leaves by it"),
    ],
)
def test_who_came_by_a_group_leaves_by_it(ana, people, insights, by, said):
    Membership.objects.filter(user=people["rae"]).update(came_by=by)
    page = ana.get(PAGE).content.decode()
    one = membership(people["rae"], insights)
    assert f"/remove/{one.pk}/" not in page
    assert said in remove(ana, one)
    assert Membership.objects.filter(pk=one.pk).exists()


def test_the_account_says_by_what_group_one_is_in_a_team(rae, people):
    Membership.objects.filter(user=people["rae"]).update(came_by=CameBy.SCIM)
    assert "by a group of the directory" in rae.get("/account/").content.decode()


def test_a_member_of_another_team_is_not_removed_by_her_number(ana, people):
    other = Membership.objects.get(user=people["ben"])
    assert "not in Shopper insights any more" in remove(ana, other)
    assert Membership.objects.filter(pk=other.pk).exists()


def test_each_change_is_on_record_with_who_made_it(ana, people, insights):
    add(ana, "ben")
    make_lead(ana, membership(people["ben"], insights), on=True)
    remove(ana, membership(people["ben"], insights))
    events = Event.objects.filter(kind=Kind.PERMISSION, person_name="ana").order_by("pk")
    assert [(each.facts["which"], each.facts["action"]) for each in events] == [
        ("ben in Shopper insights", action) for action in ("added", "changed", "removed")
    ]
    assert events[1].facts["changes"] == {"lead": [False, True]}


def test_it_tells_what_is_open_to_the_team_and_offers_no_way_to_change_that(ana):
    page = ana.get(PAGE).content.decode()
    assert "Category performance view and download no end" in text_of(page)
    assert "/admin/" not in page


def test_it_tells_what_the_team_sees_of_the_data(ana, insights):
    TableRule.objects.create(table="LOYALTY.BASKETS", governed=True)
    assert "LOYALTY.BASKETS no row" in said(ana.get(PAGE))
    RowPolicy.objects.create(team=insights, table="LOYALTY.BASKETS", column="DEPARTMENT", values=["DELI", "MEAT"])
    RowPolicy.objects.create(team=insights, table="LOYALTY.BASKETS", column="STORE_ID", attribute="store")
    ColumnRule.objects.create(team=insights, table="LOYALTY.BASKETS", column="INCOME", how="masked")
    assert "rows where DEPARTMENT is DELI or MEAT and STORE_ID is the person's own store, with INCOME masked" in said(
        ana.get(PAGE)
    )


def test_members_are_found_by_name(ana):
    page = said(ana.get(PAGE, {"find": "tanaka"}))
    assert "Rae Tanaka" in page
    assert "Ana Moreno" not in page


def test_her_account_leads_a_lead_to_the_page(ana, rae):
    assert f'href="{PAGE}"' in ana.get("/account/").content.decode()
    assert f'href="{PAGE}"' not in rae.get("/account/").content.decode()
