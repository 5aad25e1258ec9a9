"""What a developer can get wrong in a report file, and the sentence each mistake gets."""

import textwrap

import pytest

from reports import checks
from reports.registry import Registry

SOUND = '''
from reports import *


class Trial(Report):
    """Does it work?"""

    owner = "Shopper insights"
    area = "Trials"
    filters = Filters("LOYALTY.BASKETS", ["department"])
    sales = Query("select department, sum(sales_value) as sales from LOYALTY.BASKETS where {filters} group by all")
    total = Kpi("Total", sales, "sum(sales)")
'''
OWNER = '    owner = "Shopper insights"'
AREA = '    area = "Trials"'
FILTERS = '    filters = Filters("LOYALTY.BASKETS", ["department"])'
QUERY = '"select department, sum(sales_value) as sales from LOYALTY.BASKETS where {filters} group by all"'
TOTAL = '    total = Kpi("Total", sales, "sum(sales)")'
NEW = "If it is new, run manage.py snapshotschema."
OF_BAR = "Options: title, query, x, y, color, top, mode, horizontal, low, high, format, help, download."


def said_of(text, folder):
    """What the registry says of a file with this text, without its first line; nothing when it is sound."""
    (folder / "trial.py").write_text(text.lstrip("\n"))
    message = Registry(folder).broken().get("trial", "")
    return [line.strip() for line in message.splitlines()[1:]]


def field(written):
    return FILTERS, FILTERS.replace('"department"', written)


def query(sql):
    return QUERY, f'"""{sql}"""'


def visual(written):
    return TOTAL, f"{TOTAL}\n    it = {written}"


def beside(written):
    return TOTAL, f"{TOTAL}\n    {written}"


