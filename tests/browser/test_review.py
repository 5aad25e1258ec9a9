"""The access review in a browser: from the keyboard, with its names in view, on a phone, and for everybody."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.conftest import a_page
from tests.browser.test_for_everybody import serious
from tests.web import Portal


@pytest.fixture
def cleo(browser: Browser, portal: Portal, signed_in: Callable[[str], StorageState]) -> Iterator[Page]:
    """Cleo's browser: she may see who may open what."""
    with a_page(browser, portal, storage_state=signed_in("cleo")) as page:
        page.goto("/access/")
        yield page


def test_the_arrows_go_from_cell_to_cell_and_enter_leads_to_the_reason(cleo: Page):
    cleo.get_by_role("region", name="The matrix").get_by_role("link", name="Ana Moreno").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowUp"):
        cleo.keyboard.press(key)
    cleo.keyboard.press("Enter")
    cleo.wait_for_url("**/access/people/*/?report=*")
    expect(cleo.get_by_role("region", name="The answer")).to_contain_text("Ana Moreno")


def test_the_matrix_is_one_stop_on_the_way_through_the_page(cleo: Page):
    stops = cleo.locator("[data-matrix] tbody a")
    assert stops.count() > 6
    assert [stops.nth(place).get_attribute("tabindex") for place in range(3)] == ["0", "-1", "-1"]


def test_names_stay_in_view_in_a_long_matrix(cleo: Page):
    cleo.set_viewport_size({"width": 760, "height": 560})
    frame = cleo.get_by_role("region", name="The matrix")
    frame.evaluate("frame => { frame.style.maxHeight = '240px'; frame.scrollTo(300, 200); }")
    place = frame.bounding_box()
    corner = cleo.get_by_role("columnheader", name="Person", exact=True).bounding_box()
    name = cleo.locator(".matrix__row").last.bounding_box()
    assert abs(corner["x"] - place["x"]) < 3
    assert abs(corner["y"] - place["y"]) < 3
    assert abs(name["x"] - place["x"]) < 3


@pytest.mark.parametrize("address", ["/access/", "/access/?by=teams", "/access/reports/category-performance/"])
def test_on_a_phone_nothing_is_wider_than_the_screen(cleo: Page, address: str):
    cleo.set_viewport_size({"width": 390, "height": 844})
    cleo.goto(address)
    assert cleo.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_a_phone_each_person_has_a_list_of_what_is_open(cleo: Page):
    cleo.set_viewport_size({"width": 390, "height": 844})
    cleo.goto("/access/")
    ana = cleo.get_by_role("row").filter(has_text="Ana Moreno")
    expect(ana.get_by_text("KPI summary")).to_be_visible()
    expect(ana.locator(".cell--none").first).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "address", ["/access/?ending=on&only=on", "/access/", "/access/tables/LOYALTY.BASKETS/?column=BRAND"]
)
def test_nothing_serious_is_found_for_those_who_see_or_move_less(cleo: Page, theme: str, address: str):
    cleo.emulate_media(color_scheme=theme, reduced_motion="reduce")
    cleo.goto(address)
    assert serious(cleo) == []
