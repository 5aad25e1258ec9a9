"""The page of one statement: all that is known of it, and of what was read from its result."""

import re
from uuid import uuid4

import pytest

from querylog import door
from querylog.audit.statement.highlight import readable
from querylog.errors import StatementFailed
from tests.querylog.asking import FOREVER, as_kept, ask, newest, submit
from tests.querylog.audit.pages import page_of, text_of


@pytest.fixture
def base(db):
    return door.wait(submit("select 'base' as it", press=uuid4(), part="sales"), patience=5)


def test_an_anonymous_visitor_is_asked_to_sign_in(anonymous, base):
    assert anonymous.get(f"/audit/{base.pk}/").url.startswith("/sign-in/")


def test_who_may_not_read_statements_does_not_see_one(ana, base):
    assert ana.get(f"/audit/{base.pk}/").status_code == 403


def test_a_statement_that_there_is_not_is_not_found(cleo):
    assert cleo.get(f"/audit/{uuid4()}/").status_code == 404


def test_it_says_who_asked_and_for_which_press_and_what_came_of_it(cleo, base):
    said = text_of(page_of(cleo, base))
    for part in (base.asked_by_name, base.team, base.report, str(base.press), str(base.pk), base.query_id):
        assert part in said
    assert "Rows 1 " in said
    assert f"Time {as_kept(base).seconds:.3f} s" in said


def test_it_shows_the_sql_clause_by_clause_and_as_it_was_sent(cleo, db):
    statement = ask("select  a from (values (1)) as t (a) where a<9").statement
    page = page_of(cleo, statement)
    assert "WHERE\n  a &lt; 9" in re.sub("</?span[^>]*>", "", page)
    assert "select  a from (values (1)) as t (a) where a&lt;9</pre>" in page


def test_it_shows_the_bound_values_in_order(cleo, db):
    statement = ask("select ?, ?, ?", ("<b>bold</b>", 7, None)).statement
    assert "<li>&lt;b&gt;bold&lt;/b&gt;</li><li>7</li><li>null</li>" in page_of(cleo, statement)


def test_it_shows_each_step_of_its_life(cleo, base):
    said = text_of(page_of(cleo, base))
    at = said.index
    assert at("intended: on record, not yet sent") < at("submitted: Snowflake has it") < said.rindex("finished")


def test_one_that_runs_has_no_end_yet(cleo, db):
    said = text_of(page_of(cleo, submit(FOREVER)))
    assert "submitted: Snowflake has it" in said
    assert "finished" not in said


def test_the_error_of_a_failed_one_stands_on_its_page(cleo, db):
    with pytest.raises(StatementFailed) as failed:
        ask("select * from no_such_table")
    assert failed.value.sentence in text_of(page_of(cleo, newest()))


def test_it_leads_to_the_statement_whose_result_it_reads(cleo, base):
    child = ask("select 2", parent=base).statement
    assert f'href="/audit/{base.pk}/"' in page_of(cleo, child)


def test_it_leads_to_the_statements_that_read_its_result(cleo, base):
    children = [str(ask("select 2", parent=base).statement.pk) for _ in range(3)]
    page = page_of(cleo, base)
    assert [each for each in re.findall(r"/audit/([0-9a-f-]{36})/\"", page) if each in children] == children
    assert "3 statements read its result" in text_of(page)


def test_it_says_so_when_not_all_that_read_its_result_are_shown(cleo, base, monkeypatch):
    monkeypatch.setattr("querylog.audit.statement.tree.MOST_CHILDREN", 2)
    for _ in range(3):
        ask("select 2", parent=base)
    assert "3 statements read its result; the first 2 are here" in text_of(page_of(cleo, base))


@pytest.mark.parametrize("sql", ["", "select (", "(" * 5000, "select 'unclosed", "\\"])
def test_sql_that_cant_be_read_is_shown_as_it_was_sent(sql):
    assert readable(sql) == sql


def test_no_statement_of_several_is_left_out():
    assert readable("select 1; select 2").split() == ["SELECT", "1;", "SELECT", "2"]
