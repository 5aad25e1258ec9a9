"""How a policy stands in the text of a statement, and what can't be asked under one at all."""

from dataclasses import replace

import pytest

from reports import Kpi, Query, Report, compile
from reports.compile.policies import CantBeGoverned
from reports.compile.template import NotSql, expression
from reports.policy import OPEN, OneOf, Policy, Share
from reports.viewer import Viewer
from tests.reports.compile.flat import TODAY

NORTH = Share(rows=(OneOf("REGION", ("North",)),))
LIMITED = "(SELECT * FROM SHOP.STORES AS SEEN WHERE SEEN.REGION IN (?))"


def compiled(sql, *, shares=(NORTH,), **more):
    report = type("Stores", (Report,), {"lines": (lines := Query(sql)), "n": Kpi("Rows", lines, value="count(*)")})
    policy = Policy.of({"SHOP.STORES": shares}, **more)
    return compile.base(report.lines, report.clean({}, today=TODAY), policy=policy)


def test_a_limited_table_is_a_subquery_of_its_name_and_its_values_are_bound():
    found = compiled("select store from SHOP.STORES")
    assert found.sql == f"SELECT STORE FROM {LIMITED} AS STORES"
    assert found.binds == ("North",)


def test_what_is_said_of_a_reference_stays_where_it_works():
    found = compiled("select s.store from SHOP.STORES at(offset => -60) as s sample (10)")
    inside = LIMITED.replace("SHOP.STORES AS", "SHOP.STORES AT (OFFSET => -60) AS")
    assert found.sql == f"SELECT S.STORE FROM {inside} AS S TABLESAMPLE BERNOULLI (10)"


def test_nobody_sees_a_row_of_a_table_without_a_share():
    assert "WHERE FALSE" in compiled("select * from SHOP.STORES", shares=()).sql


def test_other_tables_are_left_as_they_are():
    assert compiled("select * from SHOP.VISITS").sql == "SELECT * FROM SHOP.VISITS"


def test_more_than_a_hundred_values_are_bound_as_one():
    many = Share(rows=(OneOf("REGION", tuple(map(str, range(5_000)))),))
    assert len(compiled("select * from SHOP.STORES", shares=(many,)).binds) == 1


@pytest.mark.parametrize("home", ["", "SHOP"])
def test_a_table_without_its_schema_is_limited_wherever_it_may_be(home):
    assert "SEEN.REGION IN (?)" in compiled("select * from STORES", home=home).sql


@pytest.mark.parametrize("written", ["Shop.Stores", '"SHOP"."STORES"', '"shop".stores', 'GROCERY.SHOP."Stores"'])
def test_a_table_is_limited_however_its_name_is_written(written):
    assert "SEEN.REGION IN (?)" in compiled(f"select * from {written}").sql


def test_a_table_of_another_schema_is_another_table():
    assert "SEEN" not in compiled("select * from STORES", home="ARCHIVE").sql


def test_the_name_of_a_cte_is_not_the_table_but_within_itself_it_is():
    found = compiled("with STORES as (select * from STORES) select * from STORES", home="SHOP")
    inside = LIMITED.replace("SHOP.STORES", "STORES")
    assert found.sql == f"WITH STORES AS (SELECT * FROM {inside} AS STORES) SELECT * FROM STORES"


def test_a_table_with_its_schema_is_not_the_cte_of_its_name():
    assert LIMITED in compiled("with STORES as (select 1 as n) select * from SHOP.STORES").sql


@pytest.mark.parametrize(
    "source",
    [
        "table('SHOP.STORES')",
        "identifier('SHOP.STORES')",
        "table(identifier('SHOP.STORES'))",
        "@stage/stores.csv",
        "table(all_stores())",
        "SHOP.VISITS v, lateral stores_of(v.day)",
        "SHOP.VISITS v, lateral table(stores_of(v.day))",
        "SHOP.VISITS v, lateral SHOP.flatten(v.day)",
    ],
)
def test_what_is_not_named_as_a_table_is_refused(source):
    with pytest.raises(CantBeGoverned, match="nobody can tell which rows of it may be seen"):
        compiled(f"select * from {source}")


def test_who_may_not_see_sql_does_not_read_it_in_a_refusal_and_the_log_has_it(caplog):
    with pytest.raises(CantBeGoverned) as refused:
        compiled("select * from table(all_stores())")
    viewer = Viewer(user_id=1, name="fay", team="Finance", policy=OPEN)
    assert "ALL_STORES" not in viewer.reads(refused.value)
    assert "ALL_STORES" in replace(viewer, shows_sql=True).reads(refused.value)
    assert "ALL_STORES" in caplog.text


