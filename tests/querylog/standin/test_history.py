"""QUERY_HISTORY: https://docs.snowflake.com/en/sql-reference/account-usage/query_history"""

import uuid

import pytest
from snowflake.connector.errors import ProgrammingError

from tests.querylog.standin.conftest import made_in, rows_of


@pytest.fixture
def tag() -> str:
    return f"tag-{uuid.uuid4()}"


def history_of(session, tag: str) -> list[dict]:
    found = rows_of(session, "select * from snowflake.account_usage.query_history where query_tag = ?", tag)
    return found.to_pylist()


def test_a_statement_is_there_with_all_that_is_known_of_it(session, ask, tag):
    ask("select department from BASKETS where department is not null", _statement_params={"QUERY_TAG": tag})
    row = history_of(session, tag)[0]
    assert row["QUERY_TEXT"] == "select department from BASKETS where department is not null"
    assert (row["USER_NAME"], row["ROLE_NAME"], row["WAREHOUSE_NAME"]) == ("PORTICO", "READER", "WH")
    assert (row["DATABASE_NAME"], row["SCHEMA_NAME"]) == ("GROCERY", "LOYALTY")
    assert (row["EXECUTION_STATUS"], row["ROWS_PRODUCED"], row["ERROR_MESSAGE"]) == ("SUCCESS", 200, None)
    assert row["BYTES_SCANNED"] > 0
    assert row["START_TIME"] <= row["END_TIME"]


def test_a_tag_of_the_session_is_on_each_of_its_statements(warehouse, tag):
    with warehouse.connect(session_parameters={"QUERY_TAG": tag}) as session:
        rows_of(session, "select 1")
        rows_of(session, "select 2")
        texts = [row["QUERY_TEXT"] for row in history_of(session, tag)]
    assert texts[:2] == ["select 1", "select 2"]


def test_a_tag_can_be_altered(warehouse, tag):
    with warehouse.connect() as session:
        rows_of(session, f"alter session set query_tag = '{tag}'")
        rows_of(session, "select 1")
        rows_of(session, "alter session unset query_tag")
        rows_of(session, "select 2")
        texts = [row["QUERY_TEXT"] for row in history_of(session, tag)]
    assert "select 1" in texts
    assert "select 2" not in texts


def test_an_asynchronous_statement_is_there_once_and_as_running_while_it_runs(session, ask, tag):
    cursor = session.cursor()
    cursor.execute_async("select system$wait(20)", _statement_params={"QUERY_TAG": tag})
    assert [row["EXECUTION_STATUS"] for row in history_of(session, tag)] == ["RUNNING"]
    ask("select system$cancel_query(?)", cursor.sfqid)
    assert [(row["QUERY_ID"], row["EXECUTION_STATUS"]) for row in history_of(session, tag)] == [(cursor.sfqid, "FAIL")]


def test_a_failed_statement_has_its_error(session, ask, tag):
    with pytest.raises(ProgrammingError):
        ask("select 1 / 0", _statement_params={"QUERY_TAG": tag})
    row = history_of(session, tag)[0]
    assert (row["EXECUTION_STATUS"], row["ERROR_CODE"], row["ERROR_MESSAGE"]) == ("FAIL", "100051", "Division by zero")


def test_connecting_leaves_nothing_there(warehouse, tag):
    with warehouse.connect(session_parameters={"QUERY_TAG": tag}) as session:
        pass
    with warehouse.connect() as session:
        assert history_of(session, tag) == []


def test_the_table_function_gives_the_newest_first_and_a_hundred_at_most(session, ask):
    for number in range(105):
        ask(f"select {number}")
    found = ask("select query_text from table(information_schema.query_history()) order by start_time desc")
    assert found.num_rows == 100
    assert ask("select query_text from table(information_schema.query_history(result_limit => 3))").num_rows == 3


def test_it_outlives_a_restart(tmp_path, tag):
    warehouse = made_in(tmp_path)
    warehouse.start()
    with warehouse.connect() as session:
        rows_of(session, "select 1", _statement_params={"QUERY_TAG": tag})
    warehouse.stop()
    warehouse.start()
    with warehouse.connect() as session:
        assert len(history_of(session, tag)) == 1
    warehouse.stop()
