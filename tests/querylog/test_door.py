"""Through the door and back: what is sent, what comes back, and what stands in the log afterwards."""

import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from querylog import door
from querylog.errors import (
    EndingUnwritten,
    LogUnavailable,
    ResultGone,
    SignInRefused,
    StatementFailed,
    StatementTimedOut,
    WarehouseUnreachable,
)
from querylog.models import Purpose, State, Statement
from tests.querylog.asking import (
    FOREVER,
    SLOW,
    as_kept,
    ask,
    history,
    newest,
    remembered,
    submit,
    unheard_of,
    was_sent,
)

pytestmark = pytest.mark.django_db


def a_role_that_may_not_write(table: str) -> None:
    """From now on, and until the test's transaction is taken back, we are someone who may not add to this table."""
    with connection.cursor() as cursor:
        cursor.execute("set local role none")
        cursor.execute("create role unlucky")
        cursor.execute("grant select, insert on all tables in schema public to unlucky")
        cursor.execute("grant update, delete on querylog_turn, querylog_shared to unlucky")
        cursor.execute("grant usage on all sequences in schema public to unlucky")
        cursor.execute(f"revoke insert on {table} from unlucky")
        cursor.execute("set local role unlucky")


# ------------------------------------------------------------------ ask


def test_an_answer_holds_the_rows_and_snowflakes_query_id():
    answer = ask("select 6 * 7 as n")
    assert answer.table.to_pydict() == {"N": [42]}
    assert answer.query_id == remembered(answer.statement)["QUERY_ID"]


def test_a_finished_statement_is_on_record_with_its_query_id_rows_and_seconds():
    answer = ask("select * from values (1), (2), (3)")
    kept = as_kept(answer.statement)
    assert (kept.state, kept.query_id, kept.rows, kept.error) == (State.FINISHED, answer.query_id, 3, "")
    assert kept.seconds == answer.seconds > 0


def test_bound_values_are_sent_beside_the_sql_and_not_in_it():
    answer = ask("select ? as said", ("Robert'); drop table students;--",))
    assert answer.table.to_pydict() == {"SAID": ["Robert'); drop table students;--"]}
    assert remembered(answer.statement)["QUERY_TEXT"] == "select ? as said"


def test_a_statement_carries_its_row_in_its_tag():
    answer = ask(unheard_of())
    assert str(answer.statement.pk) in remembered(answer.statement)["QUERY_TAG"]


@pytest.mark.parametrize("act", [ask, submit])
def test_nothing_is_sent_when_the_log_cant_be_written(act):
    a_role_that_may_not_write("querylog_statement")
    sql = unheard_of()
    with pytest.raises(LogUnavailable, match="can't be written, so nothing was sent to Snowflake"):
        act(sql)
    assert not was_sent(sql)


def test_a_text_that_the_log_cant_keep_is_not_sent():
    with pytest.raises(LogUnavailable):
        ask("select 'a\0b' as a_byte_that_postgresql_does_not_keep")
    assert history("QUERY_TEXT like ?", "%a_byte_that_postgresql_does_not_keep") == []


def test_an_answer_is_not_given_when_its_end_cant_be_written():
    a_role_that_may_not_write("querylog_ending")
    sql = unheard_of()
    with pytest.raises(EndingUnwritten, match="so the answer was not shown"):
        ask(sql)
    assert was_sent(sql)
    assert as_kept(newest()).state == State.INTENDED


# ------------------------------------------------------------------ what fails


def test_a_statement_that_cant_be_run_is_told_in_snowflakes_words():
    with pytest.raises(
        StatementFailed, match=r"Snowflake can't run this query: .*NO_SUCH_TABLE.*Tell the report's owner"
    ):
        ask("select * from no_such_table")


def test_a_failed_statement_is_on_record_with_its_query_id_and_the_sentence():
    with pytest.raises(StatementFailed) as failed:
        ask("select no_such_column from baskets")
    kept = as_kept(newest())
    assert (kept.state, kept.error) == (State.FAILED, failed.value.sentence)
    assert kept.query_id == failed.value.query_id == remembered(kept)["QUERY_ID"]


def test_a_division_by_zero_has_a_sentence_that_says_what_to_do():
    with pytest.raises(StatementFailed, match=r"divides by zero for these filters.*DIV0 or NULLIF"):
        ask("select 1 / 0")


def test_the_value_that_a_statement_stumbled_over_is_told_to_nobody():
    """Whose row it is of is not known here: Snowflake may read a row before a policy leaves it out."""
    sql = "select cast(it as integer) from (select 'a value of somebody' as it)"
    with pytest.raises(
        StatementFailed, match=r"A value in the data .* Snowflake's error 1000\d\d\..* under the query ID"
    ):
        ask(sql)
    later = door.wait(submit(f"{sql} where true"), patience=10)
    assert "Snowflake's error 1000" in later.error
    assert not any("somebody" in each.ending.error for each in Statement.objects.select_related("ending"))


def test_a_statement_over_its_limit_is_stopped_and_says_how_to_ask_for_less(settings):
    settings.STATEMENT_TIMEOUT_SECONDS = 1
    with pytest.raises(StatementTimedOut, match=r"took too long and was stopped\. Choose fewer days"):
        ask(FOREVER)
    assert as_kept(newest()).state == State.FAILED


