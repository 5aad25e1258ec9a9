"""Where a team wants it so, a lead approves an export before its ids leave: these very ids, and no others."""

import hashlib
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from portal.access.models import Grant, Membership, RowPolicy, Team
from portal.access.signals import told
from portal.audiences.models import AudienceRequest
from querylog.models import Event, Kind, Statement
from tests.conftest import signed_in
from tests.portal.audiences.conftest import DAY, FORM, WHY, address, decide, download, files, rows, run_of


def state_of(asked: AudienceRequest) -> str:
    asked.refresh_from_db()
    return asked.state


# ------------------------------------------------------------------ asking


def test_asking_gives_no_file_and_says_so(rae, run, approving):
    answer = rae.post(address(run), {"purpose": WHY})
    assert (answer.status_code, answer.url) == (302, address(run))
    page = rae.get(address(run)).content.decode()
    assert "not decided yet" in page
    assert "Ask for approval" not in page
    assert not Event.objects.filter(kind=Kind.DOWNLOADED).exists()
    assert not Statement.objects.filter(purpose="export").exists()


def test_what_it_is_for_has_to_be_said(rae, run, approving):
    page = rae.post(address(run), {"purpose": " "}).content.decode()
    assert "Say in a sentence what the ids are for" in page
    assert not AudienceRequest.objects.exists()


def test_a_click_from_nowhere_is_asked_for_all_the_same(rae, run, approving):
    pick = {"column": "LAST_BOUGHT_ON", "value": DAY, "source": "\0\ud800"}
    assert rae.post(address(run, picks=[pick]), {"purpose": WHY}).status_code == 302
    assert AudienceRequest.objects.get().picks == [["LAST_BOUGHT_ON", DAY, ""]]


def test_asking_twice_for_the_same_ids_is_one_request(rae, run, asked):
    rae.post(address(run), {"purpose": "Again."})
    assert AudienceRequest.objects.get().purpose == WHY


def test_the_request_is_for_the_ids_by_their_result_count_and_digest(rae, ana, run, asked):
    decide(ana, asked)
    content = files(download(rae, asked))["audience.csv"]
    assert asked.sha256 == hashlib.sha256(content).hexdigest()
    assert asked.count == len(rows(content)) - 1
    assert asked.criteria == run.summary


@pytest.fixture
def finance(people, team) -> Team:
    """Another team of Rae's, by name the first, that asks for approval."""
    finance = Team.objects.get(name="Finance")
    finance.approves_audiences = True
    finance.save()
    Membership.objects.create(team=finance, user=people["rae"])
    return finance


def test_of_two_teams_that_open_the_report_one_that_asks_for_approval_is_enough(people, rae, finance):
    Grant.objects.filter(team=finance).update(can_download=True)
    rae.post(address(run_of(people["rae"])), {"purpose": WHY})
    assert AudienceRequest.objects.get().team == finance


def test_a_team_that_does_not_open_the_report_has_no_say(people, rae, finance):
    Grant.objects.filter(team=finance).delete()
    assert files(rae.post(address(run_of(people["rae"])), {"purpose": WHY}))
    assert not AudienceRequest.objects.exists()


# ------------------------------------------------------------------ deciding


def test_the_lead_is_told_by_the_bell_and_reads_who_what_for_and_by_which_criteria(ana, run, asked):
    assert "1 audience export" in ana.get("/bell/").content.decode()
    page = ana.get(f"/audiences/{asked.pk}/").content.decode()
    for each in ("Rae Tanaka", WHY, run.summary, asked.sha256, asked.query_id, f"{asked.count:,}"):
        assert each in page


def test_a_lead_approves_and_the_asker_is_told_and_downloads(ana, rae, run, asked):
    assert decide(ana, asked, answer="Fine.").url == "/audiences/"
    assert "your export was approved" in rae.get("/bell/").content.decode()
    assert "Download" in rae.get(address(run)).content.decode()
    told_in_file = files(download(rae, asked))["manifest.txt"].decode()
    assert "Approved: by ana at " in told_in_file
    assert f"Purpose: {WHY}" in told_in_file


def test_what_was_decided_is_put_away(ana, rae, asked):
    decide(ana, asked)
    rae.post(f"/audiences/{asked.pk}/seen/")
    assert "your export was" not in rae.get("/bell/").content.decode()


def test_declining_needs_a_reason_that_the_asker_reads(ana, rae, asked):
    assert "Say why" in decide(ana, asked, "decline").content.decode()
    assert state_of(asked) == "open"
    decide(ana, asked, "decline", "The agency has no contract.")
    assert "The agency has no contract." in rae.get("/audiences/").content.decode()
    assert download(rae, asked).status_code == 400


@pytest.mark.parametrize("who", ["rae", "ben", "fay", "cleo"])
def test_to_everybody_but_leads_and_approvers_the_request_does_not_exist(who, people, asked):
    client = signed_in(people[who])
    assert client.get(f"/audiences/{asked.pk}/").status_code == 404
    assert decide(client, asked).status_code == 404
    assert WHY not in client.get("/audiences/").content.decode() or who == "rae"
    assert state_of(asked) == "open"


@pytest.mark.parametrize("how", ["lead", "superuser"])
def test_nobody_approves_her_own(how, people, asked, rae):
    if how == "lead":
        Membership.objects.filter(user=people["rae"]).update(lead=True)
    else:
        people["rae"].is_superuser = True
        people["rae"].save()
    assert decide(rae, asked).status_code == 404
    assert state_of(asked) == "open"


