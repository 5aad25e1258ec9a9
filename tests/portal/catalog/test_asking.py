"""A report that is closed to one's team can be asked for; its owner or a lead of the team decides."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from portal.access import rights
from portal.access.models import Grant, Membership, Team
from portal.catalog.models import AccessRequest, Entry
from querylog.models import Event, Kind
from tests.conftest import REPORT, signed_in

PAGE = f"/reports/{REPORT}/"
ASK = f"/requests/ask/{REPORT}/"
WHY = "The autumn campaign needs the departments of last year."


@pytest.fixture
def offers(people) -> Team:
    return Team.objects.get(name="Offers")


@pytest.fixture
def asked(ben, offers) -> AccessRequest:
    ben.post(ASK, {"team": offers.pk, "reason": WHY})
    return AccessRequest.objects.get()


@pytest.fixture
def owner(people, rae):
    """Rae, who is the report's contact."""
    Entry.objects.filter(slug=REPORT).update(contact=people["rae"])
    return rae


def decide(client, asked: AccessRequest, decision: str, **said):
    return client.post(f"/requests/{asked.pk}/", {"decision": decision, "answer": "", "until": "", **said})


def test_the_page_of_a_closed_report_leads_to_a_request(ben):
    refused = ben.get(PAGE)
    assert refused.status_code == 403
    assert f'href="{ASK}"' in refused.content.decode()
    assert "What do you need it for?" in ben.get(ASK).content.decode()


def test_what_was_asked_for_stands_on_the_page_of_the_report_and_among_ones_requests(ben, asked):
    assert "It is not decided yet" in ben.get(PAGE).content.decode()
    assert WHY in ben.get("/requests/").content.decode()


def test_asking_twice_is_one_request(ben, offers, asked):
    ben.post(ASK, {"team": offers.pk, "reason": "Again."})
    assert AccessRequest.objects.count() == 1


def test_a_request_without_a_reason_says_what_is_missing(ben, offers):
    assert (
        "Say in a sentence what you need it for." in ben.post(ASK, {"team": offers.pk, "reason": " "}).content.decode()
    )
    assert not AccessRequest.objects.exists()


def test_nobody_asks_for_a_team_that_she_is_not_in(ben, people):
    ben.post(ASK, {"team": Team.objects.get(name="Finance").pk, "reason": WHY})
    assert not AccessRequest.objects.exists()


def test_someone_in_no_team_is_told_why_she_can_not_ask(dev):
    assert "You are in no team" in dev.get(ASK).content.decode()


@pytest.mark.parametrize("state", [{"listed": False}, {"archived": True}, {"gone": True}])
def test_what_is_unlisted_or_put_away_can_not_be_asked_for(ben, offers, state):
    Entry.objects.filter(slug=REPORT).update(**state)
    assert ben.get(ASK).status_code == 404
    assert ben.post(ASK, {"team": offers.pk, "reason": WHY}).status_code == 404
    assert not AccessRequest.objects.exists()


def test_who_may_open_it_is_led_to_it(ana):
    assert ana.get(ASK).url == PAGE


def test_the_owner_is_told_by_the_bell_and_finds_the_reason(owner, asked):
    assert "1 request for access" in owner.get("/bell/").content.decode()
    assert WHY in owner.get("/requests/").content.decode()


def test_a_lead_of_the_team_is_told(people, offers, asked):
    Membership.objects.create(team=offers, user=people["fay"], lead=True)
    assert "1 request for access" in signed_in(people["fay"]).get("/bell/").content.decode()


def test_approval_opens_the_report_to_the_team_until_its_end(owner, ben, people, offers, asked):
    until = timezone.localdate() + timedelta(days=30)
    assert decide(owner, asked, "approve", until=str(until)).url == "/requests/"
    grant = Grant.objects.get(team=offers, report=REPORT)
    assert (grant.until, grant.can_download, grant.granted_by) == (until, False, "rae")
    assert ben.get(PAGE).status_code == 200
    assert not rights.may_download(people["ben"], REPORT)


def test_approval_may_include_downloads(owner, people, asked):
    decide(owner, asked, "approve", can_download="on")
    assert rights.may_download(people["ben"], REPORT)


def test_the_person_who_asked_is_told_and_puts_it_away(owner, ben, asked):
    decide(owner, asked, "approve")
    assert "your request was approved" in ben.get("/bell/").content.decode()
    ben.post(f"/requests/{asked.pk}/seen/")
    assert "your request was approved" not in ben.get("/bell/").content.decode()


