"""The compiled statements mean what they say: run on the stand-in over real groceries, and counted again by hand."""

from datetime import date

import pytest

from reports import compile
from reports.compile import Pick, TablePage
from reports.library.category_performance import CategoryPerformance
from reports.policy import OPEN

TODAY = date(2026, 11, 16)
WINTER = {"filters": {"purchased_on": {"from": "2026-11-09", "to": "2026-11-15"}}}
TOP_12 = """
    with ranked as (
        select product_category, row_number() over (order by sum(sales_value) desc, product_category) as place
        from LOYALTY.BASKETS where purchased_on between '2026-11-09' and '2026-11-15' group by 1
    )
"""


@pytest.fixture
def sliced(stored, rows):
    def ask(name, *picks, form=WINTER, page=None):
        base = stored(
            compile.base(CategoryPerformance.sales, CategoryPerformance.clean(form, today=TODAY), policy=OPEN)
        )
        compiled = compile.slice(CategoryPerformance.visuals[name], base, picks, page=page)
        return rows(compiled.sql, compiled.binds)

    return ask


def counted(rows, what, where):
    return rows(f"select {what} as n from LOYALTY.BASKETS where {where}")[0]["N"]


@pytest.mark.parametrize(
    ("filters", "where"),
    [
        ({"purchased_on": {"preset": "last 12 weeks"}}, "purchased_on between '2026-08-24' and '2026-11-15'"),
        ({"department": ["DELI", "GROCERY"]}, "department in ('DELI', 'GROCERY')"),
        ({"income": [None]}, "income is null"),
        ({"income": [None, "15-24K"]}, "income is null or income = '15-24K'"),
        ({"product_category": ["BEEF", *(f"NOT {n}" for n in range(200))]}, "product_category = 'BEEF'"),
        ({"brand": ["National"], "department": ["MEAT"]}, "brand = 'National' and department = 'MEAT'"),
    ],
)
def test_filters_keep_the_rows_that_they_name(filters, where, sliced, rows):
    (kpi,) = sliced("headline_households", form={"filters": filters})
    assert kpi["COUNT_DISTINCT_HOUSEHOLD_ID"] == counted(rows, "count(distinct household_id)", where)


def test_the_rest_is_one_bar_and_says_how_many_it_holds(sliced, rows):
    bars = sliced("top_categories")
    categories = counted(rows, "count(distinct product_category)", "purchased_on between '2026-11-09' and '2026-11-15'")
    assert [bar["FOLDED"] for bar in bars][:12] == [0] * 12
    assert bars[12]["PRODUCT_CATEGORY"] == "Other"
    assert bars[12]["FOLDED"] in (categories - 12, categories + 1 - 12)  # one more if some products have no category


def test_the_rest_is_measured_over_its_rows_and_not_added_up(sliced, rows):
    rest = sliced("top_categories")[12]
    again = rows(
        f"{TOP_12} select sum(b.sales_value) as n from LOYALTY.BASKETS b join ranked r "
        "on b.product_category is not distinct from r.product_category "
        "where purchased_on between '2026-11-09' and '2026-11-15' and r.place > 12"
    )
    assert float(rest["SUM_SALES"]) == pytest.approx(float(again[0]["N"]))


def test_lines_come_in_the_order_of_time_and_miss_no_sales(sliced):
    lines = sliced("over_time", form={"filters": {"purchased_on": {"preset": "last 12 weeks"}}})
    (total,) = sliced("headline_sales", form={"filters": {"purchased_on": {"preset": "last 12 weeks"}}})
    weeks = [line["WEEK"] for line in lines]
    assert weeks == sorted(weeks) and len(set(weeks)) == 12
    assert sum(float(line["SUM_SALES"]) for line in lines) == pytest.approx(float(total["SUM_SALES"]))


def test_a_pick_filters_the_table(sliced):
    assert {row["DEPARTMENT"] for row in sliced("categories", Pick("department", "DELI"))} == {"DELI"}
    assert len(sliced("over_time", Pick("week", "2026-11-09"))) == len(sliced("over_time"))


def test_the_pages_of_a_table_are_the_whole_table(sliced):
    whole = sliced("categories", page=TablePage(limit=None))
    pages = [sliced("categories", page=TablePage(offset=offset, limit=70)) for offset in range(0, len(whole), 70)]
    names = [(row["DEPARTMENT"], row["PRODUCT_CATEGORY"]) for row in whole]
    assert [(row["DEPARTMENT"], row["PRODUCT_CATEGORY"]) for page in pages for row in page] == names
    assert {row["TOTAL_ROWS"] for row in whole} == {len(whole)}


def test_a_table_is_sorted_by_the_column_that_was_asked_for(sliced):
    units = [row["SUM_UNITS"] for row in sliced("categories", page=TablePage(sort="SUM_UNITS", descending=False))]
    assert units == sorted(units)


def test_options_are_the_values_of_the_data_with_their_rows(rows):
    field = next(each for each in CategoryPerformance.filters.settled if each.name == "income")
    compiled = compile.options(CategoryPerformance.filters, field, policy=OPEN)
    found = {row["VALUE"]: row["N"] for row in rows(compiled.sql, compiled.binds)}
    assert found[None] == counted(rows, "count(*)", "income is null")
    assert list(found.values()) == sorted(found.values(), reverse=True)


@pytest.mark.parametrize(("search", "found"), [("soft D", ["SOFT DRINKS"]), ("soft_d", []), ("%", []), ("'", None)])
def test_a_search_finds_what_holds_it_letter_by_letter(search, found, rows):
    field = next(each for each in CategoryPerformance.filters.settled if each.name == "product_category")
    compiled = compile.options(CategoryPerformance.filters, field, search=search, policy=OPEN)
    values = [row["VALUE"] for row in rows(compiled.sql, compiled.binds)]
    assert values == found if found is not None else all("'" in value for value in values)
