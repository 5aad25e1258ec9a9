"""Each right is one of its own: to see SQL, to audit, to manage people; and none of them raises who has it."""

import json
import re

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client

from portal.access.demo_people import permission_called
from portal.access.guard import viewer_for
from portal.access.models import Grant, Membership, Team, User
from portal.access.roles import ROLES, make_roles
from querylog.errors import StatementFailed
from querylog.models import Event, Kind
from tests.conftest import REPORT, signed_in
from tests.querylog import asking
from tests.querylog.audit.pages import find, listed
from tests.report_page import ReportPage

SEES_SQL, AUDITS = "access.see_sql", "querylog.view_statement"
NOT_SHOWN = "The SQL is shown to those with the right to see it"
PASSWORD = {"password1": "a-new-and-long-password", "password2": "a-new-and-long-password", "usable_password": "true"}
NO_INLINES = {
    f"{inline}-{count}_FORMS": 0 for inline in ("memberships", "attributes") for count in ("TOTAL", "INITIAL")
}


def opened_by(client: Client, address: str = f"/reports/{REPORT}/") -> ReportPage:
    return ReportPage(
        lambda path: client.get(path).json(),
        lambda path, body: client.post(path, data=body, content_type="application/json"),
        address=address,
    )


def proof_for(client: Client) -> str:
    """What stands under a chart, and at the foot of the page, after a press of Refresh."""
    page = opened_by(client)
    answer = page.refresh(department=["DELI"])
    return json.dumps([answer["base"], page.slice("over_time")["over_time--proof"]], ensure_ascii=False)


@pytest.fixture
def analyst(people) -> Client:
    """Audits, and may not see SQL."""
    people["ben"].user_permissions.set([permission_called(AUDITS)])
    return signed_in(people["ben"])


# ------------------------------------------------------------------ to see SQL


def test_who_has_the_right_sees_the_sql_and_its_values_behind_a_chart(ana):
    proof = proof_for(ana)
    assert "RESULT_SCAN" in proof
    assert "LOYALTY.BASKETS" in proof
    assert '"Values"' in proof


def test_who_has_it_not_sees_the_query_id_the_time_the_rows_and_the_filters_in_words(fay):
    proof = proof_for(fay)
    assert re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", proof)
    assert all(name in proof for name in ("Query ID", "Took", "Rows", "Department is DELI", NOT_SHOWN))


def test_who_has_it_not_sees_no_sql_and_no_bound_value(fay):
    proof = proof_for(fay)
    assert not any(told in proof for told in ("RESULT_SCAN", "LOYALTY.BASKETS", "SELECT", '"Values"'))


def test_a_click_picks_an_expression_whose_sql_its_figure_does_not_tell(people, fay):
    Grant.objects.create(team=Team.objects.get(name="Finance"), report="lapsed-buyers", can_download=True)
    page = opened_by(fay, "/reports/lapsed-buyers/")
    page.refresh()
    page.until_over()
    before = page.slice("headline_sales")["headline_sales--figure"]
    figure = page.slice("last_time")["last_time--figure"]["data"]
    assert "date_trunc" not in json.dumps([figure, fay.get(f"{page.address}app/_dash-layout").json()]).lower()
    week = {"column": figure["data"][0]["meta"]["column"], "value": figure["data"][0]["x"][0], "source": "last_time"}
    page.values["picks", "data"] = [week]
    assert page.slice("headline_sales")["headline_sales--figure"] != before
    run = page.values["run", "data"]["run"]
    file = fay.get(f"/reports/lapsed-buyers/download/{run}/departments.csv", {"picks": json.dumps([week])})
    assert b"Week of the last purchase is" in b"".join(file.streaming_content)


def test_it_comes_by_a_role_too_and_goes_with_it(people):
    role = Group.objects.get(name="Report developers")
    people["fay"].groups.add(role)
    assert viewer_for(people["fay"], REPORT).shows_sql
    people["fay"].groups.remove(role)
    assert not viewer_for(people["fay"], REPORT).shows_sql


def test_the_guard_says_of_it_what_django_says(people):
    Membership.objects.create(team=Team.objects.get(name="Finance"), user=people["dev"])
    for name in ("ana", "fay", "rae", "dev"):
        assert viewer_for(people[name], REPORT).shows_sql == people[name].has_perm(SEES_SQL)


def test_an_error_quotes_no_sql_to_who_may_not_see_it(people):
    with pytest.raises(StatementFailed) as failed:
        asking.ask("select secret_column from no_such_table")
    assert "NO_SUCH_TABLE" in viewer_for(people["ana"], REPORT).reads(failed.value)
    assert viewer_for(people["fay"], REPORT).reads(failed.value) == (
        "Snowflake can't run this query. Tell the report's owner, with the query ID."
    )


