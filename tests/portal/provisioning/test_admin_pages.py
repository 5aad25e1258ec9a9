"""What an admin sees of the directory: its groups, their people, the teams that they lead to."""

from portal.access.models import DirectoryGroup, Team
from tests.conftest import signed_in


def test_what_came_by_a_group_can_be_told_from_what_came_by_hand(scim, mapped, dev, ben_id, people):
    scim.makes_group("insights-readers", ben_id)
    page = dev.get(f"/admin/access/user/{ben_id}/change/").content.decode()
    assert "by a group of the directory" in page and "by hand" in page


def test_an_admin_sees_the_groups_their_people_and_their_teams_and_changes_none(scim, mapped, dev, ben_id):
    scim.makes_group("insights-readers", ben_id)
    scim.makes_group("strangers")
    listed = dev.get("/admin/access/directorygroup/").content.decode()
    assert "insights-readers" in listed and "Shopper insights" in listed and "none yet" in listed
    group = DirectoryGroup.objects.get(name="insights-readers")
    page = dev.get(f"/admin/access/directorygroup/{group.pk}/change/")
    assert "Ben Okafor" in page.content.decode()
    assert dev.get("/admin/access/directorygroup/add/").status_code == 403
    assert dev.post(f"/admin/access/directorygroup/{group.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "insights-readers added" in dev.get(f"/admin/access/directorygroup/{group.pk}/history/").content.decode()


def test_the_names_of_the_groups_are_offered_where_an_admin_maps_them(scim, dev):
    scim.makes_group('buyers "& <sellers>')
    scim.makes_group("readers")
    page = dev.get(f"/admin/access/team/{Team.objects.get(name='Finance').pk}/change/").content.decode()
    assert 'data-offers="/admin/access/directorygroup/offered/"' in page
    answer = dev.get("/admin/access/directorygroup/offered/", {"find": "SELL"})
    assert answer.json() == {"found": [['buyers "& <sellers>', ""]]}


def test_the_groups_stand_in_the_sidebar_where_a_directory_tells_of_them(dev, settings):
    for token, there in (("", False), ("x", True)):
        settings.SCIM_TOKEN = token
        assert ("Groups of the directory" in dev.get("/admin/access/grant/").content.decode()) == there


def test_who_may_see_no_teams_sees_no_groups(scim, people):
    people["ana"].is_staff = True
    people["ana"].save()
    assert signed_in(people["ana"]).get("/admin/access/directorygroup/").status_code == 403
