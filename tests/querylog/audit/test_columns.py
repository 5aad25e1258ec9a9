"""The page of a column: who has ever read it, by which statements, and what was done with the results."""

import pytest

from querylog.asker import Asker
from querylog.audit import readers
from querylog.door import Answer
from querylog.events import record
from querylog.models import Kind, SqlText
from tests.querylog import asking
from tests.querylog.audit.pages import CELL, older, text_of
from tests.querylog.audit.test_history import lines

INCOME = "/audit/columns/LOYALTY.DEMOGRAPHICS.INCOME/"
ANA, BEN = 7_000_007, 7_000_008
READS = "select count(*) from loyalty.demographics where income = ?"


def ask(sql: str = READS, *, person: int = ANA, **more) -> Answer:
    name = {ANA: "Ana Moreno", BEN: "Ben"}[person]
    asker = Asker(user_id=person, name=name, team="Shopper insights", report="demographics")
    return asking.ask(sql, ("x",) if "?" in sql else (), asker=asker, **more)


def people(page) -> list[dict[str, str]]:
    """The rows of the short answer."""
    rows = page.content.decode().partition("</h2>")[2].partition("</table>")[0].partition("<tbody>")[2].split("</tr>")
    return [{name.split()[-1]: text_of(cell) for name, cell in CELL.findall(row)} for row in rows[:-1]]


def statements(page) -> list[dict[str, str]]:
    whole = page.content.decode()
    page.content = whole[whole.index("statements--history") :].encode() if "statements--history" in whole else b""
    return lines(page)


def test_an_anonymous_visitor_is_asked_to_sign_in(anonymous):
    assert anonymous.get(INCOME).url == f"/sign-in/?next={INCOME}"


@pytest.mark.parametrize("person", ["ana", "rae"])
def test_only_who_may_read_statements_sees_who_read_a_column(request, person):
    assert request.getfixturevalue(person).get(INCOME).status_code == 403


def test_it_has_the_statements_that_depend_on_the_column_and_no_others(cleo):
    ask("select age from loyalty.demographics order by income")
    ask("select age from loyalty.demographics")
    ask("select * from loyalty.demographics")
    found = [line["sql"] for line in statements(cleo.get(INCOME))]
    assert found == ["select * from loyalty.demographics", "select age from loyalty.demographics order by income"]


def test_it_says_who_read_it_how_often_and_when_first_and_last(cleo):
    for person in (ANA, ANA, BEN):
        ask(person=person)
    page = cleo.get(INCOME)
    assert "3 statements on record, by 2 people." in text_of(page.content.decode())
    assert [(each["name"], each["asked"]) for each in people(page)] == [("Ana Moreno", "2"), ("Ben", "1")]
    assert all(each["first"] and each["last"] for each in people(page))


def test_who_was_served_by_anothers_statement_has_read_it_too(cleo):
    record(Kind.REUSED, user_id=BEN, name="Ben", team="Offers", statement=ask().statement, how="reused")
    assert ("Ben", "0", "1") in {(each["name"], each["asked"], each["served"]) for each in people(cleo.get(INCOME))}


def test_what_was_downloaded_from_a_slice_of_it_stands_with_its_base(cleo):
    base = ask().statement
    part = asking.ask("select 1", parent=base).statement
    record(Kind.DOWNLOADED, user_id=BEN, name="Ben", statement=part, visual="top", format="csv", stage="begun")
    assert [(line["purpose"], line["sql"]) for line in statements(cleo.get(INCOME))] == [
        ("downloaded", "top as csv: begun"),
        ("slice", READS),
    ]


def test_a_table_of_which_nobody_knows_the_columns_may_have_been_read_for_any(cleo):
    asking.intend("select * from other.things")
    assert [each["name"] for each in people(cleo.get("/audit/columns/other.things.it/"))] == ["Ana Moreno"]


def test_it_says_so_when_older_texts_may_have_read_it(cleo):
    SqlText.objects.create(digest=b"old", sql="select 1", tables=["LOYALTY.DEMOGRAPHICS"])
    assert "They may have read it, too." in text_of(cleo.get(INCOME).content.decode())


def test_it_says_so_when_not_all_statements_are_counted(cleo, monkeypatch):
    monkeypatch.setattr(readers, "MOST_COUNTED", 2)
    for _ in range(3):
        ask()
    assert "Of the newest 2 statements; the list below goes back further." in text_of(cleo.get(INCOME).content.decode())


def test_every_statement_is_on_exactly_one_page(cleo, monkeypatch):
    monkeypatch.setattr(readers, "PAGE", 2)
    asked = [str(ask().statement.pk) for _ in range(5)]
    page, seen = cleo.get(INCOME), []
    while True:
        link = older(page)
        seen += [pk for pk in reversed(asked) if f"/audit/{pk}/" in page.content.decode()]
        if not link:
            break
        page = cleo.get(INCOME + link)
    assert seen == asked[::-1]


@pytest.mark.parametrize("name", ["'", "%25", "a", "a/b", "{{ 7*7 }}", "é" * 500, "%00", "<script>alert(1)</script>"])
def test_no_name_of_a_column_breaks_its_page(cleo, name):
    page = cleo.get(f"/audit/columns/{name}/")
    assert page.status_code == 200
    assert b"<script>alert" not in page.content


def test_nobody_has_read_what_no_statement_names(cleo):
    assert "Nobody, as far as the log knows." in text_of(cleo.get(INCOME).content.decode())


def test_a_column_costs_the_same_few_queries_however_often_it_was_read(cleo, django_assert_max_num_queries):
    for _ in range(30):
        ask()
    with django_assert_max_num_queries(20):
        cleo.get(INCOME)
