"""Statements that run by themselves, and how they are stopped.

https://docs.snowflake.com/en/developer-guide/python-connector/python-connector-example#performing-an-asynchronous-query
"""

import subprocess
import sys
import threading
import time

import pytest
from snowflake.connector.constants import QueryStatus
from snowflake.connector.errors import ProgrammingError

from tests.querylog.standin.conftest import ROOT, one, rows_of


def ended(session, query_id: str, *, within: float = 5) -> QueryStatus:
    """The status of a statement once it is over."""
    end = time.monotonic() + within
    while session.is_still_running(status := session.get_query_status(query_id)) and time.monotonic() < end:
        time.sleep(0.02)
    return status


def test_a_statement_is_submitted_at_once_and_its_rows_are_fetched_later(session):
    cursor = session.cursor()
    cursor.execute_async("select count(*) from MANY")
    query_id = cursor.sfqid
    assert ended(session, query_id) == QueryStatus.SUCCESS
    cursor.get_results_from_sfqid(query_id)
    assert cursor.fetchone() == (250_000,)


def test_a_running_statement_says_so(session):
    cursor = session.cursor()
    cursor.execute_async("select system$wait(20)")
    assert session.get_query_status(cursor.sfqid) == QueryStatus.RUNNING
    rows_of(session, "select system$cancel_query(?)", cursor.sfqid)


def test_the_number_of_rows_is_known_without_a_statement(session):
    cursor = session.cursor()
    cursor.execute_async("select n from MANY")
    ended(session, cursor.sfqid)
    answer = session.rest.request(f"/queries/{cursor.sfqid}/result", method="get", client="rest")
    assert answer["data"]["total"] == 250_000


def test_a_statement_that_fails_says_how(session):
    cursor = session.cursor()
    cursor.execute_async("select 1 / 0")
    ended(session, cursor.sfqid)
    with pytest.raises(ProgrammingError) as failed:
        session.get_query_status_throw_if_error(cursor.sfqid)
    assert failed.value.errno == 100051


def test_another_process_cancels_it(warehouse, session):
    cursor = session.cursor()
    cursor.execute_async("select system$wait(30)")
    script = (
        f"import snowflake.connector as s; c = s.connect(**{warehouse.arguments()!r});"
        f"print(c.cursor().execute(\"select system$cancel_query('{cursor.sfqid}')\").fetchone()[0])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert "terminated" in done.stdout, done.stderr
    assert session.get_query_status(cursor.sfqid) == QueryStatus.ABORTED


def test_another_user_cannot_cancel_it(warehouse, session):
    cursor = session.cursor()
    cursor.execute_async("select system$wait(2)")
    with warehouse.connect("OTHER") as other:
        told = one(rows_of(other, "select system$cancel_query(?)", cursor.sfqid))
    assert told == "Identified SQL statement is not currently executing."
    assert session.get_query_status(cursor.sfqid) == QueryStatus.RUNNING


def test_the_connector_aborts_a_statement_that_is_read_synchronously(session):
    failure: list[ProgrammingError] = []
    cursor = session.cursor()

    def run() -> None:
        try:
            cursor.execute("select system$wait(30)", timeout=1)
        except ProgrammingError as error:
            failure.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(10)
    assert [error.errno for error in failure] == [604]


def test_a_cancelled_scan_stops_in_duckdb_too(warehouse, session):
    cursor = session.cursor()
    cursor.execute_async("select sum(case when a.n > b.n then 1 else 0 end) from MANY a cross join MANY b")
    started = time.monotonic()
    with warehouse.connect() as other:
        rows_of(other, "select system$cancel_query(?)", cursor.sfqid)
    assert ended(session, cursor.sfqid) == QueryStatus.ABORTED
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "options",
    [{}, {"_statement_params": {"STATEMENT_TIMEOUT_IN_SECONDS": 1}}],
    ids=["of the session", "of the statement"],
)
def test_a_statement_ends_at_its_timeout(warehouse, options):
    with warehouse.connect() as session:
        if not options:
            rows_of(session, "alter session set statement_timeout_in_seconds = 1")
        with pytest.raises(ProgrammingError) as stopped:
            rows_of(session, "select system$wait(30)", **options)
    assert stopped.value.errno == 630


def test_a_slow_statement_of_one_session_does_not_delay_a_fast_one_of_another(warehouse, session):
    slow = session.cursor()
    slow.execute_async("select system$wait(5)")
    with warehouse.connect() as other:
        assert one(rows_of(other, "select 1")) == 1
    assert session.get_query_status(slow.sfqid) == QueryStatus.RUNNING


def test_a_session_goes_on_after_a_statement_of_it_was_stopped(session, ask):
    with pytest.raises(ProgrammingError):
        ask("select system$wait(30)", _statement_params={"STATEMENT_TIMEOUT_IN_SECONDS": 1})
    assert one(ask("select 2")) == 2


def test_twenty_statements_at_once_on_eight_sessions_all_answer(warehouse):
    sessions = [warehouse.connect() for _ in range(8)]
    answers: list[int] = []

    def work(number: int) -> None:
        answers.append(one(rows_of(sessions[number % 8], f"select {number} + count(*) from BASKETS")))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == [300 + number for number in range(20)]
