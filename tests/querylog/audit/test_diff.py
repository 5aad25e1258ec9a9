"""Two statements compared: their SQL line by line, their values, and what else differs."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission

from querylog.asker import Asker
from querylog.models import Event, Kind
from querylog.sensitive import Sensitive
from tests.querylog.asking import ask, intend
from tests.querylog.audit.pages import text_of

ONE, OTHER = "select a, b from t where a = ?", "select a, c from t where a = ?"


def compared(client, left, right, **more) -> str:
    return client.get(f"/audit/{left.pk}/diff/{right.pk}/", more).content.decode()


def row(page: str, name: str) -> str:
    """The markup of one pair of facts or values."""
    found = next(each for each in page.split("<tr")[1:] if f'<th scope="row">{name}' in each)
    return "<tr" + found.partition("</tr>")[0]


@pytest.fixture
def two(db):
    return intend(ONE), intend(OTHER)


def test_the_lines_that_differ_stand_side_by_side(cleo, two):
    page = compared(cleo, *two)
    changed = next(each for each in page.split("<tr")[1:] if "diff__changed" in each)
    assert text_of("<tr" + changed) == "3 b 3 c"


def test_lines_far_from_any_difference_are_counted_and_shown_if_asked(cleo, db):
    many = ", ".join(f"x{number}" for number in range(30))
    one, other = intend(f"select {many}, a from t"), intend(f"select {many}, b from t")
    assert "28 equal lines" in compared(cleo, one, other)
    assert "x5" not in compared(cleo, one, other)
    assert "x5" in compared(cleo, one, other, all="")


def test_the_same_sql_is_said_to_be_the_same(cleo, db):
    assert "The same SQL with the same values." in text_of(compared(cleo, intend(ONE), intend(ONE)))


def test_values_that_differ_are_marked(cleo, db):
    one, other = ask("select ?, ?", ("a", 7)).statement, ask("select ?, ?", ("b", 7)).statement
    page = compared(cleo, one, other)
    assert "pairs__differ" in row(page, "1")
    assert "pairs__differ" not in row(page, "2")


def test_a_value_that_only_one_has_stands_beside_a_dash(cleo, db):
    page = compared(cleo, ask("select ?", ("a",)).statement, ask("select ?, ?", ("a", "b")).statement)
    assert text_of(row(page, "2")) == "2 differs – b"


def test_hidden_values_stay_hidden(cleo, db):
    one, other = (ask("select ?", (Sensitive(card),)).statement for card in ("4711-0815", "4711-0816"))
    page = compared(cleo, one, other)
    assert text_of(row(page, "1")) == "1 differs ••• (hidden) ••• (hidden)"
    assert "hashed" not in page


def test_what_is_known_of_both_is_compared_too(cleo, db):
    ben = Asker(user_id=8, name="Ben", team="Offers", report="category-performance")
    page = compared(cleo, ask("select 1").statement, ask("select 1", asker=ben).statement)
    assert text_of(row(page, "Asked by")) == "Asked by differs Ana Moreno Ben"
    assert "pairs__differ" not in row(page, "Report")


def test_another_statement_is_found_by_its_query_id(cleo, db):
    one, other = ask("select 1").statement, ask("select 2").statement
    answer = cleo.get(f"/audit/{one.pk}/diff/", {"with": f" {other.query_id.upper()} "})
    assert answer.url == f"/audit/{one.pk}/diff/{other.pk}/"
    assert cleo.get(f"/audit/{one.pk}/diff/{other.query_id}/").status_code == 200


@pytest.mark.parametrize("words", ["", "x", "'", "\0", "\ud83d", "<script>alert(1)</script>", "0" * 500, "{{ 7*7 }}"])
def test_what_is_no_id_is_refused_with_a_sentence(cleo, two, words):
    page = cleo.get(f"/audit/{two[0].pk}/diff/", {"with": words.encode("utf-8", "surrogatepass")})
    assert page.status_code == 400
    assert "is neither the ID of a statement nor a query ID" in page.content.decode()
    assert "<script>alert" not in page.content.decode()


def test_a_page_that_is_shown_with_such_a_sentence_is_on_record_as_read(cleo, two):
    cleo.get(f"/audit/{two[0].pk}/diff/", {"with": "x"})
    assert Event.objects.filter(kind=Kind.AUDITED, facts__page=f"/audit/{two[0].pk}/diff/").exists()


def test_an_id_of_nothing_is_refused_with_a_sentence(cleo, two):
    page = cleo.get(f"/audit/{two[0].pk}/diff/{uuid4()}/")
    assert page.status_code == 400
    assert "The log has no statement with the ID or query ID" in page.content.decode()


def test_a_text_over_several_lines_is_compared_line_by_line(cleo, db):
    page = compared(cleo, intend("select 'a\nb\nc'"), intend("select 'a\nx\nc'"))
    assert page.count("<span") == page.count("</span>")
    assert "diff__changed" in page


def test_texts_too_long_to_compare_say_so(cleo, two, monkeypatch):
    monkeypatch.setattr("querylog.audit.statement.comparing.MOST_LINES", 2)
    assert "too long to be compared line by line" in compared(cleo, *two)


@pytest.mark.parametrize("address", ["diff/", "diff/{other}/"])
def test_who_may_not_see_sql_compares_nothing(cleo, people, two, address):
    people["cleo"].user_permissions.clear()
    people["cleo"].groups.clear()
    people["cleo"].user_permissions.add(Permission.objects.get(codename="view_statement"))
    assert cleo.get(f"/audit/{two[0].pk}/{address.format(other=two[1].pk)}").status_code == 403


def test_who_may_not_read_the_log_compares_nothing(ana, two):
    assert ana.get(f"/audit/{two[0].pk}/diff/{two[1].pk}/").status_code == 403
