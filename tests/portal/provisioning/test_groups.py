"""Groups of the directory, and the teams that follow them at once."""

import pytest

from portal.access.models import CameBy, Membership, Team, TeamGroup
from querylog.models import Event, Kind
from tests.conftest import REPORT
from tests.portal.provisioning.provider import is_refused

PAGE = f"/reports/{REPORT}/"


def teams_of(name: str) -> set[str]:
    return set(Team.objects.filter(members__username=name).values_list("name", flat=True))


def adds(*ids: str) -> dict:
    return {"op": "Add", "path": "members", "value": [{"value": each} for each in ids]}


def removes(*ids: str) -> dict:
    return {"op": "Remove", "path": "members", "value": [{"value": each} for each in ids]}


def only(one: str) -> dict:
    return {"op": "remove", "path": f'members[value eq "{one}"]'}


# ------------------------------------------------------------------ who is in a team by it


@pytest.mark.parametrize("taken", [removes, only, lambda one: {"op": "replace", "path": "members", "value": []}])
def test_who_comes_into_a_group_sees_the_teams_report_at_once_and_who_goes_loses_it(scim, mapped, ben_id, ben, taken):
    group = f"Groups/{scim.makes_group('insights-readers')}"
    assert ben.get(PAGE).status_code == 403
    assert scim.patches(group, adds(ben_id)).status_code == 200
    assert ben.get(PAGE).status_code == 200
    assert scim.patches(group, taken(ben_id)).status_code == 200
    assert ben.get(PAGE).status_code == 403


def test_a_group_can_be_made_put_and_deleted_with_its_people(scim, mapped, ben_id, people):
    fay = str(people["fay"].pk)
    group = f"Groups/{scim.makes_group('insights-readers', ben_id)}"
    assert "Shopper insights" in teams_of("ben")
    scim.send("PUT", group, {"displayName": "insights-readers", "members": [{"value": fay}]})
    assert ("Shopper insights" in teams_of("ben"), "Shopper insights" in teams_of("fay")) == (False, True)
    assert scim.send("DELETE", group).status_code == 204
    assert is_refused(scim.get(group), 404)
    assert teams_of("fay") == {"Finance"}


def test_a_group_that_no_admin_has_mapped_opens_nothing(scim, ben_id):
    scim.makes_group("Shopper insights", ben_id)  # as a team is called
    assert teams_of("ben") == {"Offers"}


def test_what_an_admin_maps_holds_for_those_who_are_in_the_group_already(scim, dev, ben_id):
    scim.makes_group("buyers", ben_id)
    finance = Team.objects.get(name="Finance")
    mapping = TeamGroup.objects.create(team=finance, group="buyers")
    assert teams_of("ben") == {"Offers", "Finance"}
    mapping.group = "sellers"
    mapping.save()
    assert teams_of("ben") == {"Offers"}
    mapping.group = "buyers"
    mapping.save()
    mapping.delete()
    assert teams_of("ben") == {"Offers"}


def test_a_group_with_another_name_is_mapped_by_that_one(scim, mapped, ben_id):
    group = f"Groups/{scim.makes_group('insights-readers', ben_id)}"
    scim.patches(group, {"op": "replace", "value": {"id": group, "displayName": "former readers"}})  # as Okta does
    assert teams_of("ben") == {"Offers"}
    scim.patches(group, {"op": "Replace", "path": "displayName", "value": "insights-readers"})
    assert teams_of("ben") == {"Offers", "Shopper insights"}


def test_two_groups_of_one_team_give_it_until_both_are_left(scim, mapped, ben_id):
    TeamGroup.objects.create(team=mapped.team, group="buyers")
    first, second = scim.makes_group("insights-readers", ben_id), scim.makes_group("buyers", ben_id)
    scim.patches(f"Groups/{first}", removes(ben_id))
    assert "Shopper insights" in teams_of("ben")
    scim.patches(f"Groups/{second}", removes(ben_id))
    assert "Shopper insights" not in teams_of("ben")


