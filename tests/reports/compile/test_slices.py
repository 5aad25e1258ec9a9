"""Slices: what each visual asks of a stored result."""

from datetime import date

import pytest

from reports import compile
from reports.compile import Pick, TablePage
from reports.declare import InputError
from tests.reports.a_library.visits import Visits
from tests.reports.compile.flat import QUERY_ID, flat

FROM = f"FROM TABLE(RESULT_SCAN('{QUERY_ID}')) AS BASE"


def sliced(name, *picks, page=None):
    return compile.slice(Visits.visuals[name], QUERY_ID, picks, page=page)


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("headline_visits", f"SELECT SUM(BASE.VISITS) AS SUM_VISITS {FROM}"),
        (
            "headline_spent_per_customer",
            f"SELECT SUM(BASE.SPENT) / COUNT(DISTINCT BASE.CUSTOMER_ID) AS SPENT_PER_CUSTOMER {FROM}",
        ),
        (
            "by_day",
            f"""SELECT BASE.DAY AS DAY, BASE.REGION AS REGION, SUM(BASE.VISITS) AS SUM_VISITS {FROM}
                GROUP BY 1, 2 ORDER BY 1, 2""",
        ),
        (
            "stores",
            f"""SELECT BASE.STORE AS STORE, SUM(BASE.SPENT) AS SUM_SPENT {FROM}
                GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1""",
        ),
        (
            "days",
            f"""SELECT DATE_TRUNC('MONTH', BASE.DAY) AS DATE_TRUNC_MONTH_DAY, SUM(BASE.SPENT) AS SUM_SPENT {FROM}
                GROUP BY 1 ORDER BY 1""",
        ),
        (
            "detail",
            f"""SELECT BASE.STORE AS STORE, BASE.REGION AS REGION, SUM(BASE.SPENT) AS SUM_SPENT, COUNT(*) AS COUNT,
                COUNT(*) OVER () AS TOTAL_ROWS {FROM}
                GROUP BY 1, 2 ORDER BY 3 DESC NULLS LAST, 1, 2 LIMIT 100 OFFSET 0""",
        ),
        (
            "regions",
            f"""WITH BASE AS (SELECT * {FROM}),
                RANKED AS (
                    SELECT BASE.REGION AS VALUE,
                           ROW_NUMBER() OVER (ORDER BY SUM(BASE.SPENT) DESC NULLS LAST, BASE.REGION) AS PLACE,
                           COUNT(*) OVER () AS ALL_VALUES
                    FROM BASE GROUP BY 1)
                SELECT CASE WHEN RANKED.PLACE <= 3 THEN CAST(BASE.REGION AS VARCHAR) ELSE 'Other' END AS REGION,
                       SUM(BASE.SPENT) AS SUM_SPENT,
                       IFF(RANKED.PLACE > 3, RANKED.ALL_VALUES - 3, 0) AS FOLDED
                FROM BASE JOIN RANKED ON BASE.REGION IS NOT DISTINCT FROM RANKED.VALUE
                GROUP BY 1, 3 ORDER BY MIN(RANKED.PLACE)""",
        ),
        (
            "by_store",
            f"""WITH BASE AS (SELECT * {FROM}),
                RANKED AS (
                    SELECT BASE.STORE AS VALUE,
                           ROW_NUMBER() OVER (
                               ORDER BY COUNT(DISTINCT BASE.CUSTOMER_ID) DESC NULLS LAST, BASE.STORE) AS PLACE,
                           COUNT(*) OVER () AS ALL_VALUES
                    FROM BASE GROUP BY 1)
                SELECT BASE.DAY AS DAY,
                       CASE WHEN RANKED.PLACE <= 2 THEN CAST(BASE.STORE AS VARCHAR) ELSE 'Other' END AS STORE,
                       COUNT(DISTINCT BASE.CUSTOMER_ID) AS COUNT_DISTINCT_CUSTOMER_ID,
                       IFF(RANKED.PLACE > 2, RANKED.ALL_VALUES - 2, 0) AS FOLDED
                FROM BASE JOIN RANKED ON BASE.STORE IS NOT DISTINCT FROM RANKED.VALUE
                GROUP BY 1, 2, 4 ORDER BY 1, MIN(RANKED.PLACE)""",
        ),
    ],
)
def test_a_visual_asks_the_stored_result_for_just_what_it_shows(name, sql):
    expected = flat(sql).replace("( ", "(").replace(" )", ")")
    assert (sliced(name).sql, sliced(name).binds) == (expected, ())


