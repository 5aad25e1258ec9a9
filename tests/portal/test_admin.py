"""What an admin can change, and what is written down about it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from portal.access.models import Grant, Team
from portal.access.roles import ROLES
from tests.conftest import REPORT

LISTS = ["access/user/", "access/team/", "access/grant/", "auth/group/"]
LISTS += ["access/tablerule/", "access/rowpolicy/", "access/columnrule/"]


@pytest.mark.parametrize("page", [*LISTS, *(f"{listed}add/" for listed in LISTS)])
def test_every_page_of_the_admin_opens(dev, page):
    assert dev.get(f"/admin/{page}").status_code == 200


def test_a_report_is_chosen_from_those_there_are(dev):
    page = dev.get("/admin/access/grant/add/")
    assert REPORT in dict(page.context["adminform"].form.fields["report"].choices)


def test_a_report_that_does_not_exist_cannot_be_granted(dev):
    dev.post("/admin/access/grant/add/", {"team": Team.objects.get(name="Offers").pk, "report": "made-up"})
    assert not Grant.objects.filter(report="made-up").exists()


def test_a_grant_names_who_made_it(dev):
    dev.post("/admin/access/grant/add/", {"team": Team.objects.get(name="Offers").pk, "report": REPORT})
    assert Grant.objects.get(team__name="Offers").granted_by == "dev"


def test_a_grant_names_who_changed_last_what_it_gives_and_when(dev):
    given = Grant.objects.get(team__name="Finance")
    Grant.objects.filter(pk=given.pk).update(granted_by="cleo", granted_at="2026-01-01T09:00Z")
    form, page = {"team": given.team_id, "report": given.report}, f"/admin/access/grant/{given.pk}/change/"
    dev.post(page, form)
    assert Grant.objects.get(pk=given.pk).granted_by == "cleo"
    dev.post(page, {**form, "can_download": "on"})
    changed = Grant.objects.get(pk=given.pk)
    assert (changed.granted_by, changed.granted_at > timezone.now() - timedelta(minutes=1)) == ("dev", True)


def test_every_right_of_a_role_can_be_given_where_no_role_has_it_yet(dev):
    Group.objects.all().delete()
    offered = dev.get("/admin/auth/group/add/").context["adminform"].form.fields["permissions"].queryset
    on_offer = {f"{each.content_type.app_label}.{each.codename}" for each in offered}
    assert {right for rights in ROLES.values() for right in rights} <= on_offer


def test_a_grant_made_on_the_teams_page_names_who_made_it_too(dev):
    offers = Team.objects.get(name="Offers")
    form = {
        "name": "Offers",
        "slug": "offers",
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
        "groups-TOTAL_FORMS": 0,
        "groups-INITIAL_FORMS": 0,
        "grants-TOTAL_FORMS": 1,
        "grants-INITIAL_FORMS": 0,
        "row_policies-TOTAL_FORMS": 0,
        "row_policies-INITIAL_FORMS": 0,
        "column_rules-TOTAL_FORMS": 0,
        "column_rules-INITIAL_FORMS": 0,
        "grants-0-team": offers.pk,
        "grants-0-report": REPORT,
    }
    assert dev.post(f"/admin/access/team/{offers.pk}/change/", form).status_code == 302
    assert Grant.objects.get(team=offers).granted_by == "dev"


def test_a_grant_of_a_report_whose_file_has_gone_can_still_be_edited(dev):
    gone = Grant.objects.create(team=Team.objects.get(name="Offers"), report="gone")
    dev.post(f"/admin/access/grant/{gone.pk}/change/", {"team": gone.team_id, "report": "gone", "can_download": "on"})
    gone.refresh_from_db()
    assert (gone.report, gone.can_download) == ("gone", True)


def test_the_admin_pages_evaluate_no_texts_as_scripts(dev):
    page = dev.get("/admin/")
    assert "'unsafe-eval'" not in page["Content-Security-Policy"]
    assert "portal/admin.js" in page.content.decode()  # which puts unfold's menus in words that need none of it
