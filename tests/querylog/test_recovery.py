"""Whoever was killed while a statement ran: it is brought to its true end, and it is not sent again."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from querylog import log, recovery
from querylog.ids import id_at
from querylog.models import Purpose, State, Statement, Turn
from querylog.recovery import Recovered
from querylog.warehouse import warehouse
from tests.querylog.asking import ANA, FOREVER, as_kept, ask, history, newest, submit, unheard_of

pytestmark = pytest.mark.django_db


def recover() -> Recovered:
    """As the keeper does it, but nothing counts as being on its way: a test does not wait for a minute."""
    return recovery.recover(younger_than=timedelta(0))


def killed_before_sending(sql: str) -> Statement:
    """A row as a process leaves it that is killed between writing it and sending."""
    return log.intend(sql, (), asker=ANA, purpose=Purpose.BASE, press=None, parent=None, part="")


def killed_after_sending(sql: str) -> tuple[Statement, str]:
    """A row as a process leaves it that is killed after Snowflake took the statement, and the query ID that it lost."""
    statement = killed_before_sending(sql)
    return statement, warehouse().submit(sql, (), tag=statement.tag)


def until_over(statement: Statement) -> None:
    end = time.monotonic() + 10
    while history("QUERY_TAG = ?", statement.tag)[0]["EXECUTION_STATUS"] == "RUNNING" and time.monotonic() < end:
        time.sleep(0.1)


def test_one_that_was_never_sent_is_lost_and_says_so():
    statement = killed_before_sending(unheard_of())
    assert recover().never_sent == 1
    kept = as_kept(statement)
    assert (kept.state, kept.query_id) == (State.LOST, "")
    assert (
        kept.error == "The query never reached Snowflake: the portal was stopped on the way. Press Refresh to run it."
    )


def test_one_that_was_never_sent_is_not_sent_now():
    statement = killed_before_sending(unheard_of())
    recover()
    assert history("QUERY_TAG = ?", statement.tag) == []


def test_one_that_was_sent_is_found_by_its_tag():
    statement, query_id = killed_after_sending("select * from values (1), (2), (3)")
    until_over(statement)
    recover()
    kept = as_kept(statement)
    assert (kept.state, kept.query_id, kept.rows) == (State.FINISHED, query_id, 3)


def test_one_that_failed_meanwhile_is_told_as_it_would_have_been():
    statement, _ = killed_after_sending("select 1 / 0")
    until_over(statement)
    recover()
    kept = as_kept(statement)
    assert kept.state == State.FAILED
    assert "divides by zero" in kept.error


def test_one_that_still_runs_gets_its_query_id_and_goes_on():
    statement, query_id = killed_after_sending(FOREVER)
    recover()
    kept = as_kept(statement)
    assert (kept.state, kept.query_id) == (State.SUBMITTED, query_id)


def test_one_that_was_cancelled_meanwhile_is_cancelled():
    statement, query_id = killed_after_sending(FOREVER)
    ask("select system$cancel_query(?)", (query_id,))
    until_over(statement)
    recover()
    assert as_kept(statement).state == State.CANCELLED


def test_one_with_a_query_id_is_looked_up_by_it():
    statement = submit("select 5")
    time.sleep(0.5)
    recover()
    assert as_kept(statement).state == State.FINISHED


def test_each_is_in_snowflakes_history_once():
    statement, _ = killed_after_sending("select 7")
    until_over(statement)
    recover()
    recover()
    assert len(history("QUERY_TAG = ?", statement.tag)) == 1


def test_one_that_is_on_its_way_is_left_alone():
    statement = killed_before_sending(unheard_of())
    recovery.recover()
    assert as_kept(statement).state == State.INTENDED


def test_one_that_waits_for_its_turn_is_left_alone():
    statement = killed_before_sending(unheard_of())
    Turn.objects.create(pk=statement.pk, team=ANA.team, call={"binds": [], "timeout": None, "running": 0})
    recover()
    assert as_kept(statement).state == State.INTENDED


def test_an_export_that_is_being_read_is_left_to_its_reader():
    statement = submit("select 1", purpose=Purpose.EXPORT)
    time.sleep(0.5)
    recover()
    assert as_kept(statement).state == State.SUBMITTED


def test_what_snowflake_itself_has_forgotten_is_lost(place):
    statement = submit(FOREVER)
    place.end()
    (place.data / "history.jsonl").unlink()
    place.start()
    recover()
    kept = as_kept(statement)
    assert (kept.state, kept.query_id) == (State.LOST, statement.query_id)
    assert "Snowflake no longer knows this query" in kept.error


def test_while_snowflake_cant_be_reached_all_stays_open(place):
    statement = killed_before_sending(unheard_of())
    place.end()
    recover()
    assert as_kept(statement).state == State.INTENDED


def test_recovery_asks_once_for_all_and_is_on_record_itself():
    for _ in range(5):
        killed_before_sending(unheard_of())
    before = Statement.objects.filter(purpose=Purpose.HISTORY).count()
    recover()
    assert Statement.objects.filter(purpose=Purpose.HISTORY).count() - before == 2
    assert newest().asked_by_name == "recovery"


def test_the_next_recovery_begins_where_nothing_is_open_before(django_assert_max_num_queries):
    killed_before_sending(unheard_of())
    recover()
    with django_assert_max_num_queries(8):
        assert recover().open == 0


def test_a_turn_whose_statement_was_never_written_down_is_given_back():
    Turn.objects.create(pk=id_at(0), team=ANA.team)
    Turn.objects.update(since=timezone.now() - timedelta(minutes=5))
    recover()
    assert not Turn.objects.exists()
