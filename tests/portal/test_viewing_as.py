"""An admin sees the portal as a person or a team does: exactly that, to read only, marked, on record as both."""

import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from portal.access import rights
from portal.access.demo_people import permission_called
from portal.access.models import Attribute, Grant, Membership, RowPolicy, TableRule, Team, User, Viewing
from portal.catalog.models import AccessRequest, Entry, Favourite
from portal.testing import ReportTest
from querylog.models import Event, Kind, Statement
from reports import registry
from reports.run.models import Run
from tests.conftest import REPORT, signed_in
from tests.portal.walking import addresses
from tests.report_page import UPDATE
from tests.reports.embed.conftest import opened_by
from tests.reports.run.test_downloads import address, run_of

PAGE = f"/reports/{REPORT}/"
STOP = "/view-as/stop/"
BASKETS = "LOYALTY.BASKETS"
ALL_TIME = {"preset": "all time"}
CALLBACKS = {f"{PAGE}app/_dash-update-component", f"{PAGE}app/offers"}
FRAGMENTS = {"/find/", "/bell/"}  # stand in pages that are marked
COMMON = {"/brand.css"}  # the same whoever asks


def begin(admin: Client, whom, **more):
    """Press the button that begins it."""
    return admin.post(f"/view-as/{'team' if isinstance(whom, Team) else 'person'}/{whom.pk}/", more)


@pytest.fixture
def as_ana(dev, people) -> Client:
    """Dev's browser, in which he sees the portal as Ana does."""
    assert begin(dev, people["ana"]).status_code == 302
    return dev


@pytest.fixture
def insights(people) -> Team:
    return Team.objects.get(name="Shopper insights")


@pytest.fixture
def helper(people) -> User:
    """Cleo, who may see the portal as others do, and is no admin otherwise."""
    people["cleo"].is_staff = True
    people["cleo"].save()
    people["cleo"].user_permissions.add(permission_called("access.view_as"))
    return people["cleo"]


def text_of(answer) -> str:
    return answer.content.decode()


def is_marked(answer, name: str = "Ana Moreno") -> bool:
    return f"You see Portico as <strong>{name}</strong> does." in text_of(answer)


def who_it_is(client: Client) -> str:
    """As whom the bar of the home page knows this browser."""
    return re.search(r'aria-label="([^"]+): account and sign out"', text_of(client.get("/")))[1]


def departments(client: Client) -> set[str]:
    """Which departments the rows of the report are in, for this browser."""
    report = opened_by(client)
    report.refresh(purchased_on=ALL_TIME)
    report.until_over()
    rows = report.rows()["categories--grid"]["getRowsResponse"]["rowData"]
    return {row["DEPARTMENT"] for row in rows}


# ------------------------------------------------------------------ who may


@pytest.mark.parametrize("where", ["person", "team"])
def test_the_button_leads_to_a_page_that_asks_and_nothing_has_begun(dev, people, insights, where):
    model, pk = ("access/user", people["ana"].pk) if where == "person" else ("access/team", insights.pk)
    button = f"/admin/{model}/{pk}/view-as/"
    assert button in text_of(dev.get(f"/admin/{model}/{pk}/change/"))
    asks = dev.get(button, follow=True)
    assert asks.redirect_chain[-1][0] == f"/view-as/{where}/{pk}/"
    assert "The log keeps it under both names" in text_of(asks)
    assert who_it_is(dev) == "Dev Patel"


def test_an_admin_without_the_right_has_no_button_and_is_refused(people, helper):
    helper.user_permissions.clear()
    helper.user_permissions.add(permission_called("access.view_user"))
    cleo = signed_in(helper)
    assert "/view-as/" not in text_of(cleo.get(f"/admin/access/user/{people['ana'].pk}/change/"))
    assert begin(cleo, people["ana"]).status_code == 403
    assert who_it_is(cleo) == "Cleo Marsh"


def test_the_right_alone_is_nothing_without_being_an_admin(people, ben):
    people["ben"].user_permissions.add(permission_called("access.view_as"))
    assert begin(ben, people["ana"]).status_code == 403


def test_it_does_not_begin_without_the_forms_token(people):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(people["dev"])
    assert begin(careful, people["ana"]).status_code == 403
    assert who_it_is(careful) == "Dev Patel"


def test_it_begins_behind_the_second_step(dev, people, settings):
    settings.ADMIN_SECOND_STEP = True
    assert begin(dev, people["ana"]).url == "/account/security/"
    assert who_it_is(dev) == "Dev Patel"