def test_picks_filter_the_visual_with_bound_values():
    compiled = sliced("headline_visits", Pick("store", "A"), Pick("region", None))
    assert compiled.sql == f"SELECT SUM(BASE.VISITS) AS SUM_VISITS {FROM} WHERE BASE.STORE = ? AND BASE.REGION IS NULL"
    assert compiled.binds == ("A",)


def test_a_pick_does_not_filter_the_visual_it_was_made_in():
    assert " WHERE " not in sliced("stores", Pick("store", "A", source="stores")).sql
    assert " WHERE " in sliced("detail", Pick("store", "A", source="stores")).sql


def test_a_pick_in_a_folded_visual_filters_before_the_fold():
    assert "RESULT_SCAN" in (sql := sliced("regions", Pick("store", "A")).sql)
    assert sql.index("BASE.STORE = ?") < sql.index("RANKED AS")


def test_a_picked_date_is_bound_as_a_date():
    assert sliced("detail", Pick("day", "2026-11-09T00:00:00")).binds == (date(2026, 11, 9),)


def test_a_picked_expression_is_compared_as_it_was_declared():
    (month,) = Visits.days.dimensions
    compiled = sliced("detail", Pick(month.key, "2026-11-01"))
    assert "WHERE DATE_TRUNC('MONTH', BASE.DAY) = ?" in compiled.sql


@pytest.mark.parametrize(
    ("pick", "problem"),
    [
        (Pick("stor", "A"), 'visits has no dimension "stor". Did you mean store? Click on a mark again.'),
        (Pick("customer_id", 3), 'visits has no dimension "customer_id". Click on a mark again.'),
        (Pick("1=1 or store", "A"), 'visits has no dimension "1=1 or store". Click on a mark again.'),
        (Pick({"a": 1}, "A"), 'visits has no dimension {"a": 1}. Click on a mark again.'),
        (Pick("store", {"a": 1}), 'visits.store: {"a": 1} is not a value of this column. Click on a mark again.'),
        (Pick("store", "a\0"), 'visits.store: "a�" holds a NUL character, which no column can hold. Remove it.'),
        (Pick("day", "yesterday"), 'visits.day: "yesterday" is not a date. Click on a mark again.'),
    ],
)
def test_a_pick_that_no_visual_offers_is_refused(pick, problem):
    with pytest.raises(InputError) as caught:
        sliced("detail", pick)
    assert caught.value.problems == [problem]


def test_more_picks_than_a_person_can_make_are_refused():
    with pytest.raises(InputError) as caught:
        sliced("detail", *[Pick("store", "A")] * 51)
    assert caught.value.problems == ["visits: 51 picks are too many. Take some away; at most 50 filter at once."]


def test_a_table_is_paged_and_sorted_so_that_no_row_is_on_two_pages():
    sql = sliced("detail", page=TablePage(offset=200, limit=50, sort="REGION", descending=False)).sql
    assert sql.endswith("ORDER BY 2, 1 LIMIT 50 OFFSET 200")


def test_a_table_gives_all_its_rows_for_a_download():
    assert sliced("detail", page=TablePage(limit=None)).sql.endswith("ORDER BY 3 DESC NULLS LAST, 1, 2")


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        (
            TablePage(sort="SPENT; drop"),
            'visits.detail: can\'t sort by "SPENT; drop". Use STORE, REGION, SUM_SPENT or COUNT.',
        ),
        (TablePage(sort=["STORE"]), 'visits.detail: can\'t sort by ["STORE"]. Use STORE, REGION, SUM_SPENT or COUNT.'),
        (TablePage(limit="1"), 'visits.detail: limit is "1". Use a whole number from 0 to 1,000,000,000.'),
        (TablePage(offset=-1), "visits.detail: offset is -1. Use a whole number from 0 to 1,000,000,000."),
        (TablePage(offset=True), "visits.detail: offset is true. Use a whole number from 0 to 1,000,000,000."),
    ],
)
def test_a_page_that_the_table_does_not_have_is_refused(page, problem):
    with pytest.raises(InputError) as caught:
        sliced("detail", page=page)
    assert caught.value.problems == [problem]


@pytest.mark.parametrize("query_id", ["", "1", "x' or '1", QUERY_ID + "'", f" {QUERY_ID}", QUERY_ID[:-1] + "g"])
def test_only_the_id_of_a_query_is_scanned(query_id):
    with pytest.raises(ValueError, match="is not the id of a query"):
        compile.slice(Visits.stores, query_id)
