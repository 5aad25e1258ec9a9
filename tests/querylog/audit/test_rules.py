"""Rules about unusual activity: what each finds and leaves alone, how it is tuned, and that it is told once."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from querylog import alerts
from querylog.ids import id_at
from querylog.models import Event, Kind, Watch
from querylog.usage import watch
from querylog.usage.rules import tuned
from tests.querylog.audit.pages import text_of
from tests.querylog.usage.past import ANA, BEN, ago, asked, tallied

pytestmark = pytest.mark.django_db
PAGE = "/audit/unusual/"


def found(rule: str, **numbers: int) -> list[str]:
    """The sentences of what a rule finds in the last 28 days, with these numbers."""
    if numbers:
        Watch.objects.update_or_create(rule=rule, defaults={"numbers": numbers})
    (one,) = [each for each in tuned() if each.rule.name == rule]
    return [each.sentence for each in one.findings(ago(27), ago(0))]


def usually(times: int = 2, **more: Any) -> None:
    """Ana works on each of five days at nine."""
    for day in range(2, 7):
        asked(ago(day), times=times, **more)
    tallied(*(ago(day) for day in range(2, 7)))


def today(**more: Any) -> None:
    asked(ago(0), **more)
    tallied(ago(0))


def downloaded(rows: int, *, days_ago: float = 0, size: int = 100, stage: str = "finished", person: int = ANA) -> None:
    """As an event was recorded, some days ago."""
    at = timezone.now() - timedelta(days=days_ago)
    event = Event(
        id=id_at(at.timestamp()),
        kind=Kind.DOWNLOADED,
        person_id=person,
        person_name="ana.moreno",
        facts={"visual": "rows", "rows": rows, "bytes": size, "stage": stage},
    )
    event.save(force_insert=True)


# ------------------------------------------------------------------ volume


def test_many_more_statements_than_usual_are_found():
    usually()
    today(times=30)
    assert found("volume", times=5, least=20) == [
        f"ana.moreno asked 30 statements on {ago(0):%-d %b %Y}; her usual day has 2."
    ]


@pytest.mark.parametrize("least", [1, 20])
def test_five_times_as_much_as_usual_or_less_than_the_least_is_left_alone(least):
    usually()
    today(times=10 if least == 1 else 19)
    assert found("volume", times=5, least=least) == []


def test_of_a_newcomer_no_usual_day_is_known():
    today(times=300)
    assert found("volume") == []


# ------------------------------------------------------------------ hour


def test_an_hour_far_from_all_others_is_found():
    usually()
    today(hour=3)
    (sentence,) = found("hour", least=10)
    assert sentence.startswith(f"ana.moreno worked in the hour of 03:00 UTC on {ago(0):%-d %b %Y}; none of her 10 ")


@pytest.mark.parametrize("hour", [8, 9, 10])
def test_an_hour_in_or_next_to_which_she_works_is_left_alone(hour):
    usually()
    today(hour=hour)
    assert found("hour", least=10) == []


def test_the_day_goes_round_at_midnight():
    usually(hour=23)
    today(hour=0)
    assert found("hour", least=10) == []


def test_who_has_asked_little_before_has_no_usual_hours():
    usually()
    today(hour=3)
    assert found("hour", least=11) == []


def test_an_hour_of_long_ago_counts_no_more():
    asked(ago(20), hour=3)
    tallied(ago(20))
    usually()
    today(hour=3)
    assert found("hour", least=10, days=10)
    assert not found("hour", least=10, days=30)


# ------------------------------------------------------------------ a new table


def test_a_table_that_she_has_never_read_is_found():
    usually()
    today(tables=("LOYALTY.DEMOGRAPHICS",))
    assert found("new-table", days=3) == [
        f"ana.moreno read LOYALTY.DEMOGRAPHICS for the first time on {ago(0):%-d %b %Y}, in 1 statement."
    ]


def test_a_table_of_hers_is_left_alone_though_it_was_long_ago():
    asked(ago(60), tables=("LOYALTY.DEMOGRAPHICS",))
    tallied(ago(60))
    today(tables=("LOYALTY.DEMOGRAPHICS",))
    assert found("new-table") == []


def test_to_a_newcomer_every_table_is_new():
    usually()
    today(tables=("LOYALTY.DEMOGRAPHICS",))
    assert found("new-table", days=28) == []


def test_what_others_read_makes_it_no_table_of_hers():
    asked(ago(40), person=BEN, tables=("LOYALTY.DEMOGRAPHICS",))
    tallied(ago(40))
    usually()
    today(tables=("LOYALTY.DEMOGRAPHICS",))
    assert len(found("new-table", days=3)) == 1


# ------------------------------------------------------------------ downloads


def test_a_large_download_is_found_by_its_rows():
    downloaded(100_000, size=1234)
    assert found("download") == [f"ana.moreno downloaded rows with 100,000 rows and 1,234 bytes on {ago(0):%-d %b %Y}."]


def test_a_large_download_is_found_by_its_bytes():
    downloaded(10, size=50_000_000)
    assert len(found("download")) == 1


def test_one_much_larger_than_her_largest_is_found():
    downloaded(500, days_ago=3)
    downloaded(6_000)
    (sentence,) = found("download")
    assert sentence.endswith("; her largest before had 500 rows.")


def test_others_are_left_alone_and_so_is_one_that_only_began():
    downloaded(700, days_ago=3)
    downloaded(6_000)
    downloaded(200_000, stage="begun")
    downloaded(900, person=BEN)
    assert found("download") == []


# ------------------------------------------------------------------ the page


def said(client, **parameters: str) -> str:
    return text_of(client.get(PAGE, parameters).content.decode())


def may_tune(people) -> None:
    people["cleo"].user_permissions.add(Permission.objects.get(codename="tune_audit"))


def test_each_rule_stands_there_in_words_with_its_numbers_and_what_it_is_blind_to(cleo):
    told = said(cleo)
    for rule in tuned():
        assert rule.sentence in told
        assert f"Blind to {rule.rule.blind}" in told
    assert "more than 5 times as much as on her usual day, and at least 200 statements" in told


def test_a_finding_leads_to_its_statements_and_its_person(cleo):
    usually()
    today(times=30)
    Watch.objects.create(rule="volume", numbers={"times": 5, "least": 20})
    markup = cleo.get(PAGE).content.decode()
    assert f'href="/audit/?{urlencode({"q": f"user:ana.moreno on:{ago(0)}"})}"' in markup
    assert f'href="/audit/people/{ANA}/"' in markup


def test_what_is_found_newest_stands_first(cleo):
    downloaded(200_000, days_ago=2)
    downloaded(300_000, days_ago=1)
    told = said(cleo)
    assert told.index("300,000 rows") < told.index("200,000 rows")


def test_only_who_may_tune_can_tune(ana, cleo, people):
    assert ana.get(PAGE).status_code == 403
    assert "Tune" not in said(cleo)
    assert cleo.post(f"{PAGE}volume/", {"times": 3, "least": 7, "days": 28, "on": "on"}).status_code == 403
    may_tune(people)
    assert "Tune" in said(cleo)


def test_a_number_is_changed_and_that_is_on_record_with_from_and_to(cleo, people):
    may_tune(people)
    answer = cleo.post(f"{PAGE}volume/", {"times": "3", "least": "1,000", "days": "28", "on": "on"})
    assert (answer.status_code, answer.url) == (302, PAGE)
    assert Watch.objects.get(rule="volume").numbers == {"times": 3, "least": 1000}
    kept = Event.objects.get(kind=Kind.ADMIN)
    assert (kept.person_name, kept.facts["which"]) == ("cleo", "Many statements in a day")
    assert kept.facts["change"] == "times her usual day: 5 → 3, statements, at least: 200 → 1,000"


def test_a_rule_that_is_switched_off_finds_nothing_and_says_so(cleo, people):
    may_tune(people)
    downloaded(200_000)
    fields = {each.name: each.default for each in tuned()[3].rule.numbers}
    cleo.post(f"{PAGE}download/", fields)
    assert "It is switched off, and finds nothing." in said(cleo)
    assert found("download") == []
    assert Event.objects.get(kind=Kind.ADMIN).facts["change"] == "on → off"


def test_what_changes_nothing_is_not_on_record(cleo, people):
    may_tune(people)
    cleo.post(f"{PAGE}volume/", {"times": "5", "least": "200", "days": "28", "on": "on"})
    assert not Event.objects.filter(kind=Kind.ADMIN).exists()


def test_a_number_that_is_none_is_refused_with_a_sentence(cleo, people):
    may_tune(people)
    for entered in ("", "x", "-1", "0", "1.5", "9" * 40, "\0", "²"):
        answer = cleo.post(f"{PAGE}volume/", {"times": entered, "least": "200", "days": "28", "on": "on"})
        assert answer.status_code == 400
        assert "Times her usual day" in answer.content.decode()
    assert cleo.post(f"{PAGE}no-such/", {}).status_code == 404
    assert not Watch.objects.exists()


# ------------------------------------------------------------------ alerts


def test_a_finding_raises_one_alert_and_no_second_when_it_was_dealt_with():
    downloaded(200_000)
    watch.run()
    watch.run()
    (alert,) = alerts.still_open()
    alerts.mark_as_seen(alert, user_id=1, name="cleo", why="A migration.")
    watch.run()
    assert not alerts.still_open().exists()


def test_what_is_older_than_yesterday_raises_none():
    downloaded(200_000, days_ago=5)
    watch.run()
    assert not alerts.still_open().exists()


def test_an_open_alert_is_read_in_words_among_those_of_integrity(cleo):
    usually()
    today(times=30)
    Watch.objects.create(rule="volume", numbers={"times": 5, "least": 20})
    watch.run()
    page = cleo.get("/audit/integrity/").content.decode()
    assert f"ana.moreno asked 30 statements on {ago(0):%-d %b %Y}; her usual day has 2." in text_of(page)
    assert 'href="/audit/unusual/#volume"' in page
    assert f'href="/audit/?q=user%3Aana.moreno%20on%3A{ago(0)}"' in page
