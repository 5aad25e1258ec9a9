"""The admin pages in a browser that evaluates no text: `a_page` fails a test on which a script breaks the policy."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import a_page


@pytest.fixture
def dev(browser, portal, signed_in) -> Iterator[Page]:
    with a_page(browser, portal, storage_state=signed_in("dev")) as page:
        yield page


def test_a_menu_opens_and_a_click_elsewhere_closes_it(dev: Page):
    dev.goto("/admin/")
    menu = dev.locator('[x-show="openUserLinks"]')
    expect(menu).to_be_hidden()
    dev.locator('[x-on\\:click="openUserLinks = !openUserLinks"]').click()
    expect(menu).to_be_visible()
    dev.mouse.click(700, 900)
    expect(menu).to_be_hidden()


def test_a_team_is_given_one_more_report_on_its_page(dev: Page):
    dev.goto("/admin/access/team/")
    dev.get_by_role("link", name="Offers").click()
    expect(dev.get_by_text("Add another Grant")).to_be_visible()
    reports = dev.locator("[name^=grants-][name$=-report]:not([name*=__prefix__])")
    before = reports.count()
    dev.get_by_text("Add another Grant").click()
    expect(reports).to_have_count(before + 1)


def test_people_are_searched_from_the_keyboard_and_filtered(dev: Page):
    dev.goto("/admin/access/user/")
    dev.wait_for_function("document.querySelector('[x-ref=searchInput]')?.closest('[x-data]')?._x_dataStack")
    dev.keyboard.press("/")
    expect(dev.locator("input[name=q]")).to_be_focused()
    dev.locator('[x-on\\:click="filterOpen = true"]').click()
    expect(dev.get_by_text("By staff status")).to_be_visible()


def test_the_sidebar_stays_folded_on_the_next_page(dev: Page):
    dev.goto("/admin/")
    side = dev.locator("#nav-sidebar")
    expect(side).to_be_visible()
    dev.locator('[x-on\\:click*="keepSidebar"]').click()
    expect(side).to_be_hidden()
    dev.goto("/admin/access/user/")
    expect(dev.locator("input[name=q]")).to_be_visible()
    expect(side).to_be_hidden()