def test_runreport_prints_the_sql_for_who_may_see_it_alone(people):
    with pytest.raises(CommandError, match="fay may not see the SQL of reports"):
        call_command("runreport", REPORT, "--as", "fay", "--sql")


# ------------------------------------------------------------------ to audit, without it


def test_the_audits_list_tells_the_tables_in_place_of_the_sql(analyst):
    asking.ask("select count(*) from baskets where department = ?", ("DELI",))
    page = analyst.get("/audit/")
    assert listed(page)[0]["sql"] == "BASKETS"
    assert "The SQL and its values are shown to those with the right" in page.content.decode()


def test_a_statements_page_has_no_sql_and_no_value_and_quotes_no_error(analyst):
    with pytest.raises(StatementFailed):
        asking.ask("select 'hidden-in-sql' from no_such_table where x = ?", ("hidden-value",))
    newest = listed(analyst.get("/audit/"))[0]["id"]
    page = analyst.get(f"/audit/{newest}/").content.decode().replace(">NO_SUCH_TABLE<", "")  # it says what it reads
    assert "can&#x27;t run this query. Tell the report" in page
    assert not any(told in page for told in ("hidden-in-sql", "hidden-value", "invalid", "does not exist"))


def test_what_may_not_be_seen_is_not_found_by_a_search_either(analyst, cleo):
    asking.ask("select 'a-word-in-the-sql' from baskets")
    assert find(cleo, "a-word-in-the-sql")
    assert not find(analyst, "a-word-in-the-sql")
    assert find(analyst, "baskets")


def test_an_analyst_opens_no_report_by_it(analyst):
    assert analyst.get(f"/reports/{REPORT}/").status_code == 403


# ------------------------------------------------------------------ to manage people


@pytest.fixture
def mia(people) -> User:
    """Looks after people: enters the admin pages, and is no superuser."""
    user = User.objects.create_user("mia", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name="People managers"))
    return user


@pytest.fixture
def manages(mia) -> Client:
    return signed_in(mia)


def person_form(user: User, **changes) -> dict:
    return {
        "username": user.username,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "is_active": "on",
        **NO_INLINES,
        **changes,
    }


def test_she_makes_people_and_switches_them_off(manages, people):
    manages.post("/admin/access/user/add/", {"username": "new", **PASSWORD, **NO_INLINES})
    assert User.objects.get(username="new").is_active
    form = person_form(people["ben"])
    del form["is_active"]
    assert manages.post(f"/admin/access/user/{people['ben'].pk}/change/", form).status_code == 302
    assert not User.objects.get(username="ben").is_active


def test_she_says_who_is_in_which_team_and_that_is_on_record(manages, mia, people):
    offers = Team.objects.get(name="Offers")
    added = {"memberships-TOTAL_FORMS": 1, "memberships-0-team": offers.pk, "memberships-0-user": mia.pk}
    manages.post(f"/admin/access/user/{mia.pk}/change/", person_form(mia, **added))
    assert Membership.objects.filter(user=mia, team=offers).exists()
    event = Event.objects.filter(kind=Kind.PERMISSION).latest("pk")
    assert (event.person_name, event.facts["which"], event.facts["action"]) == ("mia", "mia in Offers", "added")


@pytest.mark.parametrize("raised", ["mia", "ben"])
def test_she_raises_nobody_and_not_herself(manages, mia, people, raised):
    user = {**people, "mia": mia}[raised]
    analysts = Group.objects.get(name="Analysts")
    more = {"is_superuser": "on", "is_staff": "on", "groups": [analysts.pk]}
    more["user_permissions"] = [permission_called(AUDITS).pk]
    manages.post(f"/admin/access/user/{user.pk}/change/", person_form(user, last_name="Changed", **more))
    user = User.objects.get(pk=user.pk)
    assert user.last_name == "Changed"
    assert not user.is_superuser
    assert user.is_staff == (raised == "mia")
    assert not user.has_perm(AUDITS)


@pytest.mark.parametrize("stronger", ["dev", "cleo", "rae"])
def test_the_account_of_who_has_more_rights_is_closed_to_her(manages, people, stronger):
    user = people[stronger]
    before = (user.password, user.email)
    address = f"/admin/access/user/{user.pk}"
    assert manages.post(f"{address}/password/", PASSWORD).status_code == 403
    assert manages.post(f"{address}/change/", person_form(user, email="mia@example.com")).status_code == 403
    assert manages.post(f"{address}/delete/", {"post": "yes"}).status_code == 403
    user.refresh_from_db()
    assert (user.password, user.email) == before


def test_of_a_closed_account_she_reads_who_it_is_and_no_password_not_even_hashed(manages, people):
    page = manages.get(f"/admin/access/user/{people['dev'].pk}/change/").content.decode()
    assert "dev@example.com" in page
    assert people["dev"].password not in page
    assert people["dev"].password.rpartition("$")[2] not in page


