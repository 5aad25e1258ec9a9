"""A part may be called by a word of SQL: what is asked of Snowflake has it in quotes."""

from reports import Bar, Dimensions, Filters, Query, Report, compile
from reports.compile import TablePage
from reports.policy import OPEN
from tests.reports.compile.flat import TODAY


class Words(Report):
    """Is a word of SQL a name?"""

    owner = "Tests"
    area = "Tests"

    filters = Filters("SHOP.SALES", ["department"])
    by = Dimensions("By", ["department", "item"])
    sales = Query('select {by}, count(*) as "ORDER" from SHOP.SALES where {filters} group by all')
    bars = Bar("Bars", sales, x="by", y='sum("ORDER")')


def test_a_part_called_by_is_a_column_of_the_statement_and_of_its_pages(rows, stored, a_shop):
    base = compile.base(Words.sales, Words.clean(Words.defaults(), today=TODAY), policy=OPEN)
    page = compile.slice(Words.bars, stored(base), (), page=TablePage())
    assert 'AS "BY"' in base.sql
    assert {"BY", "TOTAL_ROWS"} < rows(page.sql, page.binds)[0].keys()
