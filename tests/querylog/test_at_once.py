"""Several at once, each in a thread or a process of its own: every commit is one, so all see what the others wrote."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from querylog import door, log
from querylog.errors import EndingUnwritten
from querylog.models import SqlText, State, Statement
from tests.querylog.asking import (
    FOREVER,
    as_kept,
    ask,
    at_once,
    intend,
    newest,
    remembered,
    submit,
    unheard_of,
    was_sent,
)

pytestmark = pytest.mark.usefixtures("committed")


def test_the_row_is_there_before_anything_is_sent():
    asking = threading.Thread(target=lambda: at_once(1, lambda: ask("select system$wait(1)")))
    before = Statement.objects.count()
    asking.start()
    while Statement.objects.count() == before:
        time.sleep(0.01)
    assert as_kept(newest()).state == State.INTENDED
    asking.join()
    assert as_kept(newest()).state == State.FINISHED


def test_the_door_does_not_ask_within_someone_elses_transaction():
    sql = unheard_of()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        ask(sql)
    assert not was_sent(sql)


def test_two_who_look_at_once_write_one_end():
    statement = submit("select 1")
    time.sleep(1)
    seen = at_once(8, lambda: door.look(Statement.objects.get(pk=statement.pk)))
    assert {each.state for each in seen} == {State.FINISHED}
    assert len({each.ending.at for each in seen}) == 1


def test_someone_else_may_cancel_what_a_thread_waits_for():
    statement = submit(FOREVER)
    threading.Timer(0.3, lambda: at_once(1, lambda: door.cancel(Statement.objects.get(pk=statement.pk)))).start()
    assert door.wait(statement, patience=10).state == State.CANCELLED
    assert as_kept(statement).error == "The query was cancelled. Press Refresh to run it again."
    assert remembered(statement)["ERROR_CODE"] == "000604"


def test_two_who_ask_the_same_new_thing_at_once_share_one_text():
    sql = unheard_of()
    answers = at_once(8, lambda: ask(sql))
    assert len({each.statement.pk for each in answers}) == 8
    assert len({each.statement.text_id for each in answers}) == SqlText.objects.filter(sql=sql).count() == 1


def test_a_text_that_is_known_is_asked_with_two_statements_to_the_log_each_its_own_commit():
    sql = unheard_of()
    ask(sql)
    with CaptureQueriesContext(connection) as written:
        statement = ask(sql).statement
    assert [each["sql"].split()[0] for each in written] == ["INSERT", "WITH"]
    assert as_kept(statement).state == State.FINISHED


def test_an_end_that_cant_be_written_leaves_no_query_id_either():
    statement = intend(unheard_of())
    with pytest.raises(EndingUnwritten):
        log.ended(statement, State.FINISHED, query_id="some", error="a\0b")
    assert as_kept(statement).state == State.INTENDED
