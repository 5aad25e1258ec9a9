"""The base statement: a query with conditions in place of its markers."""

import json
from datetime import date
from decimal import Decimal

import pytest

from reports import Filters, Kpi, Query, Report, compile
from reports.compile.template import NotSql
from reports.policy import OPEN
from tests.reports.a_library.visits import Visits
from tests.reports.compile.flat import TODAY, flat, inputs

SELECT = """
    SELECT V.VISITED_ON AS DAY, V.STORE, S.REGION, V.CUSTOMER_ID, SUM(V.SPENT) AS SPENT, COUNT(*) AS VISITS
    FROM SHOP.VISITS AS V JOIN SHOP.STORES AS S ON S.STORE = V.STORE
"""


def base(**chosen):
    return compile.base(Visits.visits, inputs(**chosen), policy=OPEN)


def where(**chosen):
    """What stands between the tables and GROUP BY, for the first part; the other one is not filtered."""
    sql, binds = base(**chosen).sql, base(**chosen).binds
    return sql.removeprefix(flat(SELECT) + " WHERE ").removesuffix(" AND TRUE GROUP BY ALL"), binds


def test_without_choices_nothing_is_filtered_and_comments_are_dropped():
    assert base().sql == flat(f"{SELECT} WHERE TRUE AND TRUE GROUP BY ALL")
    assert base().binds == ()


def test_each_part_filters_its_own_table_by_the_name_it_has_there():
    compiled = base(store=["A"], places={"region": ["North"]})
    assert compiled.sql == flat(f"{SELECT} WHERE V.STORE IN (?) AND S.REGION IN (?) GROUP BY ALL")
    assert compiled.binds == ("A", "North")


@pytest.mark.parametrize(
    ("chosen", "condition", "binds"),
    [
        ({"visited_on": {"preset": "all time"}}, "TRUE", ()),
        (
            {"visited_on": {"preset": "last 12 weeks"}},
            "(V.VISITED_ON >= ? AND V.VISITED_ON <= ?)",
            (date(2026, 8, 24), date(2026, 11, 15)),
        ),
        ({"visited_on": {"to": "2026-11-15"}}, "V.VISITED_ON <= ?", (date(2026, 11, 15),)),
        (
            {"visited_at": {"from": "2026-11-15", "to": "2026-11-15"}},
            "(V.VISITED_AT >= ? AND V.VISITED_AT < ?)",
            (date(2026, 11, 15), date(2026, 11, 16)),
        ),
        ({"store": ["B", "A"]}, "V.STORE IN (?, ?)", ("A", "B")),
        ({"store": [None, "A"]}, "(V.STORE IN (?) OR V.STORE IS NULL)", ("A",)),
        ({"store": [None]}, "V.STORE IS NULL", ()),
        ({"customer_id": ["12", 3]}, "V.CUSTOMER_ID IN (?, ?)", (3, 12)),
        ({"spent": {"min": 0.1}}, "V.SPENT >= ?", (Decimal("0.1"),)),
        ({"spent": {"min": 1, "max": 2.0}}, "(V.SPENT >= ? AND V.SPENT <= ?)", (1, 2)),
        ({"loyal": False}, "V.LOYAL = ?", (False,)),
        (
            {"loyal": True, "store": ["A"], "spent": {"max": 9}},
            "(V.STORE IN (?) AND V.SPENT <= ? AND V.LOYAL = ?)",
            ("A", 9, True),
        ),
    ],
)
def test_a_choice_becomes_a_condition_with_bound_values(chosen, condition, binds):
    assert where(**chosen) == (condition, binds)


def test_more_than_a_hundred_values_go_as_one_bound_array():
    condition, binds = where(store=[f"S{number:03}" for number in range(101)])
    assert condition == "V.STORE IN (SELECT CAST(VALUE AS VARCHAR) FROM TABLE(FLATTEN(input => PARSE_JSON(?))))"
    assert json.loads(binds[0]) == [f"S{number:03}" for number in range(101)]


def test_many_numbers_go_as_an_array_with_all_their_digits():
    condition, (array,) = where(customer_id=[f"{10**25 + number}" for number in range(101)])
    assert "SELECT CAST(VALUE AS DECIMAL(38, 10)) FROM" in condition
    assert array.startswith(f"[{10**25},{10**25 + 1},")


