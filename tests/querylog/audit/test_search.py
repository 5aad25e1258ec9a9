"""What a search finds: each qualifier, what turns it round, what joins them, and what is said of a wrong one."""

import json
from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from django.utils import timezone

from portal.access.demo_people import permission_called
from querylog.asker import Asker
from querylog.audit import histogram
from querylog.audit.language import read
from querylog.audit.search import page_of
from querylog.errors import StatementFailed
from querylog.models import Purpose, Statement, Usage
from querylog.sensitive import Sensitive
from tests.conftest import signed_in
from tests.querylog.asking import FOREVER, ask, submit
from tests.querylog.audit.pages import find, text_of

ANA = Asker(user_id=1, name="ana", team="Shopper insights", report="category-performance")
BEN = Asker(user_id=2, name="Ben Okafor", team="Offers", report="coupons")


@pytest.fixture
def asked(db) -> dict[str, str]:
    """Statements that differ in all that can be searched for, by a short name for each."""
    found = {
        "baskets": ask("select department from BASKETS limit 3", asker=ANA, purpose=Purpose.BASE, press=uuid4()),
        "coupons": ask("select count(*) as coupons_count from COUPONS", asker=BEN),
        "one": ask("select 1 as count_of_one", asker=BEN, purpose=Purpose.OPTIONS),
    }
    with pytest.raises(StatementFailed):
        ask("select 1 / 0 from PRODUCTS", asker=ANA)
    failed = Statement.objects.filter(ending__status="failed").get()
    runs = submit(FOREVER, asker=ANA)
    return {
        **{name: str(answer.statement.pk) for name, answer in found.items()},
        "failed": str(failed.pk),
        "runs": str(runs.pk),
    }


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("user:ana", "runs failed baskets"),
        ("user:ANA", "runs failed baskets"),
        ("user:b*", "one coupons"),
        ('user:"Ben Okafor"', "one coupons"),
        ("user:an", ""),
        ("user:ana,nobody", "runs failed baskets"),
        ('team:"Shopper insights"', "runs failed baskets"),
        ("report:coupons", "one coupons"),
        ("table:BASKETS", "baskets"),
        ("table:coupons,products", "failed coupons"),
        ("table:b?skets", ""),
        ("status:failed", "failed"),
        ("status:failed,submitted", "runs failed"),
        ("status:submitted", "runs"),
        ("status:intended", ""),
        ("-status:finished", "runs failed"),
        ("-status:finished,submitted", "failed"),
        ("purpose:base", "runs baskets"),
        ("-purpose:slice", "runs one baskets"),
        ("rows:3", "baskets"),
        ("rows:>1", "baskets"),
        ("rows:1..2", "one coupons"),
        ("rows:<2", "one coupons"),
        ("took:<1h", "failed one coupons baskets"),
        ("took:>1h", ""),
        ("-took:>1h", "runs failed one coupons baskets"),
        ("word:count", "coupons"),
        ("word:count_of_one", "one"),
        ("count_of", "one"),
        ("count", "one coupons"),
        ("-count", "runs failed baskets"),
        ('"count(*)"', "coupons"),
        ("select count coupons", "coupons"),
        ("user:ana table:BASKETS", "baskets"),
        ("user:ana -table:BASKETS", "runs failed"),
        ("table:BASKETS table:COUPONS", ""),
        ("on:today", "runs failed one coupons baskets"),
        ("-on:today", ""),
        ("on:2001", ""),
        ("on:2001,today user:ana", "runs failed baskets"),
        ("on:1h", "runs failed one coupons baskets"),
        ("on:2001..", "runs failed one coupons baskets"),
        ("on:..2001-02-03", ""),
        ("ben", "one coupons"),
        ("", "runs failed one coupons baskets"),
    ],
)
def test_a_search_finds_these_newest_first(cleo, asked, words, names):
    assert find(cleo, words) == [asked[name] for name in names.split()]


def test_bytes_are_those_that_snowflakes_history_told(cleo, asked):
    Usage.objects.create(statement_id=asked["baskets"], bytes=12_000_000_000)
    Usage.objects.create(statement_id=asked["one"], bytes=5)
    assert find(cleo, "bytes:>10gb") == [asked["baskets"]]
    assert find(cleo, "bytes:<1kb") == [asked["one"]]


def test_a_statement_is_found_by_its_id_its_press_and_its_query_id(cleo, asked):
    statement = Statement.objects.get(pk=asked["baskets"])
    for value in (str(statement.pk), str(statement.press), statement.query_id, statement.query_id[:20].upper()):
        assert find(cleo, f"id:{value}") == [asked["baskets"]]
    assert asked["baskets"] not in find(cleo, f"-id:{statement.pk}")


def test_every_column_of_a_table_that_nobody_knows_counts_as_read(cleo, asked):
    with pytest.raises(StatementFailed):
        ask("select * from NOWHERE.UNKNOWN")
    assert find(cleo, "column:UNKNOWN.ANY") == find(cleo, "table:UNKNOWN") != []
    assert find(cleo, "column:BASKETS.ANY") == []


