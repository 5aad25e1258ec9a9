"""The bars over time: how many they stand for, which search each leads to, and what is said without them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from portal.access.models import User
from querylog.audit import bars
from querylog.audit.histogram import Bar, Histogram
from tests.conftest import signed_in
from tests.querylog.asking import ask, intend
from tests.querylog.audit.pages import text_of

PAGE = "/audit/histogram/"
DAY = timedelta(days=1)


def drawing(client, **given) -> str:
    return client.get(PAGE, given).content.decode()


def histogram(*counts: int, start=datetime(2026, 11, 3, tzinfo=UTC), step=DAY, estimated=False) -> Histogram:
    each = [Bar(start + step * place, start + step * (place + 1), count) for place, count in enumerate(counts)]
    return Histogram(tuple(each), estimated=estimated)


def test_an_anonymous_visitor_is_asked_to_sign_in(anonymous):
    assert anonymous.get(PAGE).url == f"/sign-in/?next={PAGE}"


def test_only_who_may_read_statements_sees_how_many_there_are(ana):
    assert ana.get(PAGE).status_code == 403


def test_it_says_how_many_the_search_finds(cleo):
    for _ in range(3):
        intend("select 'needle'")
    intend("select 'hay'")
    assert text_of(drawing(cleo, q="needle")).startswith("3 statements,")


def test_each_bar_leads_to_the_same_search_at_its_time_in_the_same_columns(cleo):
    intend("select 'needle'")
    today = timezone.now().strftime("%Y-%m-%d")
    bar = f'href="/audit/?q=needle+on%3A{today}T'
    page = drawing(cleo, q="on:today needle", columns="who")
    assert bar in page
    assert "&amp;columns=when%2Cwho" in page


def test_the_page_of_a_search_fetches_its_bars(cleo):
    intend("select 'needle'")
    page = cleo.get("/audit/", {"q": "needle on:today", "columns": "who"}).content.decode()
    assert 'data-histogram="/audit/histogram/?q=needle+on%3Atoday&amp;columns=when%2Cwho"' in page
    assert 'data-without="needle"' in page


def test_a_search_that_cant_be_read_is_told(cleo):
    page = cleo.get(PAGE, {"q": "usr:ana"})
    assert page.status_code == 400
    assert "usr: is no qualifier." in page.content.decode()


def test_without_the_right_to_see_sql_nothing_is_counted_by_it(cleo, people):
    ask("select 'needle'")
    User.objects.get(username="cleo").user_permissions.remove(Permission.objects.get(codename="see_sql"))
    without = signed_in(User.objects.get(username="cleo"))
    assert text_of(drawing(without, q="needle")).startswith("0 statements")
    assert without.get(PAGE, {"q": "word:needle"}).status_code == 400


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (histogram(1204, 0), "1,204 statements, 3 Nov – 4 Nov 2026"),
        (histogram(1), "1 statement, 3 Nov 2026"),
        (histogram(5, 7, start=datetime(2026, 12, 31, tzinfo=UTC)), "12 statements, 31 Dec 2026 – 1 Jan 2027"),
        (histogram(1_234_567, estimated=True), "about 1.2 million statements, 3 Nov 2026"),
        (histogram(45_678, estimated=True), "about 46,000 statements, 3 Nov 2026"),
    ],
    ids=["days", "one", "years", "millions", "thousands"],
)
def test_the_title_says_how_many_and_from_when_to_when(given, said):
    assert bars.said(given) == said


@pytest.mark.parametrize(
    ("start", "step", "on", "name"),
    [
        (datetime(2026, 11, 3, tzinfo=UTC), DAY, "on:2026-11-03", "day"),
        (datetime(2026, 11, 2, tzinfo=UTC), 7 * DAY, "on:2026-11-02..2026-11-08", "week"),
        (datetime(2026, 11, 1, tzinfo=UTC), 30 * DAY, "on:2026-11", "month"),
        (datetime(2026, 11, 3, 14, tzinfo=UTC), DAY / 24, "on:2026-11-03T14", "hour"),
        (datetime(2026, 11, 3, 12, tzinfo=UTC), DAY / 4, "on:2026-11-03T12..2026-11-03T17", "6 hours"),
        (datetime(2026, 11, 3, 12, 5, tzinfo=UTC), DAY / 288, "on:2026-11-03T12:05..2026-11-03T12:09", "5 minutes"),
        (datetime(2026, 11, 3, 12, 5, tzinfo=UTC), DAY / 1440, "on:2026-11-03T12:05", "minute"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bar_is_written_as_the_times_that_it_is_over(start, step, on, name):
    given = histogram(1, start=start, step=step)
    assert bars.drawn(given)[0].on == on
    assert bars.step_of(given) == name


def test_a_bar_is_as_high_as_its_count_and_one_statement_is_still_seen():
    heights = [bar.height for bar in bars.drawn(histogram(1_000_000, 500_000, 1, 0))]
    assert heights[:2] == [100, 50]
    assert 0 < heights[2] < 10
    assert heights[3] == 0


def test_too_many_to_count_says_what_to_do(cleo):
    page = text_of(drawing(cleo, q="on:2001"))
    assert "Look at less time" in page
