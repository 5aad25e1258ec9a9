"""HTML in the data, in titles and in tooltips, in a real browser: it is shown as text, and none of it is obeyed."""

import shutil
from collections.abc import Iterator

import duckdb
import pytest
from playwright.sync_api import Browser, Page, expect

from portal.embedded.grocery import DATABASE, SCHEMA, WAREHOUSE_USER
from portal.embedded.ports import free_port
from portal.embedded.standin import standin_settings, start_standin
from tests.browser.conftest import a_page
from tests.browser.steps import choose, open_list, open_report, refresh, settled, sign_in
from tests.web import ROOT, Portal, portal_running

IMAGE = "<img src=x onerror=owned(1)>"
BOLD = "<b>bold</b> & <i>more</i>"
LINK = "<a href='javascript:owned(2)'>link</a>"
SCRIPT = "</script><script>owned(3)</script>"
DRAWN = "<svg onload=owned(4)>{{7*7}}"
NAMES = [IMAGE, BOLD, LINK, SCRIPT, DRAWN]
TITLE = "<img src=x onerror=owned(5)>"
ROWS = """
    CREATE TABLE GROCERY.LOYALTY.BASKETS AS
    SELECT DATE '2026-11-15' - CAST(i % 80 AS INTEGER) AS PURCHASED_ON, i % 100 AS HOUSEHOLD_ID,
           CAST(i % 7 AS DECIMAL(12, 2)) AS SALES_VALUE, i % 3 AS QUANTITY,
           $1[i % 5 + 1] AS DEPARTMENT, $1[i % 3 + 1] || ' of ' || i % 4 AS PRODUCT_CATEGORY,
           'National' AS BRAND, NULL AS INCOME
    FROM range(2000) r(i)
"""
REPORT = f'''
"""Tags."""

from reports import (
    Area, Bar, Choice, Field, Filters, Funnel, Heatmap, Kpi, Line, Map, Measure, Pie, Pivot, Query, Report, Row,
    Scatter, Table, Text, Treemap, Waterfall
)

SALES = Measure("sum(sales)", label="{TITLE} sales")


class Tags(Report):
    """What is asked <b>here</b> {TITLE}?

    The rest of it {TITLE}.
    """

    title = "Tags {TITLE}"
    owner = "{TITLE}"
    area = "{TITLE} area"
    tags = ["{TITLE}"]

    filters = Filters(
        "LOYALTY.BASKETS",
        [Field("department", label="Department {TITLE}", help="{TITLE} help"), "product_category"],
    )
    grain = Choice("Period {TITLE}", {{"{TITLE} week": "date_trunc('week', purchased_on)", "Day": "purchased_on"}})
    words = Text("Words {TITLE}", default="{TITLE}")

    rows = Query(
        """
        select {{grain}} as period, department, product_category, household_id, {{words}} as typed,
               sum(sales_value) as sales
        from LOYALTY.BASKETS where {{filters}} group by all
        """
    )

    figures = Row(Kpi("Sum {TITLE}", rows, SALES, help="{TITLE} help"), Kpi("Plain", rows, "sum(sales)"))
    line = Line("Line {TITLE}", rows, x="period", y=SALES, color="department", help="{TITLE} help")
    filled = Area("Area {TITLE}", rows, x="period", y=SALES, color="product_category")
    bars = Bar("Bars {TITLE}", rows, x="department", y=SALES, color="product_category")
    across = Bar("Across {TITLE}", rows, x="department", y=SALES, horizontal=True)
    pie = Pie("Pie {TITLE}", rows, by="department", value=SALES)
    tree = Treemap("Tree {TITLE}", rows, by=["department", "product_category"], value=SALES)
    steps = Waterfall("Steps {TITLE}", rows, by="department", value=SALES)
    heat = Heatmap("Heat {TITLE}", rows, x="department", y="product_category", value=SALES)
    dots = Scatter("Dots {TITLE}", rows, points="department", x=SALES, y="count(*)", color="product_category")
    stages = Funnel("Stages {TITLE}", rows, stages=[SALES, Measure("count(*)", label="{TITLE} rows")])
    places = Map("Places {TITLE}", rows, by="department", value=SALES)
    pivot = Pivot("Pivot {TITLE}", rows, rows=["department"], across="product_category", values=[SALES])
    table = Table("Table {TITLE}", rows, rows=["department", "product_category", "typed"], values=[SALES])
'''
GRANT = """
from portal.access.models import *
from portal.catalog.models import Entry
for team in Team.objects.all():
    Grant.objects.create(team=team, report="tags")
ana = User.objects.get(username="ana")
User.objects.filter(username="dev").update(first_name="<img src=x onerror=owned(6)>", last_name="<b>bold</b>")
"""
# What only a tag of the data could have made: attributes that run, sources and links that are none of ours.
OBEYED = """() => [...document.querySelectorAll('*')].filter((each) =>
  [...each.attributes].some(({ name, value }) => /^on/.test(name) || name === 'src' && value === 'x'
    || /^\\s*(javascript|data:text)/i.test(value))
  || each.tagName === 'SCRIPT' && /owned\\(/.test(each.textContent) && !/json/.test(each.type)
).map((each) => each.outerHTML)"""
CHARTS = ["line", "filled", "bars", "across", "pie", "tree", "steps", "heat", "dots"]


