"""What comes twice runs once, and what is stopped stops at once."""

import json
import threading
import time
from collections.abc import Iterator
from uuid import uuid4

import pytest
from snowflake.connector.constants import QueryStatus
from snowflake.connector.errors import ProgrammingError

from tests.querylog.standin.conftest import Warehouse, one, rows_of

ACROSS = "select sum(case when a.n > b.n then 1 else 0 end) from MANY a cross join MANY b"


def times_run(session, sql: str) -> int:
    found = rows_of(session, "select count(*) from snowflake.account_usage.query_history where query_text = ?", sql)
    return int(one(found))


def unheard_of() -> str:
    return f"select '{uuid4()}' as it"


@pytest.fixture
def trouble(warehouse) -> Iterator[Warehouse]:
    yield warehouse
    (warehouse.folder / "trouble.json").unlink(missing_ok=True)


def make(warehouse: Warehouse, **what) -> None:
    (warehouse.folder / "trouble.json").write_text(json.dumps(what))


# ------------------------------------------------------------------ twice


def test_a_request_that_comes_again_gets_the_answer_of_the_first(session):
    sql, once = unheard_of(), {"requestId": str(uuid4())}
    first = session.cursor().execute(sql, _statement_params=once)
    again = session.cursor().execute(sql, _statement_params=once)
    assert (again.sfqid, again.fetchall()) == (first.sfqid, first.fetchall())
    assert times_run(session, sql) == 1


def test_a_submitted_one_gets_the_same_query_id(session):
    sql, once = unheard_of(), {"requestId": str(uuid4())}
    cursors = [session.cursor(), session.cursor()]
    for cursor in cursors:
        cursor.execute_async(sql, _statement_params=once)
    assert cursors[0].sfqid == cursors[1].sfqid
    assert times_run(session, sql) == 1


def test_one_that_comes_again_while_the_first_runs_waits_for_it(warehouse, session):
    once = {"requestId": str(uuid4())}
    found: list[str] = []

    def run() -> None:
        with warehouse.connect() as other:
            found.append(other.cursor().execute("select system$wait(1)", _statement_params=once).sfqid)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3
    assert len(set(found)) == 1


def test_the_request_of_another_user_is_another(warehouse, session):
    sql, once = unheard_of(), {"requestId": str(uuid4())}
    session.cursor().execute(sql, _statement_params=once)
    with warehouse.connect("OTHER") as other:
        other.cursor().execute(sql, _statement_params=once)
    assert times_run(session, sql) == 2


@pytest.mark.parametrize("what", [{"answer": "lost"}, {"http": 503, "at": "query"}], ids=["lost", "503"])
def test_the_connector_repeats_what_has_no_good_answer_and_it_runs_once(trouble, session, what):
    make(trouble, **what, times=1)
    sql = unheard_of()
    assert rows_of(session, sql).num_rows == 1
    assert times_run(session, sql) == 1


# ------------------------------------------------------------------ stopped


@pytest.mark.parametrize("sql", [ACROSS, "select system$wait(60)"], ids=["scanning", "waiting"])
def test_a_statement_is_over_when_its_cancel_is_answered(warehouse, session, sql):
    cursor = session.cursor()
    cursor.execute_async(sql)
    with warehouse.connect() as other:
        rows_of(other, "select system$cancel_query(?)", cursor.sfqid)
    assert session.get_query_status(cursor.sfqid) == QueryStatus.ABORTED


@pytest.mark.parametrize("sql", [ACROSS, "select system$wait(60)"], ids=["scanning", "waiting"])
def test_an_abort_request_ends_it_without_a_statement(session, sql):
    cursor = session.cursor()
    cursor.execute_async(sql)
    session.rest.request(f"/queries/{cursor.sfqid}/abort-request", client="rest")
    while session.is_still_running(status := session.get_query_status(cursor.sfqid)):
        time.sleep(0.01)
    assert status == QueryStatus.ABORTED


def test_one_that_waits_for_its_warehouse_is_cancelled_too(trouble, session):
    make(trouble, query="warehouse asleep", seconds=60, times=1)
    cursor = session.cursor()
    cursor.execute_async("select 1")
    while (status := session.get_query_status(cursor.sfqid)) == QueryStatus.RUNNING:
        time.sleep(0.01)  # it is taken before it gets to its warehouse
    assert status == QueryStatus.RESUMING_WAREHOUSE
    rows_of(session, "select system$cancel_query(?)", cursor.sfqid)
    assert session.get_query_status(cursor.sfqid) == QueryStatus.ABORTED


def test_the_next_statement_of_a_session_is_not_hit_by_the_end_of_the_one_before(session):
    for _ in range(20):
        with pytest.raises(ProgrammingError):
            session.cursor().execute(ACROSS, _statement_params={"STATEMENT_TIMEOUT_IN_SECONDS": 0.05})
        assert one(rows_of(session, "select count(*) from MANY")) == 250_000


# ------------------------------------------------------------------ trouble.json


def test_trouble_lasts_for_its_times_or_until_the_file_is_gone(trouble, session):
    make(trouble, query="warehouse suspended", times=1)
    for number in (608, None, None):
        assert failure(session) == number
    make(trouble, query="warehouse suspended")
    for _ in range(3):
        assert failure(session) == 608
    (trouble.folder / "trouble.json").unlink()
    assert failure(session) is None


def failure(session) -> int | None:
    try:
        session.cursor().execute("select 1")
    except ProgrammingError as error:
        return error.errno
    return None


def test_a_failed_statement_of_a_suspended_warehouse_is_in_the_history(trouble, session):
    make(trouble, query="quota used up", times=1)
    with pytest.raises(ProgrammingError) as failed:
        session.cursor().execute("select 1")
    found = rows_of(
        session, "select * from snowflake.account_usage.query_history where query_id = ?", failed.value.sfqid
    )
    assert found.to_pylist()[0]["ERROR_CODE"] == "090073"
