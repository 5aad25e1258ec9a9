"""Every visual of the gallery, as a person meets it: drawn, turned into rows, taken away as a file."""

import csv
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.steps import open_report, refresh, settled

TABS = ("Along time", "Compared", "Spread", "Places and rows")


@pytest.fixture
def report(ana: Page) -> Page:
    """A report of few visuals, refreshed."""
    open_report(ana)
    refresh(ana)
    return ana


@pytest.fixture
def gallery(ana: Page) -> Page:
    """Every visual with an answer."""
    open_report(ana, "gallery")
    refresh(ana)
    return ana


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()
    settled(page)


def visual(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title, exact=True)


def choose_in_menu(page: Page, title: str, item: str) -> None:
    visual(page, title).locator(".menu__mark").click()
    visual(page, title).get_by_role("button", name=item).click()


def test_every_visual_is_drawn(gallery: Page):
    for tab in TABS:
        open_tab(gallery, tab)
        panel = gallery.get_by_role("tabpanel", name=tab)
        assert panel.locator(".visual__trouble, .visual__empty").count() == 0
        for plot in panel.locator(".js-plotly-plot").all():
            assert plot.evaluate("each => each.data.length > 0 && each.querySelector('svg').clientHeight > 100")
    expect(gallery.locator("#trouble")).to_be_hidden()


def test_tabs_are_turned_with_the_arrows(gallery: Page):
    gallery.get_by_role("tab", name="Along time").focus()
    gallery.keyboard.press("ArrowRight")
    expect(gallery.get_by_role("tab", name="Compared")).to_be_focused()
    expect(gallery.get_by_role("tabpanel", name="Compared")).to_be_visible()
    expect(gallery.get_by_role("tabpanel", name="Along time")).to_be_hidden()


def test_a_figure_says_how_it_stands_to_the_period_before(gallery: Page):
    expect(visual(gallery, "Sales")).to_contain_text("against the previous period")


def test_a_visual_shows_its_rows_as_a_table(report: Page):
    choose_in_menu(report, "Sales by week", "Show as a table")
    rows = report.get_by_role("dialog", name="Sales by week")
    expect(rows.locator(".ag-row").first).to_contain_text("$")
    expect(rows.locator("#rows--said")).to_contain_text("rows")
    report.keyboard.press("Escape")
    expect(rows).to_be_hidden()


def test_a_visual_shows_the_rows_behind_it(report: Page):
    choose_in_menu(report, "Sales by week", "Show the rows behind it")
    rows = report.get_by_role("dialog", name="Rows behind Sales by week")
    expect(rows.get_by_role("columnheader", name="Product category")).to_be_visible()
    expect(rows.locator(".ag-row").first).to_be_visible()


@pytest.mark.parametrize("kind", ["CSV", "Excel", "Parquet"])
def test_rows_are_downloaded(report: Page, kind: str, tmp_path: Path):
    with report.expect_download() as download:
        choose_in_menu(report, "Sales by week", f"Download {kind}")
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.stat().st_size > 500


def test_a_download_says_which_filters_were_applied(report: Page, tmp_path: Path):
    with report.expect_download() as download:
        choose_in_menu(report, "Sales by week", "Download CSV")
    download.value.save_as(tmp_path / "rows.csv")
    lines = list(csv.reader((tmp_path / "rows.csv").read_text("utf-8-sig").splitlines()))
    assert any("in the last 12 weeks" in cell for line in lines for cell in line)


def test_a_chart_is_downloaded_as_a_picture(report: Page, tmp_path: Path):
    with report.expect_download() as download:
        choose_in_menu(report, "Sales by week", "Picture (PNG)")
    download.value.save_as(tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")


def test_a_person_who_may_only_view_is_offered_no_downloads(browser, portal, signed_in):
    from tests.browser.conftest import a_page

    with a_page(browser, portal, storage_state=signed_in("fay")) as page:
        open_report(page)
        expect(page.locator(".may-download").first).to_be_hidden()
        assert page.locator(".may-download:visible").count() == 0


def test_a_pivot_has_subtotals_above_their_rows_and_a_total(gallery: Page):
    open_tab(gallery, "Places and rows")
    grid = visual(gallery, "Departments by month")
    expect(grid.locator(".pivot__row--sum").first).to_be_visible()
    expect(grid.get_by_role("columnheader", name="Total").first).to_be_visible()


def test_a_table_is_filtered_by_the_warehouse(gallery: Page):
    open_tab(gallery, "Places and rows")
    table = visual(gallery, "Categories in rows")
    table.get_by_label("Department Filter Input").fill("DELI")
    expect(table.locator(".ag-row").first).to_contain_text("DELI")


def test_a_cell_is_shown_as_text_and_never_as_markup(report: Page):
    hostile = "**Cheese** <img src=x onerror=alert(1)>"

    def in_the_data(route: Route) -> None:
        """What the warehouse answers has it in every row."""
        answer = route.fetch()
        found = answer.text()
        if "getRowsResponse" in found:
            found = re.sub(r'"PRODUCT_CATEGORY":\s*"[^"]*"', f'"PRODUCT_CATEGORY":{json.dumps(hostile)}', found)
        route.fulfill(response=answer, body=found)

    report.route("**/_dash-update-component?*", in_the_data)
    refresh(report)
    cells = visual(report, "Categories").locator(".ag-cell[col-id=PRODUCT_CATEGORY]")
    expect(cells.first).to_have_text(hostile)
    assert cells.locator("img, strong").count() == 0


def test_every_value_keeps_its_colour_across_visuals(gallery: Page):
    colours = gallery.evaluate(
        """() => [...document.querySelectorAll('#charts_along_time .js-plotly-plot')]
             .map((plot) => plot._fullData.find((trace) => trace.name === 'GROCERY')?.line.color).filter(Boolean)"""
    )
    assert len(colours) == 3
    assert len(set(colours)) == 1
