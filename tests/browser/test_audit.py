"""An analyst's day in the audit: she searches, looks closer, narrows in time, and keeps what she found."""

import re
from collections.abc import Callable, Iterator

import psycopg
import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from tests.browser.conftest import a_page
from tests.browser.test_for_everybody import serious
from tests.web import Portal

# Half of them Ana's, half Ben's, evenly over the last days of this month: only it and the next have their partitions.
TEXT = """
    INSERT INTO querylog_sqltext (digest, sql, tables, columns)
    VALUES (sha256('audited'), 'SELECT store_id, SUM(sales_value) FROM LOYALTY.BASKETS GROUP BY ALL',
            '{LOYALTY.BASKETS}', '{LOYALTY.BASKETS.STORE_ID,LOYALTY.BASKETS.SALES_VALUE}')
"""
STATEMENTS = """
    INSERT INTO querylog_statement (id, intended_at, asked_by_name, team, report, part, purpose, text_id, reads, binds)
    SELECT (left(querylog_first_id(at)::text, 13) || '-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, at,
           CASE WHEN n % 2 = 0 THEN 'Ana Moreno' ELSE 'Ben Okafor' END, 'Shopper insights',
           CASE WHEN n > 20 THEN 'till-audit' ELSE 'shelf-audit' END, 'stores', 'base',
           (SELECT max(id) FROM querylog_sqltext), '{}', '[]'
    FROM generate_series(1, 160) n,
         LATERAL (SELECT greatest(date_trunc('month', now()), now() - interval '20 days') AS since) s,
         LATERAL (SELECT since + (now() - since) * n / 161 AS at) t
"""
ENDINGS = """
    INSERT INTO querylog_ending (statement_id, at, status, rows, seconds, error)
    SELECT id, intended_at, 'finished', 12, 1.5, '' FROM querylog_statement WHERE report LIKE '%-audit'
"""


@pytest.fixture(scope="module")
def filled(portal: Portal) -> None:
    with psycopg.connect(portal.database) as log:
        for step in (TEXT, STATEMENTS, ENDINGS):
            log.execute(step)


@pytest.fixture
def cleo(browser: Browser, portal: Portal, signed_in: Callable[[str], StorageState], filled: None) -> Iterator[Page]:
    """Cleo's browser: she audits."""
    with a_page(browser, portal, storage_state=signed_in("cleo")) as page:
        yield page


def search(page: Page, words: str) -> None:
    page.goto("/audit/")
    line(page).fill(words)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(line(page)).to_have_value(words)
    bars(page).first.wait_for()