@pytest.fixture(scope="module")
def portal(tmp_path_factory) -> Iterator[Portal]:
    """A portal whose warehouse and whose library were filled by somebody who means ill."""
    data, folder = tmp_path_factory.mktemp("warehouse"), tmp_path_factory.mktemp("portal")
    (data / "users.json").write_text(f'{{"{WAREHOUSE_USER}": {{"password": "a-password-of-the-tests"}}}}')
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{data}/{DATABASE}.db' AS {DATABASE}")
        connection.execute(f"CREATE SCHEMA {DATABASE}.{SCHEMA}")
        connection.execute(ROWS.replace("$1", f"[{', '.join(repr_of(name) for name in NAMES)}]"))
    for each in ("portal", "reports", "querylog"):
        shutil.copytree(ROOT / each, folder / each, ignore=shutil.ignore_patterns("__pycache__"))
    for each in ("manage.py", "gunicorn.conf.py"):
        shutil.copy(ROOT / each, folder)
    (folder / "reports" / "library" / "tags.py").write_text(REPORT)
    port = free_port()
    warehouse = start_standin(data, port, quiet=True)
    with portal_running("portico_tags", worker=False, folder=folder, **standin_settings(data, port)) as running:
        running.manage("shell", "-c", GRANT)
        in_folder(running, "syncreports")
        yield running
    warehouse.stop()


def repr_of(text: str) -> str:
    """As SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def in_folder(portal: Portal, *command: str) -> None:
    """A management command that sees the portal's own library."""
    import subprocess
    import sys

    subprocess.run(
        [sys.executable, "manage.py", *command], cwd=portal.folder, env=portal.environment, check=True, timeout=60
    )


@pytest.fixture(scope="module")
def ana(browser: Browser, portal: Portal) -> Iterator[Page]:
    """Ana's browser, on the report after a Refresh."""
    with a_page(browser, portal) as page:
        sign_in(page, "ana")
        open_report(page, "tags")
        refresh(page)
        yield page


def obeyed(page: Page) -> list[str]:
    return page.evaluate(OBEYED)


def test_what_is_looked_for_would_be_found(ana: Page):
    """Else the tests below would pass for any reason."""
    ana.evaluate("""() => { const box = document.body.appendChild(document.createElement('div')); box.id = 'planted';
                            box.innerHTML = '<a href="javascript:owned(0)">x</a>'; }""")
    assert len(obeyed(ana)) == 1
    ana.evaluate("() => document.getElementById('planted').remove()")