def from_baskets(selected, rest="where {filters} group by all"):
    return query(f"select {selected}, sum(sales_value) as sales from LOYALTY.BASKETS {rest}")


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        ((OWNER, ""), ['line 4  owner is missing. Add a line such as owner = "Shopper insights".']),
        ((AREA, "    area = 3"), ['line 4  area is missing. Add a line such as area = "Partner audiences".']),
        (
            ('"""Does it work?"""', "pass"),
            ["line 4  the docstring is missing. Its first line is the question that the report answers."],
        ),
        (
            (OWNER, f'{OWNER}\n    tags = "sales"'),
            ['line 4  tags is not a list of words. Write it as tags = ["sales", "growth"].'],
        ),
        (
            (OWNER, f'{OWNER}\n    one_sheet = "yes"'),
            ["line 4  one_sheet is neither True nor False."],
        ),
        (
            (TOTAL, ""),
            [
                "line 4  it shows nothing. Add a visual, such as Kpi, Line, Bar or Table.",
                "line 10  sales: no visual reads it, so it would never run.",
            ],
        ),
        (
            (FILTERS, FILTERS.replace("BASKETS", "BASKET")),
            [
                "line 9  filters: there is no table LOYALTY.BASKET that the portal may read. "
                f"Did you mean LOYALTY.BASKETS? {NEW}",
                "line 10  sales: {filters}: it filters LOYALTY.BASKET, which the SELECT around it does not read: "
                "that one reads LOYALTY.BASKETS.",
            ],
        ),
        (
            field('"departement"'),
            [f"line 9  filters: LOYALTY.BASKETS has no column departement. Did you mean department? {NEW}"],
        ),
        (field('"brand", "brand"'), ["line 9  filters: brand stands there twice. Remove one."]),
        (
            (FILTERS, FILTERS.replace('["department"]', '"department"')),
            [
                'line 9  filters: fields takes a list of fields, such as ["department", "brand"], '
                "and got 'department'."
            ],
        ),
        (
            field('Field("brand", kind="date range")'),
            ["line 9  filters.brand: its column is TEXT, so kind can't be date range. Use multi-select."],
        ),
        (
            field('Field("brand", kind="multiselect")'),
            [
                "line 9  filters.brand: kind='multiselect' is not one that we know. Did you mean \"multi-select\"? "
                'Use "date range", "multi-select", "numeric range" or "boolean".'
            ],
        ),
        (
            field('Field("purchased_on", default={"preset": "last 12 week"})'),
            [
                'line 9  filters.purchased_on: its default can\'t be chosen: "last 12 week" is not a range we know. '
                "Did you mean last 12 weeks? Choose one of: last 7 days, last 28 days, last 90 days, last 12 weeks, "
                "this month, last month, this quarter, last quarter, this year, last year, year to date, all time."
            ],
        ),
        (
            field('Field("brand", defualt=["A"])'),
            [
                "line 9  filters.brand: Field has no option defualt. Did you mean default? "
                "Options: name, label, kind, default, required, sensitive, help."
            ],
        ),
        (
            query("select department, sum(sales_value) as sales from LOYALTY.BASKETS group by all"),
            ["line 9  filters: no query uses it, so changing it would change nothing."],
        ),
        (
            from_baskets("department", "where {filter} group by all"),
            [
                "line 9  filters: no query uses it, so changing it would change nothing.",
                "line 10  sales: the SQL names {filter}, but nothing here has that name. "
                "Did you mean {filters}? Parts: filters.",
            ],
        ),
        (
            from_baskets("department", "where {filters} and {total} group by all"),
            ["line 10  sales: the SQL names {total}, which is a Kpi. Only inputs and queries can."],
        ),
        (
            from_baskets("department", "where department = '{filters}' group by all"),
            ["line 10  sales: {filters} stands inside quotes, where it is plain text. Take the quotes away."],
        ),
        (
            from_baskets("department", "where {filters} and brand = ? group by all"),
            [
                "line 10  sales: the SQL holds ?, a mark for a bound value. Take it out: "
                "filters bind their values themselves."
            ],
        ),
        (
            query("selec department from LOYALTY.BASKETS where {filters}"),
            [
                "line 10  sales: the SQL can't be read: Invalid expression / Unexpected token near 'from', "
                "line 1 of the SQL."
            ],
        ),
        (
            query("select 1 as sales from LOYALTY.BASKETS where {filters}; drop table LOYALTY.BASKETS"),
            [
                "line 10  sales: the SQL can't be read: it is not one SELECT. Write a single SELECT, or WITH … SELECT, "
                "and no semicolon between two."
            ],
        ),
        (
            query("delete from LOYALTY.BASKETS where {filters}"),
            [
                "line 10  sales: the SQL can't be read: it is not one SELECT. Write a single SELECT, or WITH … SELECT, "
                "and no semicolon between two."
            ],
        ),
        (
            query("select p.department, 1 as sales from LOYALTY.PRODUCT p, LOYALTY.BASKETS where {filters}"),
            [
                "line 10  sales: there is no table LOYALTY.PRODUCT that the portal may read. "
                f"Did you mean LOYALTY.PRODUCTS? {NEW}"
            ],
        ),
        (
            query("select department, sum(sales_value) as sales from BASKETS where {filters} group by all"),
            [
                "line 10  sales: {filters}: it filters LOYALTY.BASKETS, which the SELECT around it does not read: "
                "that one reads BASKETS.",
                "line 10  sales: there is no table BASKETS that the portal may read. "
                f"Did you mean LOYALTY.BASKETS? {NEW}",
            ],
        ),
        (
            from_baskets("departmnt"),
            [
                "line 10  sales: the SQL uses a column departmnt, which its tables don't have. "
                f"Did you mean department? {NEW}"
            ],
        ),
        (
            from_baskets("department", "b where {filters} and b.brnd = 'x' group by all"),
            [f"line 10  sales: the SQL uses a column brnd, which its tables don't have. Did you mean brand? {NEW}"],
        ),
        (
            visual('Bar("Bars", sales, x="departmnt", y="sum(sale)")'),
            [
                'line 12  it: x="departmnt": the query sales has no column departmnt. Did you mean department?',
                'line 12  it: y="sum(sale)": the query sales has no column sale. Did you mean sales?',
            ],
        ),
        (
            visual('Line("Lines", sales, x="department", y="sales", color="sum(sales)")'),
            [
                'line 12  it: color="sum(sales)" is an aggregate, and rows can\'t be grouped by one. '
                "Use a column, or make it a measure.",
                'line 12  it: y="sales" is not an aggregate. Say how rows are put together, such as sum(sales).',
            ],
        ),
        (
            visual('Kpi("Share", sales, "sales / sum(sales)")'),
            [
                'line 12  it: "sales / sum(sales)" is not an aggregate. '
                "Say how rows are put together, such as sum(sales)."
            ],
        ),
        (
            visual('Table("Rows", sales, rows=["department as d"], values=["sum(sales), 1"])'),
            [
                'line 12  it: rows="department as d" can\'t be read: it is not one expression. '
                "Write what stands between SELECT and FROM, without a name after it.",
                'line 12  it: values="sum(sales), 1" can\'t be read: it is not one expression. '
                "Write what stands between SELECT and FROM, without a name after it.",
            ],
        ),
        (
            visual('Table("Rows", sales, rows="department")'),
            ["line 12  it: rows takes a list of columns, such as [\"department\"], and got 'department'."],
        ),
        (
            visual('Table("Rows", sales)'),
            ['line 12  it: it has neither rows nor values. Add rows=["…"] or values=["…"].'],
        ),
        (
            visual('Table("Rows", sales, values=[Measure("sum(sales)", format="mony")])'),
            ['line 12  it: Measure("sum(sales)"): format=\'mony\' is not one that we know. Did you mean "money"?'],
        ),
        (
            visual('Bar("Bars", sales, x="department", y="sum(sales)", colour="department")'),
            [
                "line 12  it: Bar has no option colour. Did you mean color? "
                "Options: title, query, x, y, color, top, mode, horizontal, low, high, format, help, download."
            ],
        ),
        (
            visual('Bar("Bars", sales, x=Dimension("department", order="DELI"), y="sum(sales)")'),
            ['line 12  it: Dimension("department"): order=\'DELI\' is not a list of texts, such as ["Low", "High"].'],
        ),
        (
            visual('Bar("Bars", sales, "department")'),
            [
                "line 12  it: Bar takes title and query first; name what comes after.",
                f"line 12  it: Bar needs x=. {OF_BAR}",
                f"line 12  it: Bar needs y=. {OF_BAR}",
            ],
        ),
        (
            visual('Bar("Bars", sales, x="department", y="sum(sales)", top="12", format="dollars")'),
            [
                "line 12  it: top takes a whole number from 1 to 1,000, or None to fold nothing, and got '12'.",
                "line 12  it: format='dollars' is not one that we know. "
                'Use "money", "percent", "count", "compact" or "number".',
            ],
        ),
        (
            visual('Line("Lines", sales, x="department", y="sum(sales)", top=3)'),
            ["line 12  it: top= folds colours, and this Line has one only. Add color=, or leave top= out."],
        ),
        (
            visual('Kpi("total", sales, "max(sales)")'),
            ['line 12  it: "total" is also the title of total in line 11. Change one.'],
        ),
        (
            visual('Kpi("A", "sales", "sum(sales)")'),
            ["line 12  it: query takes a Query that is declared above it, and got 'sales'."],
        ),
        (
            visual('Kpi("A", Query("select 1 as n"), "sum(n)")'),
            ["line 12  it: its query is not a part of this report. Declare it here, such as sales = Query(…)."],
        ),
        (visual('Row("A", "B")'), ["line 12  it: Row takes visuals, and nothing else, such as Row(Kpi(…), Kpi(…))."]),
        (
            (TOTAL, f"{TOTAL},"),
            [
                "line 4  it shows nothing. Add a visual, such as Kpi, Line, Bar or Table.",
                "line 10  sales: no visual reads it, so it would never run.",
                "line 11  total is a tuple: there is a comma after its closing bracket.",
            ],
        ),
        (
            (TOTAL, TOTAL.replace("total =", "visuals =")),
            ["line 11  visuals is a name that every report has already. Choose another one."],
        ),
        ((TOTAL, f"{TOTAL}\n    it = total"), ["line 11  total is also it. Declare each part where it is named."]),
        ((TOTAL, f"{TOTAL})"), ["line 11  this is not Python: unmatched ')'."]),
        ((TOTAL, f"{TOTAL}\n    it = Pye('A', sales)"), ["line 12  NameError: name 'Pye' is not defined."]),
        (("(Report)", ""), ["line 1  the file has no class that inherits from Report. Write one report per file."]),
    ],
)
def test_a_mistake_gets_a_sentence(mistake, said, tmp_path):
    right, wrong = mistake
    assert right in SOUND
    assert said_of(SOUND.replace(right, wrong), tmp_path) == said


