"""Which columns a text reads: what its answer depends on, no more where it can be followed, and no less anywhere."""

from datetime import date

import pytest

from querylog.models import SqlText
from querylog.tables import read_by
from reports.policy import OneOf, Policy, Share
from reports.registry import get
from reports.run.plan import planned
from reports.schema import Schema, snapshot
from tests.querylog.asking import ask

ALL = {"HOUSEHOLD_ID", "AGE", "INCOME", "HOME_OWNERSHIP", "MARITAL_STATUS", "HOUSEHOLD_SIZE", "HOUSEHOLD_COMP"}
ALL |= {"KIDS_COUNT"}
SEEN = "(select * replace (null as income) from LOYALTY.DEMOGRAPHICS as SEEN where SEEN.AGE in (?)) as DEMOGRAPHICS"
OTHER = "loyalty.baskets"


def read_of(table: str, sql: str) -> set[str]:
    """The columns that this text reads of a table of the demo's schema."""
    names = [column.rpartition(".") for column in read_by(sql).columns]
    return {column for of, _, column in names if of == f"LOYALTY.{table}"}


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("select age from loyalty.demographics", "AGE"),
        ("select max(d.age) from loyalty.demographics d", "AGE"),
        ("select count(*) from loyalty.demographics", ""),
        ("select count(*) from loyalty.demographics where income = ?", "INCOME"),
        ("select age from loyalty.demographics order by income", "AGE INCOME"),
        ("select 'x' as income from loyalty.demographics order by income", ""),
        ("select count(*) from (select age, count(*) n from loyalty.demographics group by all)", "AGE"),
        ("select n from (select age, count(*) n from loyalty.demographics group by 1)", "AGE"),
        ("select age a from loyalty.demographics qualify row_number() over (partition by income order by a) = 1",
         "AGE INCOME"),
        ("select a from (select age a, max(income) over () m from loyalty.demographics qualify m > 1)", "AGE INCOME"),
        ("select case when age = ? then income else case when 1 = 1 then kids_count end end from loyalty.demographics",
         "AGE INCOME KIDS_COUNT"),
        ("select n from (select case when 1 = 1 then 'x' end as n, age from loyalty.demographics)", ""),
        ("select n from (select case when count(age) > 1 then 1 end n, income from loyalty.demographics group by all)",
         "AGE INCOME"),
        ("with d as (select * from loyalty.demographics) select age from d", "AGE"),
        ("with demographics as (select * from loyalty.demographics) select age from demographics", "AGE"),
        (f"select 1 from {OTHER} b where exists (select 1 from loyalty.demographics d where d.age = b.age)", "AGE"),
        (f"select 1 from {OTHER} b join loyalty.demographics d using (household_id)", "HOUSEHOLD_ID"),
        (f"select brand from {OTHER} union select age from loyalty.demographics", "AGE"),
        ("select x.value from loyalty.demographics d, lateral flatten(input => split(d.income, ',')) x", "INCOME"),
        ('select "AGE" from "PORTICO"."LOYALTY"."DEMOGRAPHICS"', "AGE"),
        ("select * exclude (income, age, household_id, kids_count) from loyalty.demographics",
         "HOME_OWNERSHIP MARITAL_STATUS HOUSEHOLD_SIZE HOUSEHOLD_COMP"),
        ("select age from loyalty.demographics; select income from loyalty.demographics", "AGE INCOME"),
    ],
)  # fmt: skip
def test_what_the_answer_depends_on_is_read_and_nothing_else(sql, columns):
    assert read_of("DEMOGRAPHICS", sql) == set(columns.split())


@pytest.mark.parametrize(
    "sql",
    [
        "select * from loyalty.demographics",
        "select distinct * from loyalty.demographics",
        "select hash(*) from loyalty.demographics",
        "select count(d.*) from loyalty.demographics d",
        "select $1 from loyalty.demographics",
        "select t.a from loyalty.demographics as t (h, a)",
        f"select brand from {OTHER} natural join loyalty.demographics",
        "select * from loyalty.demographics pivot (count(household_id) for age in ('a'))",
        "insert into kept select * from loyalty.demographics",
    ],
)
def test_a_star_or_a_place_instead_of_a_name_means_every_column(sql):
    assert read_of("DEMOGRAPHICS", sql) == ALL


def test_a_text_that_cant_be_read_reads_each_column_whose_name_it_has():
    assert read_of("DEMOGRAPHICS", "select income from loyalty.demographics where (") == {"INCOME"}


