"""What can be set in the rail, as a person sets it: with the mouse, the keyboard, and a list from a spreadsheet."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.steps import choose, compare, kpi, open_list, open_report, refresh


@pytest.fixture
def gallery(ana: Page) -> Page:
    """The report that has every control."""
    open_report(ana, "gallery")
    return ana


def field(page: Page, name: str, part: str = "filters") -> Locator:
    return page.locator(f"#{part}--{name}--control")


def summary(page: Page) -> Locator:
    return page.locator("#summary")


def test_every_value_is_found_by_typing_and_has_its_count(gallery: Page):
    panel = open_list(gallery, "product_category")
    expect(panel.get_by_role("status")).to_contain_text("Type to find the others")
    panel.get_by_role("combobox", name="Search").fill("yogurt")
    expect(panel.get_by_role("listbox").get_by_role("option").first).to_have_text(
        re.compile(r"^[A-Z/ ]*YOGURT[A-Z/ ]*[\d,]+$")
    )


def test_a_list_is_worked_with_the_keyboard_alone(gallery: Page):
    field(gallery, "product_category").get_by_role("button").focus()
    gallery.keyboard.press("Enter")
    search = gallery.get_by_role("combobox", name="Search Product category")
    expect(search).to_be_focused()
    options = gallery.get_by_role("listbox").get_by_role("option")
    expect(options.first).to_be_visible()
    first = options.first.locator(".option__name").inner_text()
    gallery.keyboard.press("ArrowDown")
    gallery.keyboard.press("Enter")
    gallery.keyboard.press("Escape")
    expect(field(gallery, "product_category").get_by_role("button")).to_have_text(first)
    expect(field(gallery, "product_category").get_by_role("button")).to_be_focused()


def test_choosing_a_department_narrows_the_categories(gallery: Page):
    panel = open_list(gallery, "department")
    panel.get_by_role("button", name="Clear").click()
    panel.get_by_role("button", name="Done").click()
    choose(gallery, "department", "DELI")
    panel = open_list(gallery, "product_category")
    expect(panel.get_by_role("status")).to_have_text(re.compile(r"^\d+ values$"))
    panel.get_by_label("Only what goes with the other filters").uncheck()
    expect(panel.get_by_role("status")).to_contain_text("of 303 values")


def test_a_choice_that_no_longer_goes_with_the_others_is_taken_away_and_that_is_said(gallery: Page):
    choose(gallery, "product_category", "BEEF")
    panel = open_list(gallery, "department")
    panel.get_by_role("button", name="Clear").click()
    panel.get_by_label("Only what goes with the other filters").uncheck()
    panel.get_by_role("option", name=re.compile("^DELI")).click()
    panel.get_by_role("button", name="Done").click()
    expect(gallery.locator("#filters--product_category--said")).to_contain_text("BEEF: taken away")
    expect(field(gallery, "product_category").get_by_role("button")).to_have_text("Any")


def test_a_list_from_a_spreadsheet_is_pasted_and_what_the_data_does_not_have_is_said(gallery: Page):
    panel = open_list(gallery, "product_category")
    panel.get_by_role("button", name="Paste a list").click()
    panel.get_by_label("Values, one per line").fill("BEEF\nSOUP\nCHEESE\nNO SUCH THING")
    expect(panel.get_by_role("status")).to_have_text("4 values")
    panel.get_by_role("button", name="Add them").click()
    expect(field(gallery, "product_category").get_by_role("button")).to_have_text("4 values")
    expect(gallery.locator("#filters--product_category--said")).to_contain_text("1 of 4 are not in the data: NO SUCH")


@pytest.mark.parametrize(
    ("way", "said"), [("contains", "Product category contains MILK"), ("starts with", "starts with MILK")]
)
def test_a_field_can_be_compared_by_its_letters(gallery: Page, way: str, said: str):
    compare(gallery, "product_category", way, "MILK")
    refresh(gallery)
    expect(summary(gallery)).to_contain_text(said)


def test_a_field_can_leave_values_out(gallery: Page):
    panel = open_list(gallery, "department")
    panel.get_by_label("how to compare").select_option("is not")
    panel.get_by_role("button", name="Done").click()
    refresh(gallery)
    expect(summary(gallery)).to_contain_text("Department is not")


def test_a_range_of_numbers_shows_the_ends_of_the_data(gallery: Page):
    low, high = (gallery.get_by_label(f"Sales value: {end}") for end in ("smallest", "largest"))
    expect(low).to_have_attribute("placeholder", re.compile(r"^from 0"))
    expect(high).to_have_attribute("placeholder", re.compile(r"^to \d+"))
    low.fill("2.5")
    low.blur()
    refresh(gallery)
    expect(summary(gallery)).to_contain_text("Sales value is at least 2.5")


def test_a_required_field_blocks_the_run_with_a_reason(gallery: Page):
    panel = open_list(gallery, "department")
    panel.get_by_role("button", name="Clear").click()
    panel.get_by_role("button", name="Done").click()
    gallery.locator("#refresh").click()
    expect(gallery.locator("#strip")).to_contain_text("Department has to be chosen before this report can run")


def test_every_parameter_is_in_the_summary_once_it_is_set(gallery: Page):
    gallery.get_by_role("radio", name="Day").click()
    gallery.get_by_role("switch", name="Only with a discount").check()
    gallery.get_by_label("Basket line of at least").fill("1.5")
    gallery.get_by_label("Product type contains").fill("o'")
    gallery.get_by_role("checkbox", name="Income").check()
    refresh(gallery)
    for said in (
        "Period: Day",
        "Only with a discount",
        "Basket line of at least: 1.5",
        'Product type contains: "o\'"',
        "Group by: Brand, Income",
    ):
        expect(summary(gallery)).to_contain_text(said)


def test_a_number_beyond_its_bounds_is_a_sentence(gallery: Page):
    gallery.get_by_label("Basket line of at least").fill("101")
    gallery.get_by_label("Basket line of at least").blur()
    gallery.locator("#refresh").click()
    expect(gallery.locator("#strip")).to_contain_text("101 is too large. Use at most 100.")


def test_an_exclusion_says_in_words_how_many_it_leaves_out(ana: Page):
    open_report(ana, "lapsed-buyers")
    refresh(ana)
    everyone = kpi(ana, "Households").inner_text()
    ana.get_by_text("Leave out households that also bought").click()
    ana.locator("#came_back--department--control .picker").click()
    panel = ana.locator("#came_back--department--control .finder")
    panel.get_by_role("option", name=re.compile("^DELI")).click()
    panel.get_by_role("button", name="Done").click()
    expect(ana.locator('[data-count="came_back"]')).to_have_text("1")
    refresh(ana)
    expect(ana.locator("#chips")).to_contain_text(re.compile(r"[\d,]+ .* [\d,]+"))
    expect(kpi(ana, "Households")).not_to_have_text(everyone)
    assert int(kpi(ana, "Households").inner_text().replace(",", "")) < int(everyone.replace(",", ""))


def test_reset_brings_every_control_back(gallery: Page):
    gallery.get_by_role("radio", name="Day").click()
    gallery.get_by_role("switch", name="Only with a discount").check()
    compare(gallery, "product_category", "contains", "MILK")
    gallery.get_by_role("button", name="Reset").click()
    expect(gallery.get_by_role("radio", name="Week")).to_have_attribute("aria-checked", "true")
    expect(gallery.get_by_role("switch", name="Only with a discount")).not_to_be_checked()
    expect(field(gallery, "product_category").get_by_role("button")).to_have_text("Any")
