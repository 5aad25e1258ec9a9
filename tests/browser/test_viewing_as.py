"""An admin sees the portal as somebody else does, in a browser: begun, marked wherever one scrolls, and stopped."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.conftest import a_page
from tests.browser.steps import kpi, open_report, refresh, sign_in
from tests.web import Portal


@pytest.fixture
def dev(browser: Browser, portal: Portal) -> Iterator[Page]:
    """Dev's browser; he signs in each time, as his session gets a new key when he sees as somebody else."""
    with a_page(browser, portal) as page:
        yield sign_in(page, "dev")


def view_as(page: Page, name: str, full_name: str) -> None:
    page.goto("/admin/access/user/")
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("link", name="View as").click()
    page.get_by_role("button", name=f"View as {full_name}").click()
    expect(mark(page)).to_contain_text(f"You see Portico as {full_name} does. Read-only, until")


def mark(page: Page):
    return page.get_by_role("complementary", name="Seen as somebody else")


def test_an_admin_sees_a_persons_report_with_its_mark_in_view_and_stops_from_the_keyboard(dev: Page):
    view_as(dev, "ana", "Ana Moreno")
    open_report(dev)
    expect(dev).to_have_title("As ana: Category performance · Portico")
    refresh(dev)
    expect(kpi(dev, "Sales")).to_contain_text("$")
    dev.mouse.wheel(0, 4000)
    expect(mark(dev)).to_be_in_viewport(ratio=1)
    expect(dev.get_by_role("button", name="Favourite: Category performance")).to_be_disabled()
    dev.reload()
    dev.keyboard.press("Tab")  # past the link to the content
    dev.keyboard.press("Tab")
    expect(dev.get_by_role("button", name="Stop")).to_be_focused()
    dev.keyboard.press("Enter")
    dev.wait_for_url("**/admin/access/user/*/change/")
    dev.goto("/")
    expect(mark(dev)).to_have_count(0)


def test_pages_that_are_open_in_other_windows_follow(dev: Page):
    home, report = dev.context.new_page(), dev.context.new_page()
    home.goto("/")
    expect(home.locator("#bell")).to_be_visible()  # it has asked, and knows as whom
    view_as(dev, "ana", "Ana Moreno")
    home.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(mark(home)).to_be_visible()
    open_report(report)
    mark(dev).get_by_role("button", name="Stop").click()
    dev.wait_for_url("**/admin/access/user/*/change/")
    with suppress(Error):  # it has followed already if an answer that it still waited for came after the stop
        report.locator("#refresh").click(timeout=5_000)
    expect(report.get_by_text("This report is open to other teams.")).to_be_visible()
    expect(mark(report)).to_have_count(0)
