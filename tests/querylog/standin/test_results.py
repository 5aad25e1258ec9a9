"""RESULT_SCAN: https://docs.snowflake.com/en/sql-reference/functions/result_scan"""

import os
import subprocess
import sys
import time

import pytest
from snowflake.connector.errors import ProgrammingError

from tests.querylog.standin.conftest import ROOT, made_in, one, rows_of

BASE = "select department, household_id, sum(sales_value) as sales from BASKETS group by all"


@pytest.fixture
def base(session) -> str:
    """The query ID of a stored result."""
    return str(session.cursor().execute(BASE).sfqid)


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("select count(*) from table(result_scan('{id}'))", 30),
        ("select sum(sales) from table(result_scan('{id}')) as base where base.department = 'DELI'", 10),
        ("select count(*) from (select department from table(result_scan('{id}')) group by 1)", 3),
        ("with b as (select * from table(result_scan('{id}'))) select count(*) from b where household_id < 5", 15),
        (
            "select count(*) from table(result_scan('{id}')) a join table(result_scan('{id}')) b using (household_id)",
            90,
        ),
        (
            "select count(*) from BASKETS where household_id in (select household_id from table(result_scan('{id}')))",
            300,
        ),
        ("select count(*) from (select * from table(result_scan('{id}')) order by 1, 2 limit 7 offset 28)", 2),
    ],
    ids=["plain", "filtered", "grouped below", "in a CTE", "joined", "in a subquery", "paged"],
)
def test_a_stored_result_stands_wherever_a_table_may(ask, base, sql, found):
    assert one(ask(sql.format(id=base))) == found


def test_the_last_result_of_a_session_has_a_name(ask):
    ask("select 1 as a union all select 2")
    assert one(ask("select sum(a) from table(result_scan(last_query_id()))")) == 3


def test_earlier_results_are_counted_back(ask):
    ask("select 40 as a")
    ask("select 50 as a")
    assert one(ask("select a from table(result_scan(last_query_id(-2)))")) == 40


def test_another_session_of_the_same_user_reads_it(warehouse, base):
    with warehouse.connect() as other:
        assert one(rows_of(other, f"select count(*) from table(result_scan('{base}'))")) == 30


def test_another_process_of_the_same_user_reads_it(warehouse, base):
    script = (
        f"import snowflake.connector as s; c = s.connect(**{warehouse.arguments()!r});"
        f"print(c.cursor().execute(\"select count(*) from table(result_scan('{base}'))\").fetchone()[0])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "30", done.stderr


def test_another_user_does_not(warehouse, base):
    with warehouse.connect("OTHER") as other, pytest.raises(ProgrammingError) as refused:
        rows_of(other, f"select * from table(result_scan('{base}'))")
    assert refused.value.errno == 709


def test_an_unknown_result_is_snowflakes_error(ask):
    with pytest.raises(ProgrammingError) as refused:
        ask("select * from table(result_scan('01000000-0000-0000-0000-000000000000'))")
    assert refused.value.errno == 709
    assert "Statement 01000000-0000-0000-0000-000000000000 not found" in str(refused.value)


def test_a_result_is_gone_after_24_hours(warehouse, ask, base):
    yesterday = time.time() - 24 * 3600 - 1
    os.utime(warehouse.folder / "results" / f"{base}.parquet", (yesterday, yesterday))
    with pytest.raises(ProgrammingError) as refused:
        ask(f"select * from table(result_scan('{base}'))")
    assert refused.value.errno == 709


def test_results_outlive_a_restart(tmp_path):
    warehouse = made_in(tmp_path)
    warehouse.start()
    with warehouse.connect() as session:
        query_id = session.cursor().execute(BASE).sfqid
    warehouse.stop()
    warehouse.start()
    with warehouse.connect() as session:
        assert one(rows_of(session, f"select count(*) from table(result_scan('{query_id}'))")) == 30
    warehouse.stop()


def test_the_oldest_results_make_room_for_new_ones(tmp_path):
    warehouse = made_in(tmp_path, options=("--stored-bytes", "3000000"))
    warehouse.start()
    with warehouse.connect() as session:
        ids = [session.cursor().execute(f"select n, n + {i} as m from MANY").sfqid for i in range(4)]
        kept = {path.stem for path in (tmp_path / "results").glob("*.parquet")}
    warehouse.stop()
    assert ids[0] not in kept
    assert ids[-1] in kept


def test_a_large_result_arrives_whole(ask):
    table = ask("select n from MANY order by n")
    assert table.num_rows == 250_000
    assert table.column(0)[249_999].as_py() == 249_999


def test_a_result_without_rows_has_its_columns(ask):
    assert ask("select basket_id, department from BASKETS where 1 = 0").column_names == ["BASKET_ID", "DEPARTMENT"]