def test_a_report_without_mistakes_is_sound(tmp_path):
    assert said_of(SOUND, tmp_path) == []


def test_everything_is_said_at_once_in_the_order_of_the_file(tmp_path):
    text = SOUND.replace(OWNER, "").replace('["department"]', '["departmnt"]').replace('"sum(sales)"', '"sum(sale)"')
    (tmp_path / "trial.py").write_text(text.lstrip("\n"))
    assert Registry(tmp_path).broken()["trial"] == textwrap.dedent(
        f"""\
        {tmp_path.name}/trial.py can't be published:
          line 4  owner is missing. Add a line such as owner = "Shopper insights".
          line 9  filters: LOYALTY.BASKETS has no column departmnt. Did you mean department? {NEW}
          line 11  total: "sum(sale)": the query sales has no column sale. Did you mean sales?"""
    )


def test_sql_that_snowflake_knows_and_the_checks_should_not_mind(tmp_path):
    sql = '''"""
        with weekly as (
            select date_trunc('week', b.purchased_on) as week, b.*,
                   row_number() over (partition by store_id order by week) n
            from LOYALTY.BASKETS b where {filters} qualify n = 1
        )
        select w.department, sum(w.sales_value) as sales, max(f.value::string) as tag
        from weekly w, lateral flatten(input => split(w.brand, ' ')) f
        where exists (select 1 from LOYALTY.COUPONS c where c.product_id = w.product_id)
        group by w.department having sales > 0 order by sales desc
    """'''
    assert said_of(SOUND.replace(QUERY, sql), tmp_path) == []


def test_the_checks_read_the_schema_that_they_are_given():
    from reports.registry import get
    from reports.schema import Schema

    smaller = Schema({"LOYALTY.BASKETS": {"PURCHASED_ON": "DATE"}})
    found = checks.problems(get("category-performance"), schema=smaller)
    assert found and all("snapshotschema" in problem.text for problem in found[:4])
