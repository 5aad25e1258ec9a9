"""The list of statements: who sees it, in which order, and that nothing is missing from it."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from querylog.asker import Asker
from querylog.audit import search
from querylog.audit.language import read
from querylog.errors import StatementFailed
from querylog.models import Statement
from tests.querylog.asking import FOREVER, ask, intend, submit, unheard_of
from tests.querylog.audit.pages import find, listed, older

HOSTILE = ("%", "_", "\\", "'", '"><script>', "\0", "\ud83d", "é" * 3000, "{{ 7*7 }}", "' or 1=1 --", "0" * 32)


def test_an_anonymous_visitor_is_asked_to_sign_in(anonymous):
    page = anonymous.get("/audit/")
    assert (page.status_code, page.url) == (302, "/sign-in/?next=/audit/")


@pytest.mark.parametrize("person", ["ana", "ben", "dev", "rae"])
def test_only_who_may_read_statements_sees_them(request, person):
    page = request.getfixturevalue(person).get("/audit/")
    assert page.status_code == (200 if person == "dev" else 403)


def test_the_newest_statement_is_first(cleo):
    asked = [str(ask("select 1").statement.pk) for _ in range(3)]
    assert [row["id"] for row in listed(cleo.get("/audit/"))] == asked[::-1]


def test_every_statement_is_on_exactly_one_page(cleo):
    asked = {str(intend("select 1").pk) for _ in range(120)}
    page, seen = cleo.get("/audit/"), []
    while True:
        seen += [row["id"] for row in listed(page)]
        if not older(page):
            break
        page = cleo.get("/audit/" + older(page))
    assert len(seen) == 120
    assert set(seen) == asked


def test_a_statement_that_comes_in_between_moves_nothing_to_another_page(cleo):
    for _ in range(60):
        intend("select 1")
    first = cleo.get("/audit/")
    ask("select 2")
    second = listed(cleo.get("/audit/" + older(first)))
    assert len(second) == 10
    assert not {row["id"] for row in second} & {row["id"] for row in listed(first)}


def test_a_later_page_of_a_search_still_searches(cleo):
    for _ in range(60):
        intend("select 'needle'")
        intend("select 'hay'")
    second = listed(cleo.get("/audit/" + older(cleo.get("/audit/?q=needle"))))
    assert len(second) == 10
    assert {row["sql"] for row in second} == {"select 'needle'"}


def test_a_later_page_begins_in_the_index_and_not_at_the_newest(db):
    key = str(ask("select 1").statement.pk)
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        cursor.execute("set local enable_seqscan = off")  # a table of one row would be read whole
        cursor.execute("set local enable_sort = off")
        search.page_of(read('user:"Ana Moreno"'), after=key)
        (found,) = [each["sql"] for each in asked.captured_queries if "DESC LIMIT 51" in each["sql"]]
        cursor.execute("explain " + found)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert re.search(r"Index Cond: .*\(id < ", plan)


def test_each_row_says_what_the_log_says(cleo):
    ana = Asker(user_id=1, name="Ana Moreno", team="Offers", report="category-performance")
    statement = ask("select * from values (1), (2)", asker=ana, part="over_time").statement
    (row,) = listed(cleo.get("/audit/"))
    assert row["who"] == "Ana Moreno Offers"
    assert row["report"] == "category-performance over_time"
    assert (row["purpose"], row["state"], row["rows"]) == ("slice", "finished", "2")
    assert row["time"] == f"{statement.seconds:.3f} s"
    assert row["when"] == statement.intended_at.strftime("%-d %b %Y %H:%M:%S")
    assert statement.query_id.startswith(row["query-id"].split("…")[0])


def test_a_statement_that_runs_is_shown_as_submitted_without_rows(cleo):
    submit(FOREVER)
    (row,) = listed(cleo.get("/audit/"))
    assert (row["state"], row["rows"], row["time"]) == ("submitted", "–", "–")


def test_a_failed_statement_is_listed_like_any_other(cleo):
    with pytest.raises(StatementFailed):
        ask("select 1 / 0")
    assert [row["state"] for row in listed(cleo.get("/audit/"))] == ["failed"]


def test_a_page_costs_the_same_few_queries_however_many_rows_it_has(cleo, django_assert_max_num_queries):
    for _ in range(50):
        ask("select 1")
    with django_assert_max_num_queries(13):
        cleo.get("/audit/")


def test_an_empty_log_says_when_something_will_be_here(cleo):
    assert "Nothing has been asked of Snowflake yet." in cleo.get("/audit/").content.decode()


# ------------------------------------------------------------------ search


@pytest.fixture
def two(db) -> tuple[Statement, Statement]:
    """What is looked for, and what is not."""
    needle = Asker(user_id=1, name="Ana Moreno", team="Shopper insights", report="category-performance")
    hay = Asker(user_id=2, name="Ben Okafor", team="Offers", report="coupons")
    return (
        ask("select 'NEEDLE in 100% of it'", asker=needle, press=uuid4()).statement,
        ask("select 'hay'", asker=hay, press=uuid4()).statement,
    )


@pytest.mark.parametrize("words", ["needle", "'NEEDLE in", "100%", "moreno", "Shopper", "category-perf", "  needle  "])
def test_words_are_found_in_the_sql_the_person_the_team_and_the_report(cleo, two, words):
    assert find(cleo, words) == [str(two[0].pk)]


def test_a_statement_is_found_by_the_beginning_of_its_query_id(cleo, two):
    assert find(cleo, two[0].query_id[:22].upper()) == [str(two[0].pk)]


def test_a_statement_is_found_by_its_own_id_as_it_stands_in_the_query_tag(cleo, two):
    assert find(cleo, str(two[0].pk)) == [str(two[0].pk)]


def test_all_statements_of_one_press_are_found_by_it(cleo, two):
    ask("select 3", press=two[0].press)
    assert len(find(cleo, str(two[0].press))) == 2


def test_wildcards_of_sql_are_looked_for_as_they_are(cleo, two):
    assert find(cleo, "%") == [str(two[0].pk)]


def test_a_search_without_a_match_says_what_may_be_searched_for(cleo, two):
    page = cleo.get("/audit/?q=" + unheard_of()[8:20]).content.decode()
    assert "No statement holds" in page
    assert "the beginning of a query ID" in page


@pytest.mark.parametrize("words", HOSTILE)
def test_no_search_breaks_the_page(cleo, two, words):
    page = cleo.get("/audit/", {"q": words.encode("utf-8", "surrogatepass")})
    assert page.status_code == 200
    assert b"<script>alert" not in page.content
    assert b'"><script>' not in page.content


AN_ID = "00000000-0000-4000-8000-000000000000"
KEYS = (
    "~",
    "2026-11-16~",
    f"2026-11-16T00:00:00~{AN_ID}",
    f"0001-01-01~{AN_ID}",
    f"0001-01-01T00:00:00+23:59~{AN_ID}",
    f"9999-12-31T23:59:59.999999-23:59~{AN_ID}",
    f"2026-11-16T00:00:00+00:00~{AN_ID}~x",
)


@pytest.mark.parametrize("after", [*HOSTILE, *KEYS], ids=ascii)
def test_no_key_of_a_page_breaks_it(cleo, two, after):
    assert cleo.get("/audit/", {"after": after.encode("utf-8", "surrogatepass")}).status_code == 200
