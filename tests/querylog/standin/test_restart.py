"""A stand-in that is killed forgets nothing that it has told, as Snowflake never would."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from snowflake.connector import SnowflakeConnection
from snowflake.connector.constants import QueryStatus
from snowflake.connector.errors import ProgrammingError

from tests.querylog.standin.conftest import Warehouse, made_in, one, rows_of

ENDED = "SQL execution internal error: the stand-in ended while the statement ran."


@pytest.fixture
def warehouse(tmp_path) -> Iterator[Warehouse]:
    warehouse = made_in(tmp_path)
    warehouse.start()
    yield warehouse
    warehouse.stop()


def killed_and_started(warehouse: Warehouse) -> SnowflakeConnection:
    """A session after a death in which nothing could be put in order."""
    assert warehouse.process
    warehouse.process.kill()
    warehouse.process.wait(15)
    warehouse.start()
    return warehouse.connect()


def submitted(session: SnowflakeConnection, sql: str, **options) -> str:
    cursor = session.cursor()
    cursor.execute_async(sql, **options)
    return str(cursor.sfqid)


def in_the_history(session: SnowflakeConnection, query_id: str) -> dict:
    (row,) = rows_of(
        session, "select * from snowflake.account_usage.query_history where query_id = ?", query_id
    ).to_pylist()
    return row


def ended(session: SnowflakeConnection, query_id: str) -> QueryStatus:
    while session.is_still_running(status := session.get_query_status(query_id)):
        time.sleep(0.02)
    return status


def test_a_statement_that_ran_is_in_the_history_as_failed(warehouse):
    query_id = submitted(warehouse.connect(), "select system$wait(60)", _statement_params={"QUERY_TAG": "mine"})
    with killed_and_started(warehouse) as session:
        row = in_the_history(session, query_id)
    assert (row["EXECUTION_STATUS"], row["ERROR_CODE"], row["ERROR_MESSAGE"]) == ("FAIL", "000603", ENDED)
    assert (row["QUERY_TEXT"], row["QUERY_TAG"]) == ("select system$wait(60)", "mine")
    assert row["START_TIME"] <= row["END_TIME"]


def test_a_second_death_changes_nothing_of_what_is_known_of_the_first(warehouse):
    query_id = submitted(warehouse.connect(), "select system$wait(60)")
    with killed_and_started(warehouse) as session:
        before = in_the_history(session, query_id)
    with killed_and_started(warehouse) as session:
        assert in_the_history(session, query_id) == before


def test_its_status_is_known(warehouse):
    session = warehouse.connect()
    done, running = submitted(session, "select 1"), submitted(session, "select system$wait(60)")
    failed, cancelled = submitted(session, "select 1 / 0"), submitted(session, "select system$wait(60)")
    rows_of(session, "select system$cancel_query(?)", cancelled)
    for each in (done, failed):
        ended(session, each)
    with killed_and_started(warehouse) as session:
        assert [session.get_query_status(each) for each in (done, running, failed, cancelled)] == [
            QueryStatus.SUCCESS,
            QueryStatus.FAILED_WITH_ERROR,
            QueryStatus.FAILED_WITH_ERROR,
            QueryStatus.ABORTED,
        ]


def test_nobody_elses_status_is_told(warehouse):
    query_id = submitted(warehouse.connect(), "select system$wait(60)")
    killed_and_started(warehouse).close()
    with warehouse.connect("OTHER") as other:
        assert other.get_query_status(query_id) == QueryStatus.NO_DATA


def test_a_result_can_be_scanned_and_read_whole(warehouse):
    session = warehouse.connect()
    query_id = submitted(session, "select n from MANY")
    ended(session, query_id)
    with killed_and_started(warehouse) as session:
        assert one(rows_of(session, f"select count(*) from table(result_scan('{query_id}'))")) == 250_000
        head = session.rest.request(f"/queries/{query_id}/result", method="get", client="rest")["data"]
        assert (head["total"], sum(chunk["rowCount"] for chunk in head["chunks"])) == (250_000, 240_000)


def test_the_error_of_a_failed_statement_can_be_read(warehouse):
    session = warehouse.connect()
    query_id = submitted(session, "select 1 / 0")
    ended(session, query_id)
    with killed_and_started(warehouse) as session, pytest.raises(ProgrammingError, match="Division by zero"):
        session.get_query_status_throw_if_error(query_id)


def test_a_line_that_was_being_written_is_taken_out(warehouse):
    with warehouse.connect() as session:
        query_id = session.cursor().execute("select 1").sfqid
    history = Path(warehouse.folder / "history.jsonl")
    warehouse.stop()
    with history.open("a") as file:
        file.write('{"QUERY_ID": "torn')
    warehouse.start()
    with killed_and_started(warehouse) as session:
        assert in_the_history(session, query_id)["EXECUTION_STATUS"] == "SUCCESS"
    assert all(json.loads(line)["QUERY_ID"] != "torn" for line in history.read_text().splitlines())
