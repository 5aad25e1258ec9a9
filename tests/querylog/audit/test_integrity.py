"""The page on which an analyst sees whether the log is whole, and deals with alerts."""

from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from querylog import alerts
from querylog.events import record
from querylog.gaps import Gap, Problem
from querylog.models import Event, Hold, Kind, Mark, Seal
from tests.querylog.asking import intend
from tests.querylog.audit.pages import text_of

pytestmark = pytest.mark.django_db
PAGE = "/audit/integrity/"


def said(client) -> str:
    return text_of(client.get(PAGE).content.decode())


def alert(**facts) -> Event:
    gap = Gap(problem=Problem.UNRECORDED, at="2026-11-16T08:30:00+00:00", query_id=str(uuid4()), theirs="select 'it'")
    return record(Kind.ALERT, user_id=None, name="reconcilelog", **{**gap.as_facts(), **facts})


def compared(*gaps: Gap, compared: int = 1234) -> None:
    record(
        Kind.COMPARED,
        user_id=None,
        name="reconcilelog",
        since="2026-11-16T07:00:00+00:00",
        until="2026-11-16T08:00:00+00:00",
        compared=compared,
        gaps=[gap.as_facts() for gap in gaps],
        count=len(gaps),
    )


def test_an_anonymous_visitor_is_asked_to_sign_in(anonymous):
    assert anonymous.get(PAGE).url == f"/sign-in/?next={PAGE}"


def test_only_who_may_read_statements_sees_it_or_marks_an_alert(ana):
    assert ana.get(PAGE).status_code == 403
    assert ana.post(f"{PAGE}{alert().pk}/seen/", {"why": "mine"}).status_code == 403
    assert alerts.still_open().count() == 1


def test_before_anything_was_done_it_says_what_will_be_here(cleo):
    words = said(cleo)
    for part in ("No open alert", "None has been made yet.", "Nothing has been sealed yet."):
        assert part in words


def test_it_says_when_the_last_comparison_was_and_of_how_many(cleo):
    compared()
    words = said(cleo)
    assert "They agree" in words
    assert "Of the time 16 Nov 2026 07:00 to 16 Nov 2026 08:00" in words
    assert "Statements 1,234" in words


def test_it_shows_differences_side_by_side_and_leads_to_the_statement(cleo):
    statement = intend("select 1")
    compared(
        Gap(
            problem=Problem.DIFFERENT,
            at="2026-11-16T07:30:00+00:00",
            query_id="01-it",
            statement_id=str(statement.pk),
            what="rows",
            ours="<b>3</b>",
            theirs="2",
        )
    )
    page = cleo.get(PAGE).content.decode()
    assert "1 place differs" in text_of(page)
    assert "The log <b>3</b> Snowflake 2" in text_of(page)
    assert "<b>3</b>" not in page
    assert f'href="/audit/{statement.pk}/"' in page


def test_it_shows_the_last_seal(cleo):
    for number in (1, 2):
        Seal.objects.create(
            number=number,
            stretch="2026-11",
            from_tx=1,
            to_tx=2,
            roots={"statement": {"rows": 1500}, "ending": {"rows": 20}},
            at=timezone.now(),
            previous=b"",
            hash=b"",
            signature=b"",
        )
    assert "Number 2" in said(cleo)
    assert "Over 1,520 rows of 2026-11" in said(cleo)


def a_seal(**other) -> Seal:
    about = {"number": 1, "stretch": "2026-11", "from_tx": 1, "to_tx": 2, "roots": {}, "at": timezone.now()}
    return Seal.objects.create(**{**about, "previous": b"", "hash": b"", "signature": b"", **other})


def test_it_says_whether_the_seal_is_signed_and_known_outside(cleo):
    a_seal()
    assert "Signed No" in said(cleo)
    assert "Known outside No" in said(cleo)
    a_seal(number=2, signature=b"x" * 64)
    Mark.objects.create(name="checkpoint", value="2")
    assert "Signed Yes" in said(cleo)
    assert "Known outside Up to seal 2, written " in said(cleo)