def test_no_tag_of_the_data_or_of_a_title_is_obeyed_on_the_page(ana: Page):
    assert obeyed(ana) == []


@pytest.mark.parametrize("chart", CHARTS)
def test_names_in_a_chart_are_text(ana: Page, chart: str):
    drawn = ana.locator(f"#{chart} .js-plotly-plot").first
    text = drawn.evaluate("each => each.textContent")
    assert "<b>" in text or "<img" in text or "<a href" in text, text[:2000]
    assert drawn.locator("a[*|href^='javascript'], tspan[style*='bold']").count() == 0


def test_a_tooltip_shows_tags_as_text(ana: Page):
    for chart in ("across", "pie", "heat"):
        plot = ana.locator(f"#{chart} .js-plotly-plot").first
        plot.scroll_into_view_if_needed()
        box = plot.locator(".nsewdrag, .slice path").first.bounding_box()
        assert box
        ana.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.5)
        told = plot.locator(".hoverlayer .hovertext")
        expect(told.first).to_be_attached()
        assert "<" in "".join(told.all_text_contents())
        assert obeyed(ana) == []


def test_cells_and_their_tooltips_are_text(ana: Page):
    cell = ana.locator("#table .ag-cell", has_text=IMAGE).first
    cell.scroll_into_view_if_needed()
    expect(cell).to_contain_text(IMAGE)
    cell.hover()
    expect(ana.locator(".ag-tooltip")).to_contain_text(IMAGE)
    expect(ana.locator("#pivot .ag-header").first).to_contain_text("<img")
    assert obeyed(ana) == []


def test_what_can_be_chosen_and_what_was_chosen_is_text(ana: Page):
    panel = open_list(ana, "department")
    for name in NAMES:
        expect(panel.get_by_role("option", name=name).first).to_contain_text(name)
    assert obeyed(ana) == []
    panel.get_by_role("button", name="Done").click()
    choose(ana, "department", IMAGE)
    refresh(ana)
    expect(ana.locator("#summary")).to_contain_text(IMAGE)
    assert obeyed(ana) == []


def test_a_click_on_a_tag_is_a_chip_of_text(ana: Page):
    place = ana.locator("#across .bars .point path").first
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box
    ana.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    settled(ana)
    expect(ana.locator("#chips")).to_contain_text("<")
    assert obeyed(ana) == []


def test_titles_on_the_shelf_and_in_the_search_are_text(browser: Browser, portal: Portal):
    with a_page(browser, portal) as page:
        sign_in(page, "ana")
        expect(page.get_by_role("link", name=f"Tags {TITLE}").first).to_be_visible()
        page.get_by_role("combobox", name="Search reports").fill("tags")
        expect(page.get_by_role("option", name=f"Tags {TITLE}")).to_be_visible()
        assert obeyed(page) == []
        page.goto("/account/")
        assert obeyed(page) == []


def test_on_the_pages_of_the_log_and_of_the_admin_they_are_text(ana: Page, browser: Browser, portal: Portal):
    with a_page(browser, portal) as page:
        sign_in(page, "cleo")
        asked = portal.rows("select id from querylog_statement where position('onerror' in binds::text) > 0 limit 3")
        assert asked
        for (statement,) in asked:
            page.goto(f"/audit/{statement}/")
            assert obeyed(page) == []
        for path in (
            "/audit/?q=onerror",
            "/audit/changes/?q=tags",
            "/audit/?q=%3Cimg%20src%3Dx%20onerror%3Downed(7)%3E",
        ):
            page.goto(path)
            assert obeyed(page) == []
    with a_page(browser, portal) as page:
        sign_in(page, "dev")
        for path in ("catalog/entry/", "access/user/", "access/grant/", "access/user/?q=<img src=x onerror=owned(8)>"):
            page.goto(f"/admin/{path}")
            assert obeyed(page) == []