def test_a_query_tag_is_found_as_it_was_copied_from_snowflake(cleo, asked):
    statement = Statement.objects.get(pk=asked["baskets"])
    assert find(cleo, f"tag:{statement.tag} user:ana") == [asked["baskets"]]
    assert find(cleo, f"tag:{statement.pk}") == [asked["baskets"]]
    assert len(find(cleo, "tag:" + json.dumps({"portico": 1, "report": "coupons"}))) == 2


def test_a_value_that_the_log_hides_is_found_when_it_is_written_in_full(cleo, asked):
    hidden = str(ask("select ? as x", (Sensitive("Elm Street 7"),)).statement.pk)
    assert find(cleo, '"Elm Street 7"') == find(cleo, "Elm Street 7") == [hidden]
    assert find(cleo, "Elm Street") == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("usr:ana", "usr: is no qualifier. Did you mean user:?"),
        ("xyz:red", "xyz: is no qualifier. There are user:, team:"),
        ("user:", "user: has no value. Write one behind it, such as user:ana."),
        ("status:gone", "status:gone is none of intended, submitted, finished"),
        ("purpose:fun", "purpose:fun is none of base"),
        ("took:>5parsecs", "units are ms, s, m, min, h"),
        ("rows:..", "rows:.. has no end"),
        ("on:2026-13", "on:2026-13 is no time: there is no such day or hour"),
        ("on:2026-11-31", "there is no such day"),
        ("on:soon", "on:soon is no time. Write on:2026-11"),
        ("on:2026-11..2026-10", "ends before it begins"),
        ("id:zz", "id:zz is no ID"),
        ("tag:x", "tag:x is no QUERY_TAG of ours"),
        ('tag:{"statement":"x"}', "The statement in this tag is no ID of ours."),
        ("x" * 4001, "at most 4,000 are read"),
        ("a " * 31, "at most 30 are read"),
    ],
)
def test_a_search_that_cannot_be_read_says_what_to_write_instead(cleo, words, said):
    page = cleo.get("/audit/", {"q": words})
    assert page.status_code == 400
    assert said in text_of(page.content.decode())


@pytest.mark.parametrize(
    "words", ["rows:>999999999999999b", "took:>1e9", "on:0000", "on:9999-12", "on:9999d", "-", "--"]
)
def test_no_number_is_too_large_for_a_sentence(cleo, words):
    assert cleo.get("/audit/", {"q": words}).status_code in (200, 400)


@pytest.mark.parametrize(
    "words",
    [
        'user:"Ben Okafor" -status:finished,lost took:>5s "a \\"b\\" c" -x',
        'tag:"{\\"portico\\": 1, \\"team\\": \\"x\\"}"',
    ],
)
def test_a_search_is_the_same_when_it_is_written_out_and_read_again(words):
    assert str(read(str(read(words)))) == str(read(words))
    assert read(str(read(words))) == read(words)


def test_without_the_right_to_see_sql_no_search_looks_into_it(people, asked):
    people["ben"].user_permissions.set([permission_called("querylog.view_statement")])
    ben = signed_in(people["ben"])
    assert find(ben, "count_of") == []
    assert find(ben, "coupons") == [asked["one"], asked["coupons"]]  # by the table, and by the report
    page = ben.get("/audit/", {"q": "word:count"})
    assert page.status_code == 400
    assert "takes the right to see it" in page.content.decode()


# ------------------------------------------------------------------ over time


def test_the_bars_of_a_search_add_up_to_what_it_finds(asked):
    for words in ("", "user:ana", "status:failed", "count", "on:today", "took:<1h", "id:" + asked["one"]):
        bars = histogram.histogram_of(read(words))
        assert (bars.total, bars.estimated) == (len(find_all(words)), False), words


def test_bars_stand_one_beside_the_other_over_the_whole_span(asked):
    bars = histogram.histogram_of(read("on:2026-11-01..2026-11-30")).bars
    assert all(bar.end == following.start for bar, following in pairwise(bars))
    assert {bar.end - bar.start for bar in bars} == {timedelta(days=1)}
    day = histogram.histogram_of(read("on:today")).bars
    assert len(day) > 1
    assert day[-1].end >= timezone.now() > day[-1].start


def test_a_count_that_takes_too_long_is_estimated_from_a_sample(asked, monkeypatch):
    monkeypatch.setattr(histogram, "PATIENCE", 0)
    assert histogram.histogram_of(read("user:ana")).estimated
    monkeypatch.setattr(histogram, "PATIENCE_OF_ALL", 0)
    assert histogram.histogram_of(read("user:ana")).bars == ()


def test_few_and_many_are_counted_alike(asked, monkeypatch):
    few = [histogram.histogram_of(read(words)) for words in ("", "user:ana", "count", "-status:finished")]
    monkeypatch.setattr(histogram, "FEW", 0)
    assert [histogram.histogram_of(read(words)) for words in ("", "user:ana", "count", "-status:finished")] == few


def find_all(words: str) -> list[Statement]:
    return page_of(read(words), size=1000).statements
