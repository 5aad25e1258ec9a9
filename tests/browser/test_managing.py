"""Who manages something finds people, teams and reports by typing, and not in a list of all of them."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from tests.browser.conftest import a_page
from tests.web import Portal


@pytest.fixture
def dev(browser: Browser, portal: Portal, signed_in: Callable[[str], StorageState]) -> Iterator[Page]:
    """The browser of the admin."""
    with a_page(browser, portal, storage_state=signed_in("dev")) as page:
        yield page


def find(page: Page, number: int, typed: str) -> None:
    """Type into a field that finds, and take the first that fits."""
    page.locator(".select2-selection").nth(number).click()
    page.keyboard.type(typed)
    page.locator(".select2-results__option", has_text=typed).first.click()


def is_offered_alone(options: Locator, value: str) -> None:
    """What stands there before the last letter was typed is waited away."""
    expect(options).to_have_count(1)
    expect(options).to_have_attribute("value", value)


def test_an_admin_grants_several_reports_after_a_look_at_what_changes(dev: Page, portal: Portal):
    dev.goto("/admin/access/grant/")
    dev.get_by_role("link", name="Grant several at once").click()
    find(dev, 0, "Gallery")
    find(dev, 0, "Sales cube")
    find(dev, 1, "Offers")
    dev.get_by_role("button", name="See what would change").click()
    expect(dev.get_by_text("2 grants: 2 new, 0 changed, 0 as they are. 1 person is let in.")).to_be_visible()
    dev.get_by_role("button", name="Make these 2 changes").click()
    expect(dev.get_by_text("2 grants made or changed. Each is in the history.")).to_be_visible()
    made = "select count(*) from access_grant g join access_team t on t.id = g.team_id where t.name = 'Offers'"
    assert portal.rows(made) == [(2,)]


def test_a_policy_names_a_table_and_a_column_that_are_offered(dev: Page):
    dev.goto("/admin/access/rowpolicy/add/")
    dev.locator("#id_table").press_sequentially("bask")
    is_offered_alone(dev.locator("#id_table + datalist option"), "LOYALTY.BASKETS")
    dev.locator("#id_table").fill("LOYALTY.BASKETS")
    dev.locator("#id_column").press_sequentially("depart")
    is_offered_alone(dev.locator("#id_column + datalist option"), "DEPARTMENT")


def test_a_lead_adds_somebody_whose_name_is_offered_and_removes_her(ana: Page):
    ana.goto("/account/")
    ana.get_by_role("link", name="Manage Shopper insights").click()
    name = ana.get_by_label("Who is to join")
    name.press_sequentially("okaf")
    is_offered_alone(ana.locator("#name + datalist option"), "ben")
    name.fill("ben")
    ana.get_by_role("button", name="Add to the team").click()
    expect(ana.get_by_text("Ben Okafor is in Shopper insights now")).to_be_visible()
    ana.get_by_role("button", name="Remove Ben Okafor").click()
    expect(ana.get_by_text("Ben Okafor is not in Shopper insights any more.")).to_be_visible()