@pytest.mark.parametrize(
    ("whom", "why"),
    [
        ("cleo", "that is you"),
        ("rae", "the account has rights that you don&#x27;t have, such as access.develop_reports"),
        ("dev", "the account has rights that you don&#x27;t have"),
        ("ben", "the account is switched off"),
    ],
)
def test_not_as_oneself_nor_as_somebody_who_may_more_or_is_not_there(people, helper, whom, why):
    people["ben"].is_active = False
    people["ben"].save()
    cleo = signed_in(helper)
    for answer in (cleo.get(f"/view-as/person/{people[whom].pk}/"), begin(cleo, people[whom])):
        assert why in text_of(answer)
        assert '<button class="button button--primary"' not in text_of(answer)
    assert not Viewing.objects.exists()


@pytest.mark.parametrize("pk", [0, 10**30])
def test_nobody_of_this_number_is_not_found(dev, pk):
    assert dev.post(f"/view-as/person/{pk}/").status_code == 404


# ------------------------------------------------------------------ what is seen


@pytest.mark.parametrize("name", ["ana", "ben", "fay", "rae", "cleo"])
def test_the_shelf_and_every_report_are_as_they_are_to_the_person(people, dev, name):
    own, slugs = signed_in(people[name]), [*(report.slug for report in registry.all()), "no-such-report"]
    Entry.objects.filter(slug="lapsed-buyers").update(listed=False)
    begin(dev, people[name])
    pages = ["/", "/?find=category", "/find/?find=baskets", *(f"/reports/{slug}/" for slug in slugs)]
    assert [own.get(page).status_code for page in pages] == [dev.get(page).status_code for page in pages]
    shelf = re.compile(r'data-card="([\w-]+)"')
    assert shelf.findall(text_of(own.get("/"))) == shelf.findall(text_of(dev.get("/")))
    assert text_of(own.get("/find/?find=baskets")) == text_of(dev.get("/find/?find=baskets"))


def test_the_rows_are_those_that_the_person_may_see(people, as_ana, insights):
    RowPolicy.objects.create(team=insights, table=BASKETS, column="DEPARTMENT", attribute="departments")
    Attribute.objects.create(user=people["ana"], name="departments", value="DELI")
    assert departments(as_ana) == departments(signed_in(people["ana"])) == {"DELI"}
    assert [value for value, _ in opened_by(as_ana).offers("department")["values"]] == ["DELI"]


def test_a_right_of_the_admins_own_adds_nothing(people, as_ana, insights):
    finance = Team.objects.get(name="Finance")
    Membership.objects.create(user=people["dev"], team=finance)
    RowPolicy.objects.create(team=insights, table=BASKETS, column="DEPARTMENT", values=["MEAT"])
    assert departments(as_ana) == {"MEAT"}
    Grant.objects.filter(team=insights).delete()
    assert as_ana.get(PAGE).status_code == 403


def test_as_a_team_one_sees_what_it_alone_opens_and_shows(people, dev, insights):
    RowPolicy.objects.create(team=insights, table=BASKETS, column="DEPARTMENT", values=["DELI"])
    begin(dev, insights)
    home = dev.get("/")
    assert is_marked(home, "someone of Shopper insights")
    assert REPORT in text_of(home)
    assert departments(dev) == {"DELI"}
    assert dev.get("/reports/gallery/").status_code == 403


def test_as_a_team_without_a_grant_the_shelf_is_empty_and_names_the_team(dev):
    offers = Team.objects.get(name="Offers")
    begin(dev, offers)
    assert "No report has been opened to Offers" in text_of(dev.get("/"))
    assert dev.get(PAGE).status_code == 403
    assert "Offers" in text_of(dev.get(f"/requests/ask/{REPORT}/"))


def test_somebody_of_a_team_has_no_attributes(dev, people, insights):
    RowPolicy.objects.create(team=insights, table=BASKETS, column="DEPARTMENT", attribute="departments")
    Attribute.objects.create(user=people["ana"], name="departments", value="DELI")
    begin(dev, insights)
    assert departments(dev) == set()


def test_a_team_sees_nothing_of_a_governed_table_without_a_policy(dev, insights):
    TableRule.objects.create(table=BASKETS, governed=True)
    begin(dev, insights)
    assert departments(dev) == set()


# ------------------------------------------------------------------ to read only