def test_it_is_closed_while_the_account_is_switched_off_too(manages, people):
    people["cleo"].is_active = False
    people["cleo"].save()
    assert manages.post(f"/admin/access/user/{people['cleo'].pk}/password/", PASSWORD).status_code == 403


def test_she_sets_the_password_of_who_has_no_more_than_she(manages, people):
    assert manages.post(f"/admin/access/user/{people['ben'].pk}/password/", PASSWORD).status_code == 302
    assert User.objects.get(username="ben").check_password(PASSWORD["password1"])


def test_second_steps_of_who_has_more_rights_stay(manages, people):
    from allauth.mfa.models import Authenticator

    for name in ("dev", "ben"):
        Authenticator.objects.create(user=people[name], type=Authenticator.Type.TOTP, data={})
    chosen = {"action": "remove_second_steps", "_selected_action": [people["dev"].pk, people["ben"].pk]}
    page = manages.post("/admin/access/user/", chosen, follow=True).content.decode()
    assert [each.user.username for each in Authenticator.objects.all()] == ["dev"]
    assert "have rights that you have not: dev." in page


def test_roles_are_made_and_changed_by_superusers_alone(manages, mia, dev):
    mia.user_permissions.add(*(permission_called(f"auth.{does}_group") for does in ("view", "add", "change", "delete")))
    role = Group.objects.get(name="People managers")
    more = {"name": role.name, "permissions": [permission_called(AUDITS).pk]}
    address = f"/admin/auth/group/{role.pk}"
    assert manages.get(f"{address}/change/").status_code == 200
    assert manages.post(f"{address}/change/", more).status_code == 403
    assert manages.post(f"{address}/delete/", {"post": "yes"}).status_code == 403
    assert manages.post("/admin/auth/group/add/", {**more, "name": "Mine"}).status_code == 403
    assert dev.post(f"{address}/change/", more).status_code == 302


def test_she_grants_no_report(manages, people):
    offers = Team.objects.get(name="Offers")
    assert manages.post("/admin/access/grant/add/", {"team": offers.pk, "report": REPORT}).status_code == 403
    assert manages.get("/admin/access/grant/several/").status_code == 403


# ------------------------------------------------------------------ an admin


def test_an_admin_opens_no_report_by_being_one(dev):
    assert dev.get(f"/reports/{REPORT}/").status_code == 403


def test_an_admin_who_grants_herself_a_report_stands_in_the_history(dev, people):
    offers = Team.objects.get(name="Offers")
    Membership.objects.create(team=offers, user=people["dev"])
    dev.post("/admin/access/grant/add/", {"team": offers.pk, "report": REPORT})
    assert dev.get(f"/reports/{REPORT}/").status_code == 200
    event = Event.objects.filter(kind=Kind.PERMISSION, report=REPORT).latest("pk")
    assert (event.person_name, event.team, event.facts["action"]) == ("dev", "Offers", "added")


# ------------------------------------------------------------------ roles to begin with


def test_a_new_portal_has_roles_with_what_belongs_together(db):
    made = {
        role.name: {f"{each.content_type.app_label}.{each.codename}" for each in role.permissions.all()}
        for role in Group.objects.filter(name__in=ROLES)
    }
    assert made == {name: set(rights) for name, rights in ROLES.items()}


def test_where_there_is_a_role_already_none_is_made(db):
    Group.objects.exclude(name="Analysts").delete()
    make_roles()
    assert [role.name for role in Group.objects.all()] == ["Analysts"]


def test_no_role_but_those_of_who_manage_access_may_grant(db):
    granting = {name for name, rights in ROLES.items() if any("_grant" in right for right in rights)}
    assert granting == {"Access managers"}
    assert not Grant.objects.filter(granted_by="").exists()


def test_the_admin_pages_name_what_is_open_to_who_looks(manages, dev):
    hers, all_of_them = (client.get("/admin/").content.decode() for client in (manages, dev))
    assert 'href="/admin/access/user/"' in hers
    for closed in ("access/grant/", "access/rowpolicy/", "auth/group/", "catalog/entry/"):
        assert f'href="/admin/{closed}"' not in hers
        assert f'href="/admin/{closed}"' in all_of_them


def test_of_the_rights_that_a_role_can_have_those_with_a_meaning_of_their_own_come_first(dev):
    field = dev.get("/admin/auth/group/add/").context["adminform"].form.fields["permissions"]
    offered = [field.label_from_instance(right) for right in field.queryset]
    own = ["Can audit: who asked what, who changed what", "Can see the SQL behind what is open to them, and its values"]
    assert all(offered.index(name) < offered.index("Can add attribute") for name in own)
    assert not any("session" in name or "failed sign in" in name for name in offered)