def test_a_star_over_what_a_policy_lets_through_is_no_star_over_the_table():
    assert read_of("DEMOGRAPHICS", f"select household_id from {SEEN}") == {"HOUSEHOLD_ID", "AGE"}


def test_a_column_that_a_rule_has_replaced_by_a_constant_is_not_read():
    assert read_of("DEMOGRAPHICS", f"select * from {SEEN}") == ALL - {"INCOME"}


def test_a_column_that_a_rule_covers_in_some_rows_is_read():
    shown = SEEN.replace("null as", "case when age = ? then income end as")
    assert read_of("DEMOGRAPHICS", f"select income from {shown}") == {"INCOME", "AGE"}


def test_a_slice_of_a_stored_result_reads_no_table():
    read = read_by("select department, sum(s) from table(result_scan('')) group by 1")
    assert (read.tables, read.columns) == ([], [])


def test_a_table_that_nobody_knows_has_a_star_for_its_columns():
    assert read_by("select * from other.things").columns == ["OTHER.THINGS.*"]


def test_a_table_without_its_schema_is_that_of_the_settings(settings):
    settings.SNOWFLAKE = {**settings.SNOWFLAKE, "schema": "LOYALTY"}
    assert read_by("select age from demographics").columns == ["LOYALTY.DEMOGRAPHICS.AGE"]


FLAT = """create view flat (household, earns, sales) as
          select d.household_id, d.income, b.sales_value from demographics d join baskets b using (household_id)
          where b.brand <> 'x'"""
BEHIND = {"LOYALTY.DEMOGRAPHICS.HOUSEHOLD_ID", "LOYALTY.BASKETS.HOUSEHOLD_ID", "LOYALTY.BASKETS.BRAND"}


def with_a_view() -> Schema:
    own = {"HOUSEHOLD": "NUMBER", "EARNS": "TEXT", "SALES": "NUMBER"}
    return Schema({**snapshot().tables, "LOYALTY.FLAT": own}, {"LOYALTY.FLAT": FLAT})


@pytest.fixture
def a_view(settings):
    settings.KNOWN_TABLES = "tests.querylog.test_columns.with_a_view"


@pytest.mark.parametrize(
    ("sql", "more"),
    [
        ("select count(*) from loyalty.flat", set()),
        ("select sum(sales) from loyalty.flat", {"LOYALTY.FLAT.SALES", "LOYALTY.BASKETS.SALES_VALUE"}),
        ("select count(*) from loyalty.flat where earns = ?", {"LOYALTY.FLAT.EARNS", "LOYALTY.DEMOGRAPHICS.INCOME"}),
    ],
)
def test_of_a_view_both_its_columns_and_those_behind_it_are_read(a_view, sql, more):
    assert set(read_by(sql).columns) == BEHIND | more


def test_of_a_view_the_tables_behind_it_are_read_too(a_view):
    assert read_by("select 1 from loyalty.flat").tables == ["LOYALTY.BASKETS", "LOYALTY.DEMOGRAPHICS", "LOYALTY.FLAT"]


HIDING = Policy.of(
    {"LOYALTY.BASKETS": [Share(rows=(OneOf("STORE_ID", (1,)),), hidden={"INCOME": "TEXT"})]}, home="LOYALTY"
)


@pytest.mark.parametrize("slug", ["category-performance", "demographics", "lapsed-buyers", "sales-cube"])
def test_a_report_reads_what_its_policy_asks_of_rows_and_nothing_of_a_hidden_column(slug):
    report = get(slug)
    inputs = report.clean(report.defaults(), today=date(2026, 11, 16))
    read = set().union(*(read_by(each.sql).columns for each in planned(report, inputs, policy=HIDING)))
    assert "LOYALTY.BASKETS.STORE_ID" in read
    assert "LOYALTY.BASKETS.INCOME" not in read


def test_a_new_text_goes_into_the_log_with_its_columns(db):
    text = ask("select count(*) from baskets where brand = ?", ("x",)).statement.text
    assert SqlText.objects.get(pk=text.pk).columns == ["LOYALTY.BASKETS.BRAND"]


def test_no_text_is_kept_out_of_the_log_because_it_cant_be_followed(db, settings):
    settings.KNOWN_TABLES = "tests.querylog.test_columns.nothing_is_known"
    text = ask("select 1 from baskets limit 1").statement.text
    assert SqlText.objects.get(pk=text.pk).columns is None


def nothing_is_known() -> Schema:
    raise OSError("The snapshot is not there.")