def test_every_address_refuses_what_would_change_something(as_ana):
    refused = [each for each, _ in addresses() if each not in CALLBACKS | COMMON | {STOP, "/sign-out/"}]
    answers = {each: as_ana.post(each, {"on": "1"}) for each in refused}
    assert [each for each, answer in answers.items() if answer.status_code not in (403, 404)] == []
    said = [each for each, answer in answers.items() if "Nothing was changed." not in text_of(answer)]
    assert said == []
    assert not Favourite.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_other_method_changes_anything_either(as_ana, method):
    assert getattr(as_ana, method)(f"{PAGE}star/").status_code == 403


def test_a_callback_still_needs_its_token(people):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(people["dev"])
    token = careful.get(f"/view-as/person/{people['ana'].pk}/").cookies["csrftoken"].value
    begin(careful, people["ana"], csrfmiddlewaretoken=token)
    assert who_it_is(careful) == "Ana Moreno"
    assert careful.post(UPDATE, "{}", content_type="application/json").status_code == 403


@pytest.mark.parametrize(
    "closed",
    ["/account/", "/account/password/", "/account/security/", "/account/security/codes/", "/admin/", "/audit/"],
)
def test_what_is_the_persons_alone_or_an_admins_is_closed_meanwhile(dev, people, closed):
    people["rae"].is_superuser = people["rae"].is_staff = True
    people["rae"].save()
    begin(dev, people["rae"])
    answer = dev.get(closed)
    assert answer.status_code == 403
    assert "This page is closed meanwhile." in text_of(answer)
    assert "rae@example.com" not in text_of(answer)


def test_a_file_is_not_handed_out_though_the_person_may_have_it(people, as_ana):
    answer = as_ana.get(address(run_of(people["ana"])))
    assert answer.status_code == 403
    assert "Files are not handed out meanwhile." in text_of(answer)
    assert not Event.objects.filter(kind=Kind.DOWNLOADED).exists()


def test_the_persons_own_runs_are_neither_read_nor_cancelled(people, as_ana):
    run = run_of(people["ana"])
    report = opened_by(as_ana)
    report.values["run", "data"] = {"run": str(run.pk), "state": "ready"}
    assert "not yours to read" in json.dumps(report.slice("over_time"))
    report.values["cancel", "n_clicks"] = 1
    report.call("run.data", changed="cancel.n_clicks")
    assert Run.objects.get(pk=run.pk).cancelled_at is None


def test_what_waits_for_the_person_still_does(people, as_ana, insights):
    asked = AccessRequest.objects.create(
        person=people["ana"], person_name="ana", team=insights, team_name="Shopper insights", report="gallery"
    )
    AccessRequest.objects.filter(pk=asked.pk).update(state=AccessRequest.State.DECLINED)
    assert "your request was declined" in text_of(as_ana.get("/bell/"))
    as_ana.post(f"/requests/{asked.pk}/seen/")
    assert "your request was declined" in text_of(signed_in(people["ana"]).get("/bell/"))


def test_one_does_not_see_as_another_from_there(people, as_ana):
    assert begin(as_ana, people["ben"]).status_code == 403
    assert as_ana.get(f"/view-as/person/{people['ben'].pk}/").status_code == 403
    assert who_it_is(as_ana) == "Ana Moreno"


# ------------------------------------------------------------------ marked


def test_every_page_is_marked(as_ana):
    answers = {each: as_ana.get(each, follow=True) for each, _ in addresses() if each not in COMMON | {"/sign-out/"}}
    pages = {each: answer for each, answer in answers.items() if b"<html" in answer.content}
    assert len(pages) > 50
    assert [each for each, answer in pages.items() if not is_marked(answer)] == []
    assert [each for each, answer in pages.items() if "<title>As ana: " not in text_of(answer)] == []
    assert {each for each in answers if "<body" not in text_of(answers[each])} >= FRAGMENTS


def test_pages_of_errors_are_marked(as_ana, monkeypatch):
    assert is_marked(as_ana.get("/nowhere/"))
    assert is_marked(as_ana.get("/reports/gallery/"))
    monkeypatch.setattr("portal.pages.views.shelf_of", lambda _: 1 / 0)
    as_ana.raise_request_exception = False
    broken = as_ana.get("/")
    assert broken.status_code == 500
    assert is_marked(broken)


