"""What was used and by whom, what of it has no credits and why, and budgets that warn."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from querylog import alerts
from querylog.models import Budget, Event, Kind, Mark
from querylog.usage import watch
from querylog.usage.days import today
from tests.querylog.audit.pages import text_of
from tests.querylog.audit.test_numbers import searches
from tests.querylog.usage.past import BEN, ago, asked, tallied

pytestmark = pytest.mark.django_db
PAGE = "/audit/cost/"
TEAM = "Shopper insights"


def page(client, **parameters: str) -> str:
    answer = client.get(PAGE, parameters)
    assert answer.status_code == 200
    return answer.content.decode()


def said(client, **parameters: str) -> str:
    return text_of(page(client, **parameters))


def used() -> None:
    asked(ago(1), times=3, seconds=2, scanned=1_000_000, credits="0.5")
    asked(ago(1), person=BEN, team="Offers", report="basket-size", seconds=10)
    tallied(ago(1))


def credits_were_read() -> None:
    Mark.objects.create(name="credits read", value=timezone.now().isoformat())


def test_only_who_may_read_statements_sees_it(anonymous, ana):
    assert ana.get(PAGE).status_code == 403
    assert anonymous.get(PAGE).url == f"/sign-in/?next={PAGE}"


def test_it_says_so_when_nothing_was_used(cleo):
    told = said(cleo)
    assert "Nothing was asked in this period" in told
    assert "No team has a budget yet." in told


@pytest.mark.parametrize(
    ("by", "lines"),
    [
        ("report", ["basket-size 10.0 – – 1", "category-performance 6.0 3.0 MB 1.5 3"]),
        ("team", ["Offers 10.0 – – 1", "Shopper insights 6.0 3.0 MB 1.5 3"]),
        ("person", ["ben.okafor 10.0 – – 1", "ana.moreno 6.0 3.0 MB 1.5 3"]),
        ("month", [f"{ago(1):%Y-%m} 16.0 3.0 MB 1.5 4"]),
        ("purpose", ["base 16.0 3.0 MB 1.5 4"]),
    ],
)
def test_what_was_used_stands_in_groups_and_as_a_whole(cleo, by, lines):
    used()
    told = said(cleo, by=by)
    assert " ".join([*lines, "All 16.0 3.0 MB 1.5 4"]) in told


@pytest.mark.parametrize(("sort", "first"), [("seconds", "basket-size"), ("credits", "category-performance")])
def test_the_groups_that_used_most_come_first(cleo, sort, first):
    used()
    told = said(cleo, sort=sort)
    other = {"basket-size": "category-performance", "category-performance": "basket-size"}[first]
    assert told.index(f"{first} ") < told.index(f"{other} ")


def test_groups_beyond_the_most_stand_in_one_line(cleo, monkeypatch):
    monkeypatch.setattr("querylog.audit.numbers.costs.MOST", 1)
    used()
    assert "basket-size 10.0 – – 1 All others 6.0 3.0 MB 1.5 3 All 16.0" in said(cleo)


def test_each_number_leads_to_its_statements(cleo):
    used()
    assert f"report:basket-size on:{ago(27)}..{today()}" in searches(page(cleo))
    assert f'team:"{TEAM}" on:{ago(27)}..{today()}' in searches(page(cleo, by="team"))
    assert f"on:{ago(1):%Y-%m}" in searches(page(cleo, by="month"))


# ------------------------------------------------------------------ not attributed


def test_before_credits_were_read_it_says_that(cleo):
    used()
    told = said(cleo)
    assert "1 statement with 10.0 s of these have no credits" in told
    assert "Credits have not been read from Snowflake yet" in told


def test_it_says_how_many_are_too_short_too_young_or_without_credits(cleo):
    credits_were_read()
    asked(ago(5), times=2, seconds=0.05)
    asked(ago(5), hour=12, times=3, seconds=4)
    asked(ago(0), hour=0, times=4)
    tallied(ago(0), ago(5))
    told = said(cleo)
    assert "9 statements with" in told
    assert "2 took less than 100 ms: Snowflake attributes nothing to these." in told
    assert "4 are so young that their credits may still come" in told
    assert "3 are older and Snowflake names no credits for them" in told


def test_it_says_why_credits_can_not_be_read(cleo):
    used()
    Mark.objects.create(name="credits refused", value="Snowflake does not let the portal's user read it.")
    assert "Snowflake does not let the portal&#x27;s user read it. Nothing has been read." in page(cleo)


def test_where_all_is_attributed_it_says_so(cleo):
    asked(ago(1), credits="0.1")
    tallied(ago(1))
    assert "Every statement of this period has its credits." in said(cleo)


# ------------------------------------------------------------------ budgets


@pytest.fixture
def tuner(cleo, people):
    people["cleo"].user_permissions.add(Permission.objects.get(codename="tune_audit"))
    return cleo


def kept(client, **entered: str):
    return client.post(f"{PAGE}budget/", {"team": TEAM, **entered})


def test_only_who_may_tune_sets_a_budget(cleo):
    assert kept(cleo, seconds="100").status_code == 403
    assert "Give a team a budget" not in page(cleo)


def test_a_budget_is_set_changed_and_taken_away_each_on_record(tuner):
    assert kept(tuner, seconds="36,000", warn_at="70").status_code == 302
    kept(tuner, seconds="", credits="12.5", warn_at="70")
    kept(tuner, remove="1")
    assert [each.facts["change"] for each in Event.objects.filter(kind=Kind.ADMIN).order_by("pk")] == [
        "none → 36,000 seconds a month, warn at 70 %",
        "36,000 seconds a month, warn at 70 % → 12.500 credits a month, warn at 70 %",
        "12.500 credits a month, warn at 70 % → none",
    ]
    assert not Budget.objects.exists()


def test_what_is_no_budget_is_refused_with_a_sentence(tuner):
    for entered, words in (
        ({}, "A budget has seconds, credits, or both."),
        ({"seconds": "x"}, "Seconds: “x” is none. Enter a whole number from 1 to"),
        ({"seconds": "0"}, "Seconds: “0” is none."),
        ({"seconds": "9" * 30}, "Enter a whole number"),
        ({"credits": "nan"}, "Credits: “nan” is none. Enter a number above 0"),
        ({"credits": "1e400"}, "Credits: “1e400” is none."),
        ({"seconds": "5", "warn_at": "101"}, "Warn at: “101” is none. Enter a whole number from 1 to 100."),
        ({"seconds": "5", "team": "No\0 such"}, "There is no team “No such”. There are "),
        ({"remove": "1"}, "Shopper insights has no budget that could be taken away."),
    ):
        answer = kept(tuner, **entered)
        assert answer.status_code == 400
        assert words in answer.content.decode()
    assert not Budget.objects.exists()


def of_this_month(seconds: float, **more: str) -> None:
    asked(today(), hour=0, seconds=seconds, **more)
    tallied(today())


@pytest.mark.parametrize(
    ("seconds", "state"), [(79, "within"), (80, "near its end"), (99.9, "near its end"), (100, "used up")]
)
def test_a_bar_and_words_say_how_a_budget_stands(cleo, seconds, state):
    Budget.objects.create(team=TEAM, seconds=100)
    of_this_month(seconds)
    told = said(cleo)
    assert f"{TEAM} {state}" in told
    assert f"of 100 seconds ({int(seconds)} %)" in told


def test_of_two_limits_the_nearer_one_counts(cleo):
    Budget.objects.create(team=TEAM, seconds=1000, credits=Decimal(2))
    of_this_month(10, credits="1.9")
    assert f"{TEAM} comes near its budget of {today():%B %Y}: 10 of 1,000 seconds (1 %) and 1.900 of 2.000 credits" in (
        said(cleo)
    )


def test_a_budget_is_warned_of_once_a_month_and_threshold():
    Budget.objects.create(team=TEAM, seconds=100)
    of_this_month(85)
    watch.run()
    watch.run()
    assert [each.facts["key"][-3:] for each in alerts.still_open()] == [":80"]
    of_this_month(20)
    watch.run()
    watch.run()
    assert sorted(each.facts["key"][-3:] for each in alerts.still_open()) == ["100", ":80"]


def test_a_warning_is_read_in_words_among_the_open_alerts(cleo):
    Budget.objects.create(team=TEAM, seconds=100)
    of_this_month(85)
    watch.run()
    markup = cleo.get("/audit/integrity/").content.decode()
    assert f"{TEAM} comes near its budget of {today():%B %Y}: 85 of 100 seconds (85 %)." in text_of(markup)
    assert 'href="/audit/cost/#budgets"' in markup
