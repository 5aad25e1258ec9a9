"""Snowflake's SQL where DuckDB or its translation would mean something else, and what is refused."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from snowflake.connector.errors import ProgrammingError

from tests.querylog.standin.conftest import one


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (7, 7),
        (2.5, 2.5),
        (Decimal("4.00"), Decimal("4.00")),
        (Decimal("123456789012345678901234.56"), Decimal("123456789012345678901234.56")),
        ("it's; -- quoted\\", "it's; -- quoted\\"),
        ("日本 😀", "日本 😀"),
        (True, True),
        (None, None),
        (date(2026, 2, 28), date(2026, 2, 28)),
        (time(23, 59, 1), time(23, 59, 1)),
        (b"\x00\xff", b"\x00\xff"),
        (datetime(2026, 2, 28, 1, 2, 3, tzinfo=UTC), datetime(2026, 2, 28, 1, 2, 3, tzinfo=UTC)),
    ],
    ids=repr,
)
def test_a_bound_value_arrives_as_what_it_is(ask, given, found):
    assert one(ask("select ? as v", given)) == found


def test_a_bound_value_never_becomes_sql(ask):
    assert one(ask("select count(*) from BASKETS where department = ?", "DELI' or '1' = '1")) == 0


def test_a_bound_array_filters_by_its_values(ask):
    chosen = "select value::string from table(flatten(input => parse_json(?)))"
    assert one(ask(f"select count(*) from BASKETS where department in ({chosen})", '["DELI", "NONE"]')) == 100


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("select sum(sales_value) from BASKETS", Decimal("30.00")),
        ("select date_trunc('month', date '2026-11-18')", date(2026, 11, 1)),
        ("select width_bucket(5.35, 0.024, 10.06, 5)", 3),
        ("select width_bucket(-1, 0, 10, 5) * 100 + width_bucket(10, 0, 10, 5)", 6),
        ("select div0(1, 0)", 0),
        ("select case when 0 = 0 then 1 else 1 / 0 end", 1),
        ("select count(*) from BASKETS where equal_null(department, null)", 100),
        ("select count(*) from BASKETS where department ilike '%el^%%' escape '^'", 0),
        ("select count(*) from (select department, count(*) from BASKETS group by all)", 3),
        ("select n from MANY qualify row_number() over (order by n desc) = 1", 249_999),
        ("select n from MANY qualify row_number() over (order by n / 7 desc, n % 7) = 1", 249_999),
        ("select dateadd('day', 3, date '2026-11-28')", date(2026, 12, 1)),
        ("select current_warehouse() || '/' || current_role() || '/' || current_user()", "WH/READER/PORTICO"),
        ("select current_database() || '.' || current_schema()", "GROCERY.LOYALTY"),
    ],
)
def test_an_expression_means_what_it_means_in_snowflake(ask, sql, found):
    value = one(ask(sql))
    assert (value.date() if isinstance(value, datetime) else value) == found


@pytest.mark.parametrize("sql", ["select 1 / 0", "select 1 % 0", "select sum(1 / (household_id - 5)) from BASKETS"])
def test_a_division_by_zero_is_an_error(ask, sql):
    with pytest.raises(ProgrammingError) as failed:
        ask(sql)
    assert failed.value.errno == 100051


def test_columns_have_snowflakes_types(ask):
    found = ask(
        """select column_name, data_type, numeric_precision, numeric_scale from information_schema.columns
           where table_name = 'BASKETS' and table_schema = 'LOYALTY' order by ordinal_position"""
    )
    kinds = {row["COLUMN_NAME"]: (row["DATA_TYPE"], row["NUMERIC_SCALE"]) for row in found.to_pylist()}
    assert kinds["BASKET_ID"] == ("NUMBER", 0)
    assert kinds["SALES_VALUE"] == ("NUMBER", 2)
    assert [kinds[name][0] for name in ("PURCHASED_ON", "DEPARTMENT", "BOUGHT_AT", "IS_OWN", "WEIGHT")] == [
        "DATE",
        "TEXT",
        "TIMESTAMP_NTZ",
        "BOOLEAN",
        "FLOAT",
    ]


@pytest.mark.parametrize("form", ["", "using tabular ", "using json ", "using text "])
def test_explain_says_how_many_bytes_without_reading_them(ask, form):
    told = ask(f"explain {form}select department from BASKETS where household_id > ?", 3)
    assert "bytesAssigned" in str(told.to_pylist())


def test_explain_fails_where_the_statement_would(ask):
    with pytest.raises(ProgrammingError, match="invalid identifier 'NOPE'"):
        ask("explain select nope from BASKETS")


@pytest.mark.parametrize(
    ("sql", "number"),
    [
        ("select nope from BASKETS", 904),
        ("select * from NOPE", 2003),
        ("selec 1", 1003),
        ("select hash(department) from BASKETS", 2),
        ("select to_char(12.5, '99.0')", 2),
        ("select system$whitelist()", 2141),
        ("select * from table(split_to_table('a,b', ','))", 2),
        ("select * from snowflake.account_usage.access_history", 2),
        ("select * from BASKETS pivot(sum(sales_value) for department in (any))", 2),
        ("select * from table(information_schema.query_history(session_id => 5))", 2),
    ],
)
def test_what_it_cannot_do_is_a_snowflake_error_and_never_a_wrong_answer(ask, sql, number):
    with pytest.raises(ProgrammingError) as refused:
        ask(sql)
    assert refused.value.errno == number


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "select * from '/etc/passwd'",
        'select * from "/etc/passwd"',
        'select * from "data.csv"',
        "select * from glob('/*')",
        "select getenv('HOME')",
        "select * from duckdb_settings()",
        "select * from pragma_database_list()",
        "copy BASKETS to '/tmp/stolen.csv'",
        "copy into @stage from BASKETS",
        "attach '/tmp/other.db' as other",
        "install httpfs",
        "load httpfs",
        "pragma database_list",
        "set enable_external_access = true",
        "create macro f(x) as x",
        "select 1; drop table BASKETS",
    ],
)
def test_no_statement_reaches_the_machine_behind(ask, sql):
    with pytest.raises(ProgrammingError):
        ask(sql)
    assert one(ask("select count(*) from BASKETS")) == 300


def test_a_stored_result_of_another_user_cannot_be_read_by_its_file(warehouse, ask, session):
    query_id = session.cursor().execute("select 1 as secret").sfqid
    with warehouse.connect("OTHER") as other, pytest.raises(ProgrammingError):
        other.cursor().execute(f"select * from read_parquet('{warehouse.folder}/results/{query_id}.parquet')")


def test_tables_can_be_made_filled_and_dropped(session, ask):
    ask("create table SMALL (a int, b varchar)")
    assert session.cursor().execute("insert into SMALL values (1, 'x'), (2, 'y')").rowcount == 2
    assert ask("select a, b from SMALL order by a").to_pylist() == [{"A": 1, "B": "x"}, {"A": 2, "B": "y"}]
    ask("drop table SMALL")
