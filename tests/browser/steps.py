"""What a person does on the pages, each as one step."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.web import PASSWORD

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
]


def sign_in(page: Page, name: str) -> Page:
    page.goto("/sign-in/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    return page


def open_report(page: Page, slug: str = "category-performance") -> None:
    """The report's page, with its filters there to be used."""
    page.goto(f"/reports/{slug}/")
    expect(page.locator("#refresh")).to_be_enabled()
    page.wait_for_function(
        """() => [...document.querySelectorAll('.graph')].every((each) => each.querySelector('.js-plotly-plot'))
                 && [...document.querySelectorAll('.control')].every((each) => each.firstChild)"""
    )


def choose(page: Page, field: str, *values: str) -> None:
    """Choose values in a list: open it, search and tick each, close."""
    panel = open_list(page, field)
    for value in values:
        panel.get_by_role("combobox", name="Search").fill(value)
        option = panel.get_by_role("option", name=re.compile(rf"^{re.escape(value)}")).first
        option.click()
        expect(panel.get_by_role("option", name=re.compile(rf"^{re.escape(value)}")).first).to_have_attribute(
            "aria-selected", "true"
        )
    panel.get_by_role("button", name="Done").click()
    expect(panel).to_have_count(0)


def compare(page: Page, field: str, way: str, *texts: str) -> None:
    """Compare a field in another way, such as "contains", with these texts."""
    panel = open_list(page, field)
    panel.get_by_label("how to compare").select_option(way)
    panel.get_by_label("Texts, one per line").fill("\n".join(texts))
    panel.get_by_role("button", name="Done").click()


def open_list(page: Page, field: str) -> Locator:
    """The panel of a list of values."""
    place = page.locator(f"#filters--{field}--control")
    place.locator(".picker").click()
    return place.locator(".finder")


def refresh(page: Page) -> None:
    page.locator("#refresh").click()
    settled(page)


def settled(page: Page) -> None:
    """Return when every visual shows the answer to its last question, and nothing more is under way."""
    drawn(page)
    page.wait_for_load_state("networkidle")


def drawn(page: Page) -> None:
    """Return when every visual that can be seen shows an answer."""
    page.wait_for_function(
        """() => {
             const seen = [...document.querySelectorAll('.visual')].filter((each) => each.offsetParent);
             const answered = (each) => each.querySelector('.proof') || each.querySelector('.visual__trouble');
             const drawn = (grid) => !grid.offsetParent || grid.querySelector('.ag-row .ag-cell-value')
               || grid.closest('.visual, .rows').querySelector('.visual__empty');
             return seen.every(answered) && !document.querySelector('[data-dash-is-loading="true"]')
               && document.querySelector('#base .proof')
               && [...document.querySelectorAll('.visual .ag-theme')].every(drawn);
           }"""
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


def kpi(page: Page, title: str) -> Locator:
    """The figure under this title. `expect` it to be something: a figure that is about to change looks settled."""
    return page.get_by_role("region", name=title, exact=True).locator(".kpi")


def open_proof(page: Page, visual: str) -> Locator:
    """Everything about the statement behind a visual."""
    page.locator(f"#{visual} .proof summary").click()
    return page.locator(f"#{visual} .proof__body")