def test_a_statement_that_the_connector_gives_up_on_is_told_as_too_long_and_not_as_cancelled(settings, fresh_pool):
    settings.NETWORK_TIMEOUT_SECONDS = 1
    with pytest.raises(StatementTimedOut, match="took too long and was stopped"):
        ask(FOREVER)
    kept = as_kept(newest())
    assert kept.state == State.FAILED
    assert remembered(kept)["QUERY_ID"] == kept.query_id


def test_the_rows_of_a_finished_statement_can_be_fetched_and_that_is_on_record_too():
    base = door.wait(submit("select 5 as n", press=uuid4(), part="sales"), patience=5)
    rows = door.fetch(base)
    fetched = as_kept(newest())
    assert rows.to_pydict() == {"N": [5]}
    assert (fetched.purpose, fetched.parent_id, fetched.press, fetched.part, fetched.asked_by_name) == (
        Purpose.FETCH,
        base.pk,
        base.press,
        "sales",
        base.asked_by_name,
    )


def test_a_result_that_snowflake_no_longer_keeps_is_told_as_such():
    with pytest.raises(ResultGone, match="no longer keeps this result"):
        ask("select * from table(result_scan('01c0ffee-0000-0000-0000-000000000000'))")


# ------------------------------------------------------------------ submit, look, wait, cancel


def test_a_slow_statement_is_submitted_at_once():
    started = time.monotonic()
    statement = submit(SLOW)
    assert time.monotonic() - started < 1
    assert as_kept(statement).state == State.SUBMITTED
    assert remembered(statement)["QUERY_ID"] == statement.query_id
    door.cancel(statement)


def test_waiting_ends_when_patience_does_and_a_later_look_brings_the_end():
    statement = submit(SLOW)
    started = time.monotonic()
    assert door.wait(statement, patience=0.5).state == State.SUBMITTED
    assert 0.5 <= time.monotonic() - started < 1
    assert door.wait(statement, patience=10).state == State.FINISHED


def test_a_quick_statement_is_not_waited_for_longer_than_it_takes():
    statement = submit("select 1")
    started = time.monotonic()
    assert door.wait(statement, patience=10).ended
    assert time.monotonic() - started < 1


def test_the_rows_and_snowflakes_own_seconds_of_a_submitted_statement_are_on_record():
    statement = door.wait(submit("select * from values (1), (2)"), patience=5)
    time.sleep(0.5)
    slow = submit("select system$wait(1)")
    time.sleep(2)  # nobody looks
    assert as_kept(statement).rows == 2
    assert door.look(slow).seconds == pytest.approx(1, abs=0.4)


def test_a_submitted_statement_that_fails_ends_with_its_sentence():
    statement = door.wait(submit("select 1 / 0"), patience=5)
    kept = as_kept(statement)
    assert kept.state == State.FAILED
    assert "divides by zero" in kept.error


def test_looking_at_a_statement_sends_none():
    statement = submit("select 1")
    before = Statement.objects.count()
    door.wait(statement, patience=5)
    assert Statement.objects.count() == before
    assert len(history("QUERY_TAG = ?", statement.tag)) == 1


def test_a_cancel_is_a_statement_on_record_like_any_other():
    statement = submit(FOREVER, press=uuid4())
    door.cancel(statement)
    cancel = as_kept(newest())
    assert (cancel.purpose, cancel.parent_id, cancel.binds) == (Purpose.CANCEL, statement.pk, [statement.query_id])
    assert remembered(cancel)["QUERY_ID"] == cancel.query_id


def test_a_cancel_reaches_snowflake_within_two_seconds_whether_or_not_a_worker_lives():
    statement = submit(FOREVER)
    clicked = timezone.now()
    assert door.cancel(statement).state == State.CANCELLED
    seen = remembered(statement)
    assert (seen["EXECUTION_STATUS"], seen["ERROR_CODE"]) == ("FAIL", "000604")
    assert seen["END_TIME"] - clicked < timedelta(seconds=2)


def test_an_ended_statement_is_not_cancelled():
    statement = door.wait(submit("select 1"), patience=5)
    door.cancel(statement)
    assert newest() == statement


# ------------------------------------------------------------------ Snowflake away


def test_an_unreachable_snowflake_is_told_within_seconds_in_one_sentence(place):
    place.end()
    started = time.monotonic()
    with pytest.raises(WarehouseUnreachable, match=r"Snowflake can't be reached\. Try again in a minute"):
        ask(unheard_of())
    assert time.monotonic() - started < 10
    assert as_kept(newest()).state == State.FAILED


def test_a_connection_that_breaks_between_two_statements_is_told_and_its_end_left_open(place):
    ask(unheard_of())
    place.end()
    with pytest.raises(WarehouseUnreachable, match="Try again in a minute"):
        ask(unheard_of())
    assert as_kept(newest()).state == State.INTENDED


def test_a_statement_stays_submitted_while_snowflake_cant_be_reached(place):
    statement = submit(FOREVER)
    place.end()
    assert door.look(statement).state == State.SUBMITTED


def test_a_statement_stays_submitted_while_snowflake_refuses_us(place, settings, fresh_pool):
    statement = submit(FOREVER)
    place.end_every_session()
    settings.SNOWFLAKE = {**settings.SNOWFLAKE, "password": "yesterday's"}
    assert door.look(statement).state == State.SUBMITTED


def test_a_wrong_password_is_told_as_such(place, settings):
    settings.SNOWFLAKE = {**settings.SNOWFLAKE, "password": "yesterday's"}
    with pytest.raises(SignInRefused, match="refused the portal's sign-in"):
        ask(unheard_of())
    assert as_kept(newest()).state == State.FAILED