def verified(**other) -> None:
    about = {"since": 1, "until": 5, "seals": 5, "rows": 1234, "unsealed": 0, "count": 0, "differences": []}
    more = {"outside": True, "signatures": True, "seconds": 1.234, **other}
    record(Kind.VERIFIED, user_id=None, name="keeplog", **{**about, **more})


def test_it_says_what_the_last_verification_was_over_and_who_made_it(cleo):
    verified()
    words = said(cleo)
    assert "As it was sealed" in words
    assert "by keeplog , in 1.2 s" in words
    assert "1,234 rows under 5 seals, the whole log" in words
    assert "Signatures, and the checkpoints outside" in words


def test_it_says_what_a_verification_of_a_part_was_over_and_what_it_found(cleo):
    verified(since=3, count=1, differences=["The row 7 of ending was <b>changed</b>."], outside=False)
    words = said(cleo)
    assert "1 difference" in words
    assert "from seal 3 on" in words
    assert "The row 7 of ending was <b>changed</b>." in words
    assert "no checkpoints" in words


def test_before_any_verification_it_says_the_command(cleo):
    words = said(cleo)
    assert "The keeper verifies each night what is new, and once a week everything." in words
    assert "To verify now: manage.py verifylog" in words


def test_it_says_the_rule_of_retention_in_words(cleo, settings):
    settings.LOG_RETENTION_MONTHS = 0
    assert "Everything, for ever" in said(cleo)
    settings.LOG_RETENTION_MONTHS = 13
    assert "13 months: what is older than 20" in said(cleo)
    assert "Next out Nothing" in said(cleo)


def test_it_says_the_oldest_month_and_the_size_by_estimate(cleo):
    words = said(cleo)
    assert f"Oldest month {timezone.now():%Y-%m}" in words
    assert "Size " in words
    assert " in 2 months" in words


def test_it_says_what_would_be_taken_out_next_and_what_a_hold_keeps(cleo, settings):
    settings.LOG_RETENTION_MONTHS = 13
    with connection.cursor() as cursor:
        cursor.execute("select querylog_add_month('2024-01-15'), querylog_add_month('2024-02-15')")
    Hold.objects.create(name="Case", why="x", by="dev", last="2024-01")
    assert "Next out 2024-02 by manage.py droplog ; held: 2024-01" in said(cleo)


def test_an_alert_stays_until_it_is_marked_with_a_word_why(cleo, people):
    first, second = alert(), alert()
    assert "2 open alerts" in said(cleo)
    answer = cleo.post(f"{PAGE}{first.pk}/seen/", {"why": "A migration by hand, ticket 12."})
    assert (answer.status_code, answer.url) == (302, PAGE)
    assert [each.pk for each in alerts.still_open()] == [second.pk]
    kept = Event.objects.get(kind=Kind.SEEN)
    assert (kept.person_name, kept.facts["why"]) == ("cleo", "A migration by hand, ticket 12.")


@pytest.mark.parametrize("why", ["", "   ", "\0"])
def test_without_a_word_it_stays_open_and_says_what_to_do(cleo, why):
    page = cleo.post(f"{PAGE}{alert().pk}/seen/", {"why": why})
    assert page.status_code == 400
    assert "Say in a word why this alert needs no more attention" in page.content.decode()
    assert alerts.still_open().count() == 1


def test_only_an_alert_can_be_marked(cleo):
    other = record(Kind.VIEWED, user_id=1, name="ana")
    assert cleo.post(f"{PAGE}{other.pk}/seen/", {"why": "x"}).status_code == 404
    assert cleo.post(f"{PAGE}{uuid4()}/seen/", {"why": "x"}).status_code == 404


def test_an_alert_is_not_marked_by_following_a_link(cleo):
    assert cleo.get(f"{PAGE}{alert().pk}/seen/").status_code == 405


def test_the_list_leads_to_it(cleo):
    assert f'href="{PAGE}"' in cleo.get("/audit/").content.decode()