def test_a_membership_made_by_hand_stays_and_is_not_taken_over(scim, mapped, people):
    ana = str(people["ana"].pk)
    group = f"Groups/{scim.makes_group('insights-readers', ana)}"
    scim.patches(group, removes(ana))
    assert Membership.objects.get(user=people["ana"]).came_by == CameBy.HAND


def test_a_membership_that_came_by_a_sign_in_ends_with_the_group_of_the_directory(scim, mapped, people, ben_id, ben):
    Membership.objects.create(user=people["ben"], team=mapped.team, came_by=CameBy.SSO)
    group = f"Groups/{scim.makes_group('insights-readers', ben_id)}"
    assert ben.get(PAGE).status_code == 200
    scim.patches(group, removes(ben_id))
    assert ben.get(PAGE).status_code == 403


# ------------------------------------------------------------------ as a provider sees it


def test_a_group_is_found_by_its_name_and_tells_its_people(scim, ben_id):
    group = scim.makes_group("buyers", ben_id, externalId="00g1")
    assert scim.found("Groups", 'displayName eq "buyers"') == scim.found("Groups", 'externalId eq "00g1"') == ["buyers"]
    assert scim.get(f"Groups/{group}").json()["members"] == [{"value": ben_id, "display": "Ben Okafor"}]
    assert scim.get(f"Users/{ben_id}").json()["groups"] == [{"value": group, "display": "buyers"}]


def test_members_are_left_out_where_nobody_asks_for_them(scim, ben_id):
    group = scim.makes_group("buyers", ben_id)
    told = scim.get("Groups", filter='displayName eq "buyers"', excludedAttributes="members").json()["Resources"]
    assert [(each["id"], "members" in each) for each in told] == [(group, False)]


def test_a_name_that_is_taken_is_a_conflict(scim):
    scim.makes_group("buyers")
    other = scim.makes_group("sellers")
    assert is_refused(scim.send("POST", "Groups", {"displayName": "buyers"}), 409)
    assert is_refused(scim.patches(f"Groups/{other}", {"op": "replace", "path": "displayName", "value": "buyers"}), 409)


@pytest.mark.parametrize("member", ["999999999", "ana", "", "-1", "9" * 40, None, "1 or 1=1"])
def test_somebody_who_is_not_there_can_not_come_in_and_nobody_else_does(scim, mapped, ben_id, member):
    group = f"Groups/{scim.makes_group('insights-readers')}"
    assert is_refused(scim.patches(group, adds(ben_id, member)), 400)
    assert teams_of("ben") == {"Offers"}


def test_who_was_deleted_is_in_no_group(scim, mapped, ben_id):
    group = f"Groups/{scim.makes_group('insights-readers', ben_id)}"
    scim.send("DELETE", f"Users/{ben_id}")
    assert scim.get(group).json()["members"] == []
    assert is_refused(scim.patches(group, adds(ben_id)), 400)


def test_a_group_with_a_superuser_in_it_can_still_be_changed(scim, mapped, people, ben_id):
    group = f"Groups/{scim.makes_group('insights-readers', ben_id, str(people['dev'].pk))}"
    assert scim.patches(group, removes(ben_id)).status_code == 200
    assert teams_of("ben") == {"Offers"}


# ------------------------------------------------------------------ in the log


def test_each_change_is_in_the_log_by_scim(scim, mapped, ben_id, people):
    group = f"Groups/{scim.makes_group('insights-readers', ben_id)}"
    scim.patches(group, removes(ben_id))
    scim.send("DELETE", group)
    by_scim = Event.objects.filter(kind=Kind.PERMISSION, person_name="SCIM").order_by("pk")
    assert [(each.facts["what"], each.facts["which"], each.facts["action"]) for each in by_scim] == [
        ("group of the directory", "insights-readers", "added"),
        ("group of the directory", "insights-readers", "given"),
        ("member", "ben in Shopper insights", "added"),
        ("group of the directory", "insights-readers", "taken"),
        ("member", "ben in Shopper insights", "removed"),
        ("group of the directory", "insights-readers", "removed"),
    ]
    assert by_scim[1].facts["given"] == ["ben"]
    assert people["ben"].pk in by_scim[1].facts["about"]
