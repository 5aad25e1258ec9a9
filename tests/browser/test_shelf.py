"""The shelf in a browser: found from the keyboard, starred without a page load, asked for and opened."""

from playwright.sync_api import Page, expect

from tests.browser.steps import sign_in


def search(page: Page):
    return page.get_by_role("combobox", name="Search reports")


def test_a_report_is_found_and_opened_from_the_keyboard_alone(ana: Page):
    ana.goto("/account/")
    ana.keyboard.press("/")
    ana.keyboard.type("categry performance")  # a letter short
    expect(ana.get_by_role("option", name="Category performance")).to_have_attribute("aria-selected", "true")
    ana.keyboard.press("Enter")
    ana.wait_for_url("**/reports/category-performance/")


def test_the_arrows_move_through_what_was_found_and_escape_closes_it(ana: Page):
    ana.goto("/")
    search(ana).fill("shop")
    expect(ana.get_by_role("option").nth(1)).to_be_visible()
    ana.keyboard.press("ArrowDown")
    expect(ana.get_by_role("option").nth(1)).to_have_attribute("aria-selected", "true")
    ana.keyboard.press("Escape")
    expect(ana.get_by_role("option").first).to_be_hidden()
    expect(search(ana)).to_have_value("shop")


def test_nothing_found_says_what_to_do(ana: Page):
    ana.goto("/")
    search(ana).fill("zzzzqqqq")
    expect(ana.get_by_text("No report matches. Try fewer words.").first).to_be_visible()


def test_a_star_puts_the_report_among_the_favourites_at_once(ana: Page):
    ana.goto("/")
    star = ana.get_by_role("button", name="Favourite: Category performance")
    star.first.click()
    favourites = ana.get_by_role("region", name="Favourites")
    expect(favourites.get_by_role("link", name="Category performance")).to_be_visible()
    ana.reload()
    favourites.get_by_role("button", name="Favourite: Category performance").click()
    expect(favourites).to_have_count(0)


def test_a_request_goes_to_the_owner_and_its_answer_comes_back(page: Page, rae: Page):
    sign_in(page, "ben")
    search(page).fill("household")
    page.get_by_role("option", name="Closed to you").first.click()
    title = page.get_by_role("heading", level=1).inner_text().strip()
    page.get_by_role("link", name="Request access").click()
    page.get_by_label("What do you need it for?").fill("To plan the autumn campaign.")
    page.get_by_role("button", name="Request access").click()
    expect(page.get_by_text("not decided yet")).to_be_visible()

    rae.goto("/requests/")
    rae.get_by_role("link", name=f"Decide on {title}").click()
    rae.get_by_role("button", name="Decline").click()
    expect(rae.get_by_text("Say why")).to_be_visible()
    rae.get_by_role("button", name="Approve").click()
    expect(rae.get_by_text("is open to Offers now")).to_be_visible()

    page.goto("/requests/")
    page.get_by_role("link", name=f"Open {title}").click()
    expect(page.locator("#refresh")).to_be_visible()