def line(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search statements")


def offer(page: Page, begins: str) -> Locator:
    return page.get_by_role("option", name=re.compile(rf"^{re.escape(begins)}")).first


def rows(page: Page) -> Locator:
    return page.locator(".statements tbody tr")


def bars(page: Page) -> Locator:
    return page.get_by_role("group", name=re.compile("^Statements by ")).get_by_role("link")


def beside(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Statement")


def test_she_writes_a_search_with_the_keyboard_alone(cleo: Page):
    cleo.goto("/audit/")
    line(cleo).focus()
    cleo.keyboard.type("rep")
    expect(offer(cleo, "report:")).to_be_visible()
    cleo.keyboard.press("Tab")
    expect(line(cleo)).to_have_value("report:")
    cleo.keyboard.type("audit")
    expect(cleo.get_by_role("option")).to_have_count(2)
    cleo.keyboard.press("ArrowDown")
    cleo.keyboard.press("ArrowDown")
    expect(offer(cleo, "till-audit")).to_have_attribute("aria-selected", "true")
    cleo.keyboard.press("Enter")
    cleo.keyboard.type("-us")
    expect(offer(cleo, "user:")).to_be_visible()
    cleo.keyboard.press("Tab")
    cleo.keyboard.type("oka")
    expect(offer(cleo, '"Ben Okafor"')).to_be_visible()
    cleo.keyboard.press("Tab")
    expect(line(cleo)).to_have_value('report:till-audit -user:"Ben Okafor" ')
    cleo.keyboard.press("Enter")
    expect(cleo.get_by_text(re.compile("^70 statements"))).to_be_visible()
    expect(rows(cleo)).to_have_count(50)
    expect(rows(cleo).filter(has_text="Ben Okafor")).to_have_count(0)


def test_she_opens_a_statement_beside_the_list_and_then_its_page(cleo: Page):
    search(cleo, "report:shelf-audit user:ana*")
    expect(rows(cleo)).to_have_count(10)
    rows(cleo).nth(1).locator(".rows").click()
    expect(beside(cleo)).to_contain_text("shelf-audit")
    first = cleo.url
    assert "open=" in first
    cleo.keyboard.press("ArrowDown")
    expect(rows(cleo).nth(2)).to_have_class("open")
    cleo.keyboard.press("ArrowUp")
    expect(cleo).to_have_url(first)
    cleo.keyboard.press("Escape")
    expect(beside(cleo)).to_be_hidden()
    expect(rows(cleo).nth(1).get_by_role("link").first).to_be_focused()
    cleo.goto(first)
    expect(beside(cleo)).to_contain_text("shelf-audit")
    beside(cleo).get_by_role("link", name="Open its page").click()
    cleo.wait_for_url(re.compile(r"/audit/[0-9a-f-]{36}/$"))


def test_she_narrows_the_time_by_a_drag_by_the_keyboard_and_takes_it_back(cleo: Page):
    search(cleo, "report:till-audit")
    first, last = (bars(cleo).nth(place).bounding_box() for place in (1, 3))
    assert first and last
    cleo.mouse.move(first["x"] + 2, first["y"] + 20)
    cleo.mouse.down()
    cleo.mouse.move(last["x"] + last["width"] - 2, last["y"] + 20, steps=5)
    cleo.mouse.up()
    cleo.wait_for_url(re.compile("on%3A"))
    expect(line(cleo)).to_have_value(re.compile(r"^report:till-audit on:\S+\.\.\S+$"))
    dragged = line(cleo).input_value()

    cleo.get_by_role("link", name=re.compile("clear, and look at any time")).click()
    expect(line(cleo)).to_have_value("report:till-audit")
    bars(cleo).nth(1).focus()
    cleo.keyboard.press("Shift+ArrowRight")
    cleo.keyboard.press("Shift+ArrowRight")
    cleo.keyboard.press("Enter")
    expect(line(cleo)).to_have_value(dragged)


def test_she_keeps_a_search_with_its_columns_and_pages_through_it(cleo: Page):
    search(cleo, "report:till-audit")
    cleo.get_by_text("Columns ▾").click()
    cleo.get_by_role("checkbox", name="Bytes").check()
    cleo.get_by_role("checkbox", name="Query ID").uncheck()
    cleo.get_by_role("button", name="Show these").click()
    expect(cleo.get_by_role("columnheader", name="Bytes")).to_be_visible()
    expect(cleo.get_by_role("columnheader", name="Query ID")).to_have_count(0)

    cleo.get_by_text("Saved ▾").click()
    cleo.get_by_label("Save this search as").fill("Reads of the tills")
    cleo.get_by_role("button", name="Save", exact=True).click()
    expect(cleo.get_by_text("Saved as “Reads of the tills”.")).to_be_visible()

    cleo.goto("/audit/")
    cleo.get_by_text("Saved ▾").click()
    cleo.get_by_role("link", name=re.compile("^Reads of the tills")).click()
    expect(line(cleo)).to_have_value("report:till-audit")
    expect(cleo.get_by_role("columnheader", name="Bytes")).to_be_visible()

    for _ in range(2):
        cleo.get_by_role("link", name="Older").click()
        expect(cleo.get_by_role("link", name="Newest")).to_be_visible()
    expect(rows(cleo)).to_have_count(40)
    expect(cleo.get_by_role("link", name="Older")).to_have_count(0)
    cleo.get_by_role("link", name="Newest").click()
    expect(rows(cleo)).to_have_count(50)


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 1440), ("light", 390)])
def test_nothing_serious_for_who_reads_with_a_screen_reader(cleo: Page, theme: str, width: int):
    cleo.emulate_media(color_scheme=theme, reduced_motion="reduce")
    cleo.set_viewport_size({"width": width, "height": 844})
    search(cleo, "report:till-audit on:2020..")
    rows(cleo).nth(1).get_by_role("link").first.click()
    expect(beside(cleo)).to_contain_text("till-audit")
    expect(cleo.locator(".beside__body.waiting")).to_have_count(0)
    assert serious(cleo) == []
    cleo.keyboard.press("Escape")
    line(cleo).focus()
    cleo.keyboard.press("End")
    cleo.keyboard.type(" st")
    expect(offer(cleo, "status:")).to_be_visible()
    assert serious(cleo) == []
    assert cleo.evaluate("document.documentElement.scrollWidth <= innerWidth")
