"""A query that reads another one by its marker alone can be narrowed: what narrows it finds the query by a name."""

import pytest

from reports import Exclude, Filters, Kpi, Query, Report, Require, compile
from reports.policy import OPEN
from tests.reports.compile.flat import TODAY


class Narrowed(Report):
    """Who is left?"""

    owner = "Tests"
    area = "Tests"

    filters = Filters("SHOP.SALES", ["department"])
    only = Require("Only", "SHOP.SALES", key="item", fields=["department"])
    without = Exclude("Without", "SHOP.SALES", key="item", fields=["department"])
    sales = Query("select item, count(*) as sold from SHOP.SALES where {filters} group by all")
    kept = Query("select item, sold from {sales} where {only} and {without}")
    items = Kpi("Items", kept, "count(*)")


@pytest.mark.parametrize(("part", "left"), [("only", True), ("without", False)])
@pytest.mark.parametrize("read_again", [True, False])
def test_a_query_of_no_alias_is_narrowed_by_who_has_something_elsewhere(rows, stored, a_shop, part, left, read_again):
    inputs = Narrowed.clean({part: {"department": ["Deli"]}}, today=TODAY)
    sales = compile.base(Narrowed.sales, inputs, policy=OPEN)
    base = compile.base(Narrowed.kept, inputs, policy=OPEN, stored={"sales": stored(sales)} if read_again else {})
    deli = {row["ITEM"] for row in rows("select distinct item from SHOP.SALES where department = 'Deli'")}
    found = {row["ITEM"] for row in rows(base.sql, base.binds)} - {None}
    assert found & deli == (deli - {None} if left else set())
    assert found <= deli or not left