def test_the_same_choices_give_the_same_text():
    assert base(store=["B", "A", "A"]) == base(store=["A", "B"])


def test_the_spelling_of_the_sql_does_not_matter():
    class Shouted(Report):
        filters = Filters("shop.visits", ["Store"])
        visits = Query("SELECT Store FROM Shop.VISITS /* all */ where\n{filters}")

    class Quiet(Report):
        filters = Filters("SHOP.VISITS", ["store"])
        visits = Query("select store from shop.visits where {filters}")

    form = {"filters": {"Store": ["A"]}}
    quiet = {"filters": {"store": ["A"]}}
    assert compile.base(Shouted.visits, Shouted.clean(form, today=TODAY), policy=OPEN) == compile.base(
        Quiet.visits, Quiet.clean(quiet, today=TODAY), policy=OPEN
    )


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select 1 as n from shop.visits where not {filters}", "WHERE NOT (VISITS.A IN (?) AND VISITS.B IN (?))"),
        ("select 1 as n from shop.visits where x or {filters}", "WHERE X OR (VISITS.A IN (?) AND VISITS.B IN (?))"),
        ("select 1 as n from shop.visits where {filters}", "WHERE VISITS.A IN (?) AND VISITS.B IN (?)"),
        ("select 1 as n from shop.visits having {filters}", "HAVING (VISITS.A IN (?) AND VISITS.B IN (?))"),
        ("select count_if({filters}) as n from shop.visits", "COUNT_IF((VISITS.A IN (?) AND VISITS.B IN (?)))"),
        (
            "with w as (select * from shop.visits v where {filters}) select 1 as n from w",
            "WHERE V.A IN (?) AND V.B IN (?)",
        ),
    ],
)
def test_a_marker_means_the_whole_condition_wherever_it_stands(sql, expected):
    class Anywhere(Report):
        filters = Filters("SHOP.VISITS", ["a", "b"])
        visits = Query(sql)

    compiled = compile.base(
        Anywhere.visits, Anywhere.clean({"filters": {"a": ["1"], "b": ["2"]}}, today=TODAY), policy=OPEN
    )
    assert expected in compiled.sql
    assert compiled.binds == ("1", "2")


def test_values_are_bound_in_the_order_of_their_marks_in_the_text():
    class Twice(Report):
        late = Filters("SHOP.VISITS", ["a"])
        early = Filters("SHOP.STORES", ["b"])
        visits = Query(
            "with s as (select * from shop.stores where {early}) select 1 as n from shop.visits where {late} and a in "
            "(select b from shop.stores where {early})"
        )

    chosen = Twice.clean({"late": {"a": ["late"]}, "early": {"b": ["early"]}}, today=TODAY)
    assert compile.base(Twice.visits, chosen, policy=OPEN).binds == ("early", "late", "early")


def test_text_of_the_author_that_looks_like_a_mark_stays_text():
    class Tricky(Report):
        filters = Filters("SHOP.VISITS", ["a"])
        visits = Query(r"""select ':portico_bind_0' as x, 'it''s \':portico_bind_0' as y, ":portico_bind_0"
                           from shop.visits where {filters}""")

    compiled = compile.base(Tricky.visits, Tricky.clean({"filters": {"a": ["v"]}}, today=TODAY), policy=OPEN)
    assert compiled.sql.count(":portico_bind_0") == 3
    assert (compiled.sql.count("?"), compiled.binds) == (1, ("v",))


def test_braces_of_snowflakes_own_are_left_alone():
    class Objects(Report):
        filters = Filters("SHOP.VISITS", ["a"])
        visits = Query("select {'a': 1} as o from shop.visits where {filters}")

    assert (
        "OBJECT_CONSTRUCT('a', 1) AS O" in compile.base(Objects.visits, Objects.clean({}, today=TODAY), policy=OPEN).sql
    )


def test_filters_on_a_table_that_the_select_does_not_read_are_refused():
    class Astray(Report):
        filters = Filters("SHOP.STORES", ["region"])
        visits = Query("select count(*) as n from SHOP.VISITS where {filters}")
        figure = Kpi("Visits", visits, "sum(n)")

    with pytest.raises(NotSql) as caught:
        compile.base(Astray.visits, Astray.clean({}, today=TODAY), policy=OPEN)
    assert str(caught.value) == (
        "it filters SHOP.STORES, which the SELECT around it does not read: that one reads SHOP.VISITS."
    )
