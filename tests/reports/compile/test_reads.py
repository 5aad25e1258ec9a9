"""A query that reads other queries of its report: CTEs in front of its own, or their stored results."""

import pytest

from reports import Exclude, Filters, Kpi, Query, Report, checks, compile
from reports.policy import OPEN
from tests.reports.compile.flat import TODAY, flat


class Chain(Report):
    """How far does it go?"""

    owner = "Shopper insights"
    area = "Stores"

    filters = Filters("LOYALTY.BASKETS", ["department"])
    lines = Query("select household_id, sales_value from LOYALTY.BASKETS where {filters}")
    homes = Query("select household_id, sum(sales_value) as sales from {lines} group by all")
    large = Query(
        """
        with enough as (select household_id, sales from {homes} where sales > 10),
             known as (select household_id from {lines} as l)
        select count(*) as n from enough join known using (household_id)
        """
    )
    counted = Kpi("Households", large, "sum(n)")


INPUTS = Chain.clean({"filters": {"department": ["DELI"]}}, today=TODAY)
LINES = "SELECT HOUSEHOLD_ID, SALES_VALUE FROM LOYALTY.BASKETS WHERE BASKETS.DEPARTMENT IN (?)"
SCAN = "TABLE(RESULT_SCAN('b')) AS HOMES"
HOMES = "SELECT HOUSEHOLD_ID, SUM(SALES_VALUE) AS SALES FROM LINES GROUP BY ALL"


def test_a_query_that_is_read_stands_in_front_of_the_authors_own_ctes():
    compiled = compile.base(Chain.large, INPUTS, policy=OPEN)
    assert compiled.sql == flat(f"""
        WITH LINES AS ({LINES}), HOMES AS ({HOMES}),
        ENOUGH AS (SELECT HOUSEHOLD_ID, SALES FROM HOMES WHERE SALES > 10),
        KNOWN AS (SELECT HOUSEHOLD_ID FROM LINES AS L)
        SELECT COUNT(*) AS N FROM ENOUGH JOIN KNOWN USING (HOUSEHOLD_ID)
    """)
    assert compiled.binds == ("DELI",)


def test_a_query_that_is_read_by_one_that_is_read_comes_first():
    assert compile.base(Chain.homes, INPUTS, policy=OPEN).sql.startswith(f"WITH LINES AS ({LINES}) SELECT")


@pytest.mark.parametrize(
    ("stored", "start"),
    [
        ({"homes": "b"}, f"WITH LINES AS ({LINES}), ENOUGH AS (SELECT HOUSEHOLD_ID, SALES FROM {SCAN}"),
        ({"lines": "a", "homes": "b"}, f"WITH ENOUGH AS (SELECT HOUSEHOLD_ID, SALES FROM {SCAN}"),
    ],
)
def test_a_stored_result_is_read_in_the_place_of_its_query(stored, start):
    assert compile.base(Chain.large, INPUTS, stored=stored, policy=OPEN).sql.startswith(start)


def test_to_check_a_report_changes_no_text_of_its_queries():
    class Once(Report):
        """Does the check only look?"""

        filters = Filters("LOYALTY.BASKETS", ["department"])
        others = Exclude("Not", "LOYALTY.BASKETS", key="household_id", fields=["brand"])
        lines = Query("select household_id from LOYALTY.BASKETS where {filters}")
        homes = Query("select count(*) as just_looked from {lines} where {others}")

    def text() -> str:
        return compile.base(Once.homes, Once.clean({}, today=TODAY), policy=OPEN).sql

    before = text()
    checks.problems(Once)
    assert text() == before


def test_the_columns_of_each_are_known_without_a_warehouse():
    assert {name: list(compile.columns(query)) for name, query in Chain.queries.items()} == {
        "lines": ["HOUSEHOLD_ID", "SALES_VALUE"],
        "homes": ["HOUSEHOLD_ID", "SALES"],
        "large": ["N"],
    }