def test_a_request_is_declined_with_a_reason_that_the_person_reads(owner, ben, asked):
    decide(owner, asked, "decline", answer="Use Offer performance instead.")
    assert ben.get(PAGE).status_code == 403
    assert "Use Offer performance instead." in ben.get("/requests/").content.decode()


def test_declining_without_a_reason_is_refused(owner, asked):
    assert "Say why" in decide(owner, asked, "decline").content.decode()
    asked.refresh_from_db()
    assert asked.is_open


def test_an_end_that_is_over_is_refused(owner, asked):
    yesterday = timezone.localdate() - timedelta(days=1)
    assert "This day is over" in decide(owner, asked, "approve", until=str(yesterday)).content.decode()
    assert not Grant.objects.filter(team__name="Offers").exists()


@pytest.mark.parametrize("who", ["ana", "fay", "ben", "cleo"])
def test_to_everybody_else_the_request_does_not_exist(who, people, asked):
    client = signed_in(people[who])
    assert client.get(f"/requests/{asked.pk}/").status_code == 404
    assert decide(client, asked, "approve").status_code == 404
    assert not Grant.objects.filter(team__name="Offers").exists()


def test_nobody_decides_her_own_request(people, ben, offers, asked):
    Membership.objects.filter(user=people["ben"]).update(lead=True)
    Entry.objects.filter(slug=REPORT).update(contact=people["ben"])
    assert decide(ben, asked, "approve").status_code == 404


def test_what_was_decided_is_not_decided_again(owner, dev, asked):
    decide(owner, asked, "decline", answer="No.")
    assert "rae decided on" in decide(dev, asked, "approve").content.decode()


def test_a_grant_that_holds_longer_is_not_shortened(owner, offers, asked):
    Grant.objects.create(team=offers, report=REPORT, can_download=True)
    decide(owner, asked, "approve", until=str(timezone.localdate()))
    grant = Grant.objects.get(team=offers, report=REPORT)
    assert (grant.until, grant.can_download) == (None, True)


def test_who_has_left_the_team_meanwhile_opens_it_to_nobody(owner, people, asked):
    Membership.objects.filter(user=people["ben"]).delete()
    assert "is not in the team Offers any more" in decide(owner, asked, "approve").content.decode()
    assert not Grant.objects.filter(team__name="Offers").exists()


def test_each_step_is_in_the_history_with_who_and_why(owner, asked, people):
    decide(owner, asked, "decline", answer="No need.")
    steps = Event.objects.filter(kind=Kind.PERMISSION, facts__what="access request").order_by("pk")
    assert [(each.person_name, each.facts["action"], each.facts["reason"]) for each in steps] == [
        ("ben", "asked", WHY),
        ("rae", "declined", "No need."),
    ]
    assert {each.report for each in steps} == {REPORT}
    assert all(each.facts["about"] == [people["ben"].pk] for each in steps)


# ------------------------------------------------------------------ mail


@pytest.fixture
def mail_server(settings):
    settings.EMAIL_HOST = "mail.example.com"


@pytest.mark.usefixtures("mail_server")
def test_who_decides_and_then_who_asked_is_mailed(people, owner, ben, offers, django_capture_on_commit_callbacks):
    for name in ("rae", "ben"):
        people[name].email = f"{name}@grocer.example"
        people[name].save()
    with django_capture_on_commit_callbacks(execute=True):
        ben.post(ASK, {"team": offers.pk, "reason": WHY})
    with django_capture_on_commit_callbacks(execute=True):
        decide(owner, AccessRequest.objects.get(), "decline", answer="Use another.")
    asked, decided = mail.outbox
    assert (asked.to, decided.to) == (["rae@grocer.example"], ["ben@grocer.example"])
    assert WHY in asked.body
    assert "Use another." in decided.body


@pytest.mark.usefixtures("mail_server")
def test_a_name_with_a_line_break_begins_no_header(people, owner, ben, offers, django_capture_on_commit_callbacks):
    people["rae"].email = "rae@grocer.example"
    people["rae"].save()
    people["ben"].first_name = "Ben\nBcc: everybody@grocer.example"
    people["ben"].save()
    with django_capture_on_commit_callbacks(execute=True):
        ben.post(ASK, {"team": offers.pk, "reason": WHY})
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].bcc == []


def test_without_a_mail_server_the_pages_do(ben, offers, owner, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ben.post(ASK, {"team": offers.pk, "reason": WHY})
    assert mail.outbox == []
    assert WHY in owner.get("/requests/").content.decode()
