"""What the log keeps of a statement, and how it keeps it."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import uuid4

import pytest

from querylog import log
from querylog.asker import Asker
from querylog.models import Purpose, SqlText, State
from tests.querylog.asking import ANA, as_kept, ask, intend, remembered, submit, unheard_of

pytestmark = pytest.mark.django_db


def test_a_row_says_who_asked_for_which_team_and_which_report():
    kept = as_kept(ask("select 1").statement)
    assert (kept.asked_by_id, kept.asked_by_name, kept.team, kept.report) == (
        ANA.user_id,
        ANA.name,
        ANA.team,
        ANA.report,
    )


def test_a_row_says_why_it_was_asked_and_for_which_part():
    kept = as_kept(ask("select 1", purpose=Purpose.EXPORT, part="top_categories").statement)
    assert (kept.purpose, kept.part) == (Purpose.EXPORT, "top_categories")


def test_all_statements_of_one_press_carry_it_and_the_base_they_read():
    press = uuid4()
    base = submit("select 1", press=press)
    kept = as_kept(ask("select 2", press=press, parent=base).statement)
    assert (kept.press, kept.parent_id) == (press, base.pk)


def test_the_sql_is_kept_as_it_was_sent():
    kept = as_kept(ask('\n  select 1 -- ünïcode, \t a tab and\n   as "white space"\n').statement)
    assert kept.sql == 'select 1 -- ünïcode, \t a tab and\n   as "white space"' == remembered(kept)["QUERY_TEXT"]


def test_equal_texts_are_kept_once():
    sql = unheard_of()
    first, second = ask(sql).statement, ask(sql).statement
    assert first.text_id == second.text_id
    assert SqlText.objects.filter(sql=sql).count() == 1


def test_texts_that_differ_in_a_space_are_two():
    sql = unheard_of()
    assert ask(sql).statement.text_id != ask(sql.replace(" as", "  as")).statement.text_id


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("Ünï", "Ünï"),
        (42, 42),
        (1.5, 1.5),
        (True, True),
        (None, None),
        (Decimal("12.30"), "12.30"),
        (date(2026, 11, 16), "2026-11-16"),
        (datetime(2026, 11, 16, 8, 30, tzinfo=timezone(timedelta(hours=1))), "2026-11-16T08:30:00+01:00"),
        (b"\xca\xfe", "cafe"),
    ],
)
def test_bound_values_are_kept_so_that_people_can_read_them(value, kept):
    assert as_kept(ask("select ? as it", (value,)).statement).binds == [kept]


def test_bound_values_keep_their_order():
    assert as_kept(ask("select ?, ?, ?", ("b", "a", 1)).statement).binds == ["b", "a", 1]


def test_a_statement_without_a_person_has_a_name_all_the_same():
    command = Asker(user_id=None, name="snapshotschema", team="", report="")
    kept = as_kept(ask("select 1", asker=command, purpose=Purpose.SCHEMA).statement)
    assert (kept.asked_by_id, kept.asked_by_name) == (None, "snapshotschema")


def test_the_longest_names_still_fit_into_snowflakes_query_tag():
    longest = Asker(user_id=1, name="n" * 150, team="\N{WINKING FACE}" * 150, report="r" * 100)
    assert len(ask("select 1", asker=longest).statement.tag) <= 2000


def test_the_steps_of_a_statement_follow_each_other():
    kept = as_kept(ask("select 1").statement)
    assert kept.intended_at < kept.submission.at <= kept.ending.at


def test_what_was_just_written_is_known_without_reading_it(django_assert_num_queries):
    statement = ask("select 1").statement
    kept = as_kept(statement)
    with django_assert_num_queries(0):
        known = (statement.sql, statement.query_id, statement.state, statement.rows, statement.seconds, statement.error)
        times = (statement.submission.at, statement.ending.at)
    assert known == (kept.sql, kept.query_id, kept.state, kept.rows, kept.seconds, kept.error)
    assert times == (kept.submission.at, kept.ending.at)


def test_of_two_who_say_how_it_ended_the_second_learns_what_the_first_said():
    statement = intend("select 1")
    the_same = as_kept(statement)
    log.ended(statement, State.FINISHED, query_id="first", rows=1)
    log.ended(the_same, State.FAILED, query_id="second", error="Too late.")
    assert (the_same.state, the_same.query_id, the_same.error) == (State.FINISHED, "first", "")


def test_an_end_without_a_query_id_keeps_the_one_on_record():
    statement = intend("select 1")
    log.submitted(statement, "first")
    log.ended(statement, State.LOST, error="Forgotten.")
    assert (statement.state, statement.query_id) == (State.LOST, "first")
    assert (as_kept(statement).state, as_kept(statement).query_id) == (State.LOST, "first")
