"""What a person does on the pages, each as one step."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.report_page import REPORT
from tests.web import PASSWORD

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
]
CHARTS = ("over_time", "top_categories")


def sign_in(page: Page, name: str) -> Page:
    page.goto("/sign-in/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    return page


def open_report(page: Page) -> None:
    """The report's page, with its filters there to be used."""
    page.goto(REPORT)
    expect(page.locator(".graph .js-plotly-plot")).to_have_count(len(CHARTS))
    expect(page.locator("#refresh")).to_be_enabled()


def choose(page: Page, field: str, *values: str) -> None:
    """Choose values in a list: open it, search and tick each, close."""
    page.locator(f'[data-field="{field}"] .dash-dropdown').click()
    for value in values:
        page.get_by_placeholder("Search", exact=True).fill(value)
        option = page.get_by_role("option", name=re.compile(rf"^{re.escape(value)}")).first
        option.click()
        expect(option).to_have_attribute("aria-selected", "true")
    page.locator("h1").click()
    expect(page.locator(".dash-dropdown-content")).to_have_count(0)


def refresh(page: Page) -> None:
    page.locator("#refresh").click()
    settled(page)


def settled(page: Page) -> None:
    """Return when every visual shows the answer to its last question, and nothing more is under way."""
    drawn(page)
    page.wait_for_load_state("networkidle")


def drawn(page: Page) -> None:
    """Return when every visual shows an answer."""
    page.wait_for_function(
        """() => document.querySelectorAll('.visual').length === document.querySelectorAll('.visual .proof').length
                 && !document.querySelector('[data-dash-is-loading="true"]')
                 && document.querySelector('#base .proof')
                 && document.querySelector('.ag-center-cols-container .ag-row .ag-cell-value')"""
    )


def click_bar(page: Page, place: int) -> None:
    """Click a bar of the bar chart: Plotly listens on the plot, not on the bar."""
    bar = page.locator("#top_categories .bars .point path").nth(place)
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def click_line(page: Page, place: int) -> None:
    """Click the middle of a line of the line chart."""
    x, y = page.evaluate(
        """place => {
             const plot = document.querySelector('#over_time .js-plotly-plot');
             const { _fullData: data, _fullLayout: layout } = plot;
             const box = plot.querySelector('.nsewdrag').getBoundingClientRect();
             const trace = data[place], middle = Math.floor(trace._length / 2);
             return [box.x + layout.xaxis.d2p(trace.x[middle]), box.y + layout.yaxis.d2p(trace.y[middle])];
           }""",
        place,
    )
    page.mouse.move(x, y)
    page.mouse.click(x, y)


def table_rows(page: Page) -> Locator:
    return page.locator("#categories .ag-center-cols-container .ag-row")


def kpi(page: Page, title: str) -> str:
    return page.get_by_role("region", name=title, exact=True).locator(".kpi").inner_text()


def open_proof(page: Page, visual: str) -> Locator:
    """Everything about the statement behind a visual."""
    page.locator(f"#{visual} .proof summary").click()
    return page.locator(f"#{visual} .proof__body")
