"""What a developer can get wrong in what can be set, in functions, in layout and in visuals, and what each gets."""

import pytest

from tests.reports.checks.test_mistakes import QUERY, SOUND, beside, query, said_of, visual

UNUSED = "no query uses it, so changing it would change nothing."
NEW = "If it is new, run manage.py snapshotschema."


def function(written):
    return QUERY, written


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (
            beside('grain = Choice("Period", {})'),
            [
                'line 12  grain: options takes labels with their SQL, such as {"Week": "date_trunc(\'week\', day)"}, and got {}.',
                f"line 12  grain: {UNUSED}",
            ],
        ),
        (
            beside('grain = Choice("Period", {"Week": "date_trunc(week", "Day": "day"}, default="Year")'),
            [
                'line 12  grain: "Week" can\'t be read: a function in it lacks an argument, or has one too many.',
                'line 12  grain: its default can\'t be chosen: "Year" is not one of the choices. Choose Week or Day.',
                f"line 12  grain: {UNUSED}",
            ],
        ),
        (
            beside('cheap = Toggle("Cheap", on="price <")'),
            [
                "line 12  cheap: on can't be read: something is missing near '<', line 1 of the SQL.",
                f"line 12  cheap: {UNUSED}",
            ],
        ),
        (
            beside('cheap = Toggle("Cheap", on="price < 5", default="yes")'),
            ["line 12  cheap: default takes True or False, and got 'yes'.", f"line 12  cheap: {UNUSED}"],
        ),
        (
            beside('least = Number("Least", default=5, min=10)'),
            [
                "line 12  least: its default can't be chosen: 5 is too small. Use at least 10.",
                f"line 12  least: {UNUSED}",
            ],
        ),
        (
            beside('least = Number("Least", default="five")'),
            ["line 12  least: default takes a number, and got 'five'.", f"line 12  least: {UNUSED}"],
        ),
        (
            beside('least = Number("Least", min=10, max=5)'),
            ["line 12  least: min=10 is above max=5. Exchange them.", f"line 12  least: {UNUSED}"],
        ),
        (
            beside('name = Text("Name", default=5)'),
            ["line 12  name: default takes text in quotes, and got 5.", f"line 12  name: {UNUSED}"],
        ),
        (
            beside('by = Dimensions("By", [])'),
            [
                'line 12  by: fields takes a list of columns, such as ["department", "brand"], and got [].',
                f"line 12  by: {UNUSED}",
            ],
        ),
        (
            beside('by = Dimensions("By", ["upper(brand)"])'),
            [
                'line 12  by: "upper(brand)" has no name that people can read. '
                'Give it one: Dimension("upper(brand)", label="…").',
                f"line 12  by: {UNUSED}",
            ],
        ),
        (
            beside('by = Dimensions("By", ["brand", "income"], default=["brnd"])'),
            [
                "line 12  by: its default brnd is none of its fields. Did you mean brand? Use Brand, Income, brand or income.",
                f"line 12  by: {UNUSED}",
            ],
        ),
        (
            beside('came_back = Exclude("Came back", "LOYALTY.BASKETS", fields=["department"])'),
            [
                "line 12  came_back: Exclude needs key=. Options: label, table, key, fields, on, help.",
                f"line 12  came_back: {UNUSED}",
            ],
        ),
        (
            beside('came_back = Exclude("Came back", "LOYALTY.BASKETS", key="houshold_id", fields=["department"])'),
            [
                f"line 12  came_back: key: LOYALTY.BASKETS has no column houshold_id. Did you mean household_id? {NEW}",
                f"line 12  came_back: {UNUSED}",
            ],
        ),
        (
            beside('came_back = Require("Came back", "LOYALTY.BASKTS", key="household_id", fields=["departmnt"])'),
            [
                f"line 12  came_back: there is no table LOYALTY.BASKTS that the portal may read. Did you mean LOYALTY.BASKETS? {NEW}",
                f"line 12  came_back: {UNUSED}",
            ],
        ),
    ],
)
def test_a_mistake_in_what_can_be_set_gets_a_sentence(mistake, said, tmp_path):
    right, wrong = mistake
    assert said_of(SOUND.replace(right, wrong), tmp_path) == said


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (
            query("select department, sum(sales_value) as sales from {sales} where {filters} group by all"),
            [
                "line 10  sales: the SQL reads {sales}, which is not above it. Declare sales first.",
                "line 10  sales: {filters}: it filters LOYALTY.BASKETS, which the SELECT around it does not read: that one reads {sales}.",
            ],
        ),
        (
            query("select department, sum(sales_value) as sales from LOYALTY.BASKETS join {filters} group by all"),
            [
                "line 10  sales: {filters} stands in the place of a table, and only a query can. Put it where its value belongs."
            ],
        ),
        (
            function("lambda given: 'select 1'"),
            [
                "line 10  sales: the SQL can't be read: its function returned str. Return a Sql, such as Sql('select …')."
            ],
        ),
        (
            function("lambda given: Sql('select department from LOYALTY.BASKETS where {filters} and ' + given.nobody)"),
            ["line 10  sales: its function fails when nothing is chosen: AttributeError: trial has no nobody."],
        ),
        (
            function(
                "lambda given: Sql('select department, 1 as sales from LOYALTY.BASKETS where {filters} and ' + str(given.filters.department))"
            ),
            [
                'line 10  sales: its function puts a value into the SQL\'s text. Give it as a piece: Sql("… > {least}", least=value).',
                f"line 10  sales: the SQL uses a column none, which its tables don't have. {NEW}",
            ],
        ),
    ],
)
def test_a_mistake_in_queries_gets_a_sentence(mistake, said, tmp_path):
    right, wrong = mistake
    assert said_of(SOUND.replace(right, wrong), tmp_path) == said


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (
            visual('Tabs(Kpi("A", sales, "sum(sales)"))'),
            ["line 12  it: Tabs takes sections, and nothing else, such as Tabs(Section(…), Section(…))."],
        ),
        (
            visual('Section("", Kpi("A", sales, "sum(sales)"))'),
            [
                'line 12  it: Section takes a title, then visuals, rows and Markdown, such as Section("Who buys", Line(…), Row(…)).'
            ],
        ),
        (
            visual('Section(Kpi("A", sales, "sum(sales)"))'),
            [
                'line 12  it: Section takes a title, then visuals, rows and Markdown, such as Section("Who buys", Line(…), Row(…)).'
            ],
        ),
        (
            visual('Row(Kpi("A", sales, "sum(sales)"), gap=3)'),
            ["line 12  it: Row has no option gap. It takes visuals, and nothing else, such as Row(Kpi(…), Kpi(…))."],
        ),
        (visual('Markdown("")'), ["line 12  it: text takes text in quotes, and got ''."]),
    ],
)
def test_a_mistake_in_layout_gets_a_sentence(mistake, said, tmp_path):
    right, wrong = mistake
    assert said_of(SOUND.replace(right, wrong), tmp_path) == said


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (
            visual('Kpi("A", sales, "sum(department)")'),
            ['line 12  it: "sum(department)" adds up department, which is TEXT. Count it instead: count(department).'],
        ),
        (
            visual('Kpi("A", sales, "sum(department * 2)")'),
            ['line 12  it: "sum(department * 2)" reckons with department, which is TEXT. Use a number.'],
        ),
        (
            visual('Bar("A", sales, x="date_trunc(\'week\', sales)", y="sum(sales)")'),
            ["line 12  it: x=\"date_trunc('week', sales)\" takes sales for a date, and it is DECIMAL. Use a date."],
        ),
        (
            visual('Kpi("A", sales, "sum(sales)", compare="last year")'),
            ['line 12  it: compare=\'last year\' is not one that we know. Use "previous period" or "previous year".'],
        ),
        (
            visual('Kpi("A", sales, "sum(sales)", compare="previous year")'),
            ['line 12  it: compare="previous year" moves a date range, and the query sales filters by none.'],
        ),
        (
            visual('Kpi("A", sales, "sum(sales)", good="left")'),
            ['line 12  it: good=\'left\' is not one that we know. Use "up", "down" or "".'],
        ),
        (
            visual('Gauge("A", sales, "sales", target="max")'),
            [
                'line 12  it: "sales" is not an aggregate. Say how rows are put together, such as sum(sales).',
                'line 12  it: target="max": the query sales has no column max.',
                'line 12  it: target="max" is not an aggregate. Say how rows are put together, such as sum(max).',
            ],
        ),
        (
            visual('Bar("A", sales, x="department", y="sum(sales)", mode="piled")'),
            ['line 12  it: mode=\'piled\' is not one that we know. Use "stacked", "grouped" or "share".'],
        ),
        (
            visual('Bar("A", sales, x="department", y="sum(sales)", low="min(sales)")'),
            ["line 12  it: an interval has two ends. Give both low= and high=, or neither."],
        ),
        (
            visual('Bar("A", sales, x="department", y="sum(sales)", low="sales", high="max(sale)")'),
            [
                'line 12  it: low="sales" is not an aggregate. Say how rows are put together, such as sum(sales).',
                'line 12  it: high="max(sale)": the query sales has no column sale. Did you mean sales?',
            ],
        ),
        (
            visual(
                'Bar("A", sales, x="department", y="sum(sales)", color="department", low="min(sales)", high="max(sales)")'
            ),
            ['line 12  it: low= and high= can\'t stand on bars that are piled up. Add mode="grouped".'],
        ),
        (
            visual('Histogram("A", sales, x="sum(sales)")'),
            [
                'line 12  it: x="sum(sales)" is an aggregate, and rows can\'t be grouped by one. Use a column, or make it a measure.'
            ],
        ),
        (
            visual('Histogram("A", sales, x="sales", bins=1)'),
            ["line 12  it: bins takes a whole number from 2 to 500, and got 1."],
        ),
        (
            visual('Bar("A", sales, x="upper(department)", y="sum(sales)")'),
            [
                'line 12  it: x="upper(department)" has no name that people can read. '
                'Give it one: Dimension("upper(department)", label="…").'
            ],
        ),
        (
            visual('Table("A", sales, rows=["department"], values=["sum(sales) * 2"])'),
            [
                'line 12  it: values="sum(sales) * 2" has no name that people can read. '
                'Give it one: Measure("sum(sales) * 2", label="…").'
            ],
        ),
        (
            visual('Box("A", sales, y="sum(sales)")'),
            [
                'line 12  it: y="sum(sales)" is an aggregate, and rows can\'t be grouped by one. Use a column, or make it a measure.'
            ],
        ),
        (
            visual('Scatter("A", sales, points="department", x="sales", y="sum(sales)")'),
            ['line 12  it: x="sales" is not an aggregate. Say how rows are put together, such as sum(sales).'],
        ),
        (
            visual('Heatmap("A", sales, x="department", y="departement", value="sum(sales)")'),
            ['line 12  it: y="departement": the query sales has no column departement. Did you mean department?'],
        ),
        (
            visual('Treemap("A", sales, by=[], value="sum(sales)")'),
            ['line 12  it: by takes SQL in quotes or a list of it, such as ["department"], and got [].'],
        ),
        (
            visual('Funnel("A", sales, stages=[])'),
            ["line 12  it: stages takes a list of aggregates, one per stage, and got []."],
        ),
        (
            visual('Map("A", sales, by="department", value="sum(sales)", outlines="europe")'),
            ['line 12  it: outlines=\'europe\' is not one that we know. Use "us-states" or "world".'],
        ),
        (
            visual('Pivot("A", sales, rows=["department"], values=["sum(sales)"], top=0)'),
            ["line 12  it: top takes a whole number from 1 to 1,000, and got 0."],
        ),
        (
            visual('Pivot("A", sales, rows=[], values=[])'),
            ['line 12  it: it needs rows and values, such as rows=["department"], values=["sum(sales)"].'],
        ),
        (
            visual('Audience("A", sales, key="departement")'),
            ['line 12  it: key="departement": the query sales has no column departement. Did you mean department?'],
        ),
        (
            visual('Audience("A", sales, key="department", values=["sales"])'),
            ['line 12  it: values="sales" is not an aggregate. Say how rows are put together, such as sum(sales).'],
        ),
        (
            visual('Custom("A", sales, "draw")'),
            ["line 12  it: function takes a function of a table and a theme, and got 'draw'."],
        ),
        (
            visual('Forecast("A", sales, x="department", y="sum(sales)", horizon=0)'),
            [
                "line 12  it: horizon takes a whole number from 1 to 500, or a Number that is declared above it, and got 0."
            ],
        ),
        (
            visual('Forecast("A", sales, x="department", y="sum(sales)", horizon=Number("Steps", default=3))'),
            [
                "line 12  it: the Number of its horizon is not a part of this report. Declare it here, "
                "such as ahead = Number(…)."
            ],
        ),
    ],
)
def test_a_mistake_in_visuals_gets_a_sentence(mistake, said, tmp_path):
    right, wrong = mistake
    assert said_of(SOUND.replace(right, wrong), tmp_path) == said