def test_functions_that_make_rows_of_values_are_not():
    made = "select f.value from table(flatten(input => parse_json('[1]'))) f, table(generator(rowcount => 3)) g"
    assert "FLATTEN" in compiled(made).sql


@pytest.mark.parametrize("made", ["flatten(input => v.bought) f", "split_to_table(v.bought, ',') f"])
def test_what_is_made_of_the_values_of_each_row_is_not(made):
    assert "LATERAL" in compiled(f"select f.value from SHOP.VISITS v, lateral {made}").sql


def test_a_table_within_a_lateral_subquery_is_limited():
    found = compiled("select n from SHOP.VISITS v, lateral (select count(*) as n from SHOP.STORES s) f")
    assert LIMITED in found.sql


def test_a_name_that_two_limited_tables_have_is_to_be_written_in_full():
    policy = Policy.of({"SHOP.STORES": (NORTH,), "ARCHIVE.STORES": (NORTH,)})
    report = type("Stores", (Report,), {"lines": Query("select * from STORES")})
    with pytest.raises(CantBeGoverned, match=r"which may be SHOP.STORES or ARCHIVE.STORES. Write it with its schema"):
        compile.base(report.lines, report.clean({}, today=TODAY), policy=policy)


def test_a_view_gives_way_to_what_it_reads():
    found = compiled("select * from SHOP.LARGE", views={"SHOP.LARGE": "create view LARGE as select * from STORES"})
    assert found.sql == f"SELECT * FROM (SELECT * FROM {LIMITED} AS STORES) AS LARGE"


def test_what_a_view_reads_is_of_its_own_schema_whatever_stands_around_it():
    views = {"SHOP.LARGE": "create view LARGE as select s.* from STORES s join VISITS v on v.STORE = s.STORE"}
    found = compiled("with STORES as (select 1 as n) select * from SHOP.LARGE, STORES", views=views, home="ARCHIVE")
    assert f"FROM {LIMITED} AS S JOIN SHOP.VISITS AS V" in found.sql
    assert found.sql.endswith(", STORES")


def test_a_view_that_reads_nothing_limited_stays_a_view():
    views = {"SHOP.LARGE": "create view SHOP.LARGE as select * from SHOP.VISITS"}
    assert compiled("select * from SHOP.LARGE", views=views).sql == "SELECT * FROM SHOP.LARGE"


@pytest.mark.parametrize("sql", ["", "create view SHOP.LARGE as something else entirely("])
def test_a_view_whose_sql_is_not_known_is_refused_until_something_is_said_of_it(sql):
    views = {"SHOP.LARGE": sql}
    with pytest.raises(CantBeGoverned, match="An admin can say so of the view itself"):
        compiled("select * from SHOP.LARGE", views=views)
    assert compiled("select * from SHOP.LARGE", views=views, said=["SHOP.LARGE"]).sql == "SELECT * FROM SHOP.LARGE"


def test_a_measure_can_not_read_a_table_of_its_own():
    with pytest.raises(NotSql, match="it reads a table"):
        expression("(select max(region) from SHOP.STORES)")


def test_an_open_policy_changes_nothing():
    report = type("Stores", (Report,), {"lines": Query("select * from SHOP.STORES")})
    asked = compile.base(report.lines, report.clean({}, today=TODAY), policy=OPEN)
    assert asked.sql == "SELECT * FROM SHOP.STORES"


def test_only_those_who_see_the_same_have_the_same_fingerprint():
    """It is by this that a result is shared, and a list of options kept."""
    text = {"REGION": "VARCHAR"}
    different = [
        (),
        (NORTH,),
        (Share(rows=(OneOf("REGION", ("South",)),)),),
        (Share(rows=(OneOf("REGION", ("North", "South")),)),),
        (Share(rows=(OneOf("STORE", ("North",)),)),),
        (Share(rows=NORTH.rows, hidden=text),),
        (Share(rows=NORTH.rows, masked=text),),
        (NORTH, Share(rows=(OneOf("REGION", ("South",)),))),
    ]
    prints = {Policy.of({"SHOP.STORES": shares}).fingerprint for shares in different}
    assert len(prints | {OPEN.fingerprint}) == len(different) + 1
    assert Policy.of({"SHOP.VISITS": (NORTH,)}).fingerprint not in prints