def test_a_lead_of_another_team_decides_nothing(people, ben, asked):
    Membership.objects.filter(user=people["ben"]).update(lead=True)
    assert decide(ben, asked).status_code == 404


def test_where_the_only_lead_asks_those_with_the_right_are_told(people, ana, dev, approving):
    ana.post(address(run_of(people["ana"])), {"purpose": WHY})
    assert "1 audience export" in dev.get("/bell/").content.decode()
    decide(dev, AudienceRequest.objects.get())
    assert AudienceRequest.objects.get().state == "approved"


def test_what_was_decided_is_not_decided_again(ana, dev, asked):
    decide(ana, asked, "decline", "No.")
    assert "ana decided on" in decide(dev, asked).content.decode()
    assert state_of(asked) == "declined"


# ------------------------------------------------------------------ downloading


def test_what_is_not_approved_is_not_downloaded(rae, asked):
    refused = download(rae, asked)
    assert (refused.status_code, "not approved" in refused.content.decode()) == (400, True)


def test_the_approval_is_the_askers_alone(ana, asked):
    decide(ana, asked)
    assert download(ana, asked).status_code == 404


def test_an_approval_of_some_ids_gives_no_others(ana, rae, people, asked):
    decide(ana, asked)
    wider = run_of(people["rae"], {**FORM, "filters": {**FORM["filters"], "department": ["GROCERY"]}})
    AudienceRequest.objects.update(run=wider.pk)
    refused = download(rae, asked)
    assert (refused.status_code, "not those that were approved" in refused.content.decode()) == (400, True)
    assert not Event.objects.filter(kind=Kind.DOWNLOADED).exists()


def test_past_the_life_of_the_result_it_says_so(ana, rae, asked):
    decide(ana, asked)
    AudienceRequest.objects.update(kept_until=timezone.now() - timedelta(seconds=1))
    refused = download(rae, asked)
    assert (refused.status_code, "has expired" in refused.content.decode()) == (400, True)
    assert "expired" in rae.get("/audiences/").content.decode()


def test_an_expired_request_is_not_approved_and_waits_for_nobody(ana, asked):
    AudienceRequest.objects.update(kept_until=timezone.now() - timedelta(seconds=1))
    assert "has expired" in decide(ana, asked).content.decode()
    assert "audience export" not in ana.get("/bell/").content.decode()


def test_who_lost_the_grant_meanwhile_downloads_nothing(ana, rae, team, asked):
    decide(ana, asked)
    Grant.objects.filter(team=team).update(can_download=False)
    assert download(rae, asked).status_code == 403
    Grant.objects.filter(team=team).delete()
    assert download(rae, asked).status_code == 403


def test_whose_rows_were_limited_meanwhile_downloads_nothing(ana, rae, team, asked):
    decide(ana, asked)
    RowPolicy.objects.create(team=team, table="LOYALTY.BASKETS", column="INCOME", values=["35-49K"])
    assert download(rae, asked).status_code == 404


def test_a_team_that_asks_for_approval_from_now_on_lets_nothing_out_before(rae, run, team):
    team.approves_audiences = True
    team.save()
    rae.post(address(run), {"purpose": WHY})
    assert not Event.objects.filter(kind=Kind.DOWNLOADED).exists()


# ------------------------------------------------------------------ the log, mail, settings


def test_each_step_is_in_the_log_with_who_the_count_and_the_digest(ana, rae, people, asked):
    decide(ana, asked, answer="Fine.")
    files(download(rae, asked))
    steps = Event.objects.filter(kind=Kind.PERMISSION, facts__what="audience export").order_by("pk")
    assert [(each.person_name, each.facts["action"], each.facts["reason"]) for each in steps] == [
        ("rae", "asked", WHY),
        ("ana", "approved", "Fine."),
    ]
    assert all(each.facts["now"]["SHA-256"] == asked.sha256 for each in steps)
    assert all(each.facts["now"]["ids"] == asked.count for each in steps)
    assert all(each.facts["about"] == [people["rae"].pk] for each in steps)
    finished = Event.objects.filter(kind=Kind.DOWNLOADED).latest("pk").facts
    assert (finished["ids_sha256"], finished["approved_by"]) == (asked.sha256, "ana")


def test_an_auditor_reads_the_steps_in_the_history_of_the_person(ana, cleo, people, asked):
    decide(ana, asked, "decline", "No contract.")
    history = cleo.get(f"/audit/people/{people['rae'].pk}/").content.decode()
    assert asked.sha256 in history
    assert "No contract." in history


@pytest.fixture
def mail_server(settings):
    settings.EMAIL_HOST = "mail.example.com"


@pytest.mark.usefixtures("mail_server")
def test_the_lead_and_then_the_asker_is_mailed(rae, ana, run, approving, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        rae.post(address(run), {"purpose": WHY})
    with django_capture_on_commit_callbacks(execute=True):
        decide(ana, AudienceRequest.objects.get(), "decline", "No contract.")
    asked, decided = mail.outbox
    assert (asked.to, decided.to) == (["ana@example.com"], ["rae@example.com"])
    assert WHY in asked.body
    assert "No contract." in decided.body


def test_that_a_team_asks_for_approval_is_in_its_history(team, approving):
    changed = Event.objects.filter(kind=Kind.PERMISSION, facts__what="team", facts__action="changed").latest("pk")
    assert changed.facts["changes"] == {"approves_audiences": [False, True]}
    assert told(approving)["approves_audiences"] is True


def test_an_admin_sets_it_on_the_page_of_the_team(dev, team):
    assert "approves_audiences" in dev.get(f"/admin/access/team/{team.pk}/change/").content.decode()