def test_a_page_that_was_opened_with_other_eyes_gets_no_answer(people, dev):
    mark = re.compile(r'data-seen-as="(\d*)"')
    before = mark.search(text_of(dev.get("/")))[1]
    begin(dev, people["ana"])
    now = mark.search(text_of(dev.get("/")))[1]
    assert (before, bool(now)) == ("", True)
    for seen_as, status in ((before, 409), (now, 200)):
        asked = {"part": "filters", "field": "department"}
        answer = dev.post(f"{PAGE}app/offers", asked, content_type="application/json", headers={"X-Seen-As": seen_as})
        assert answer.status_code == status
    dev.post(STOP)
    answer = dev.post(UPDATE, {}, content_type="application/json", headers={"X-Seen-As": now})
    assert "Load the page again." in answer.json()["sentence"]


# ------------------------------------------------------------------ on record as both


def test_beginning_and_ending_stand_in_the_histories_of_both(people, dev, cleo):
    begin(dev, people["ana"], reason="She can't find the coupons")
    dev.post(STOP)
    for name in ("dev", "ana"):
        history = text_of(cleo.get(f"/audit/people/{people[name].pk}/"))
        assert "view as ana begun – She can&#x27;t find the coupons" in history
        assert "view as ana ended – stopped" in history
    assert "view as ana begun" in text_of(dev.get(f"/admin/access/user/{people['ana'].pk}/history/"))


def test_a_teams_history_has_it_too(dev, insights):
    begin(dev, insights)
    dev.post(STOP)
    assert "view as someone of Shopper insights begun" in text_of(dev.get(f"/admin/access/team/{insights.pk}/history/"))


def test_every_statement_and_every_opened_report_bears_both_names(people, as_ana):
    as_ana.get(PAGE)
    departments(as_ana)
    asked = Statement.objects.all()
    assert {(each.asked_by_id, each.asked_by_name, each.team) for each in asked} == {
        (people["dev"].pk, "dev as ana", "Shopper insights")
    }
    viewed = Event.objects.filter(kind=Kind.VIEWED)
    assert [(each.person_id, each.person_name) for each in viewed] == [(people["dev"].pk, "dev as ana")]


def test_an_auditor_finds_the_statements_by_either_name(as_ana, cleo):
    departments(as_ana)
    for words in ("dev", "ana", "dev as ana"):
        assert "dev as ana" in text_of(cleo.get("/audit/", {"q": words}))


def test_long_names_are_cut_and_nothing_breaks(people, dev):
    User.objects.filter(pk=people["dev"].pk).update(username="d" * 150)
    User.objects.filter(pk=people["ana"].pk).update(username="a" * 150)
    begin(dev, people["ana"])
    departments(dev)
    assert Statement.objects.first().asked_by_name == f"{'d' * 70} as {'a' * 70}"


def test_what_runs_is_open_to_the_admin_while_it_lasts_and_not_after(people, as_ana):
    assert rights.still_open(people["dev"].pk, REPORT, "Shopper insights")
    assert not rights.still_open(people["dev"].pk, "gallery", "Shopper insights")
    as_ana.post(STOP)
    assert not rights.still_open(people["dev"].pk, REPORT, "Shopper insights")


# ------------------------------------------------------------------ how it ends


def test_stop_leads_back_to_where_it_began(people, as_ana):
    answer = as_ana.post(STOP)
    assert answer.url == f"/admin/access/user/{people['ana'].pk}/change/"
    assert who_it_is(as_ana) == "Dev Patel"
    assert as_ana.get(PAGE).status_code == 403
    assert as_ana.get("/audit/").status_code == 200


def test_stop_is_no_link(as_ana):
    assert as_ana.get(STOP).status_code == 405
    assert who_it_is(as_ana) == "Ana Moreno"


def test_signing_out_signs_the_admin_out_and_ends_it(people, as_ana):
    as_ana.post("/sign-out/")
    assert as_ana.get("/").url.startswith("/sign-in/")
    assert not Viewing.objects.exists()
    out = Event.objects.get(kind=Kind.SIGNED_OUT)
    assert (out.person_id, out.person_name) == (people["dev"].pk, "dev")


def an_hour_passed(people):
    Viewing.objects.update(until=timezone.now())


def person_switched_off(people):
    people["ana"].is_active = False
    people["ana"].save()


def person_deleted(people):
    people["ana"].delete()


def person_may_more(people):
    people["ana"].user_permissions.add(permission_called("access.develop_reports"))


def right_taken(people):
    people["cleo"].user_permissions.remove(permission_called("access.view_as"))


def no_admin_any_more(people):
    people["cleo"].is_staff = False
    people["cleo"].save()


@pytest.mark.parametrize(
    ("what", "why"),
    [
        (an_hour_passed, "an hour has passed"),
        (person_switched_off, "the account is switched off"),
        (person_deleted, "there is no such account or team any more"),
        (person_may_more, "the account has rights that you don&#x27;t have, such as access.develop_reports"),
        (right_taken, "that takes a right which you don&#x27;t have"),
        (no_admin_any_more, "that takes a right which you don&#x27;t have"),
    ],
)
def test_it_ends_by_itself_and_says_why(people, helper, what, why):
    cleo = signed_in(helper)
    begin(cleo, people["ana"])
    assert cleo.get(PAGE).status_code == 200
    what(people)
    answer = cleo.get(PAGE, follow=True)
    assert answer.status_code == 403  # as herself
    assert f"You no longer see Portico as ana does: {why}." in text_of(cleo.get("/")) + text_of(answer)
    assert who_it_is(cleo) == "Cleo Marsh"
    assert Event.objects.filter(kind=Kind.PERMISSION, facts__what="view as", facts__action="ended").count() == 1


def test_a_callback_at_that_moment_is_not_answered_with_what_is_the_admins_own(people, as_ana, insights):
    Membership.objects.create(user=people["dev"], team=insights)
    an_hour_passed(people)
    assert as_ana.post(f"{PAGE}app/offers", {}, content_type="application/json").status_code == 403


def test_after_the_hour_stop_and_sign_out_do_what_they_say(people, as_ana):
    an_hour_passed(people)
    assert "an hour has passed" in text_of(as_ana.post(STOP, follow=True))
    begin(as_ana, people["ana"])
    an_hour_passed(people)
    as_ana.post("/sign-out/")
    assert as_ana.get("/").url.startswith("/sign-in/")


def test_it_ends_with_the_admins_account(people, as_ana):
    people["dev"].is_active = False
    people["dev"].save()
    assert as_ana.get(PAGE).url.startswith("/sign-in/")


def test_it_ends_with_the_team(people, dev, insights):
    begin(dev, insights)
    insights.delete()
    dev.get("/")
    assert who_it_is(dev) == "Dev Patel"


# ------------------------------------------------------------------ what a browser can't forge


@pytest.mark.parametrize("given", ["cookie", "parameter", "header", "form"])
def test_nothing_that_a_browser_sends_makes_it_somebody_else(people, as_ana, given):
    viewing = str(Viewing.objects.get().pk)
    stranger = signed_in(people["ben"])
    names = ["viewing", "viewing_as", "_viewing", "seen_as"]
    if given == "cookie":
        for name in names:
            stranger.cookies[name] = viewing
    how = {"headers": {"X-Seen-As": viewing}} if given == "header" else {}
    sent = dict.fromkeys(names, viewing) if given in ("parameter", "form") else {}
    for page in ("/", PAGE):
        answer = stranger.post(page, sent, **how) if given == "form" else stranger.get(page, sent, **how)
        assert not is_marked(answer)
    assert who_it_is(stranger) == "Ben Okafor"
    assert stranger.get(PAGE).status_code == 403


def test_the_viewing_of_another_admin_is_nothing_in_ones_own_session(people, as_ana, helper):
    cleo = signed_in(helper)
    session = cleo.session
    session["viewing"] = Viewing.objects.get().pk
    session.save()
    cleo.get("/")
    assert who_it_is(cleo) == "Cleo Marsh"


def test_another_browser_of_the_same_admin_is_himself(people, as_ana):
    assert who_it_is(signed_in(people["dev"])) == "Dev Patel"


def test_the_session_gets_a_new_key_when_it_begins_and_when_it_is_stopped(dev, people):
    keys = [dev.session.session_key]
    begin(dev, people["ana"])
    keys.append(dev.session.session_key)
    dev.post(STOP)
    keys.append(dev.session.session_key)
    assert len(set(keys)) == 3
    kept = Client()
    kept.cookies["portico_session"] = keys[1]
    assert kept.get("/").url.startswith("/sign-in/")


def test_what_the_admin_does_afterwards_is_the_admins_again(people, as_ana, insights):
    as_ana.post(STOP)
    as_ana.post("/admin/access/tablerule/add/", {"table": BASKETS, "governed": "on"})
    assert Event.objects.filter(kind=Kind.PERMISSION, facts__what="table rule").get().person_name == "dev"


def test_what_the_person_sees_is_hers_whoever_looks_on(people, as_ana):
    as_ana.get(PAGE)
    assert "Continue" not in text_of(signed_in(people["ana"]).get("/"))
    answer = ReportTest(REPORT).as_user(people["ana"]).refresh()
    assert answer.rows["categories"]
