"""A query outlives its page: it goes on, the bell tells of its end, and its result serves others, too."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import a_page
from tests.browser.steps import choose, drawn, open_report, refresh, sign_in
from tests.web import Portal, portal_running


@pytest.fixture(scope="module")
def patient() -> Iterator[Portal]:
    """A portal where results stay fresh."""
    with portal_running("portico_coming_back", PATIENCE_SECONDS="0.1", FRESH_SECONDS="600") as portal:
        yield portal


@pytest.fixture
def ana(browser: Browser, patient: Portal) -> Iterator[Page]:
    with a_page(browser, patient) as page:
        yield sign_in(page, "ana")


@pytest.fixture
def rae(browser: Browser, patient: Portal) -> Iterator[Page]:
    with a_page(browser, patient) as page:
        yield sign_in(page, "rae")


def press_and_leave(page: Page, portal: Portal, department: str) -> None:
    """Refresh while the team has as much as it may, and away to the home page; then there is room."""
    portal.rows("update access_team set most_running = 1 where name = 'Shopper insights' returning 1")
    another = (
        "insert into querylog_turn (statement_id, team, since) values (gen_random_uuid(), 'Shopper insights', now())"
    )
    ((turn,),) = portal.rows(f"{another} returning statement_id")
    open_report(page)
    choose(page, "department", department)
    page.locator("#refresh").click()
    expect(page.locator("#strip")).to_contain_text("Next in your team's queue")
    page.goto("/")
    portal.rows("delete from querylog_turn where statement_id = %s returning 1", turn)


def test_the_bell_leads_back_to_the_result_with_its_filters_set(ana, patient):
    press_and_leave(ana, patient, "DELI")
    bell = ana.locator("#bell")
    expect(bell.locator(".bell__badge")).to_have_text("1")
    bell.locator("summary").click()
    bell.get_by_role("link", name=re.compile("Category performance.*is ready")).click()
    drawn(ana)
    expect(ana.locator("#summary")).to_contain_text("Department is DELI")
    expect(ana.locator("#pending")).to_have_text("Up to date.")
    assert patient.rows("select count(*) from querylog_statement where purpose = 'base'") == [(1,)]


def test_what_was_seen_the_bell_forgets(ana, patient):
    press_and_leave(ana, patient, "MEAT")
    expect(ana.locator("#bell .bell__badge")).to_have_text("1")
    ana.locator("#bell summary").click()
    ana.locator("#bell").get_by_role("link").first.click()
    drawn(ana)
    ana.goto("/")
    expect(ana.locator("#bell summary")).to_have_attribute("aria-label", "Queries that run: none")


def test_a_run_of_someone_else_opens_the_page_as_if_without_it(ana, rae, patient):
    press_and_leave(ana, patient, "SEAFOOD")
    (run,) = patient.rows("select id from reports_run order by started_at desc limit 1")[0]
    rae.goto(f"/reports/category-performance/?run={run}")
    expect(rae.locator("#pending")).to_have_text("Press Refresh to run.")
    assert rae.locator("#back-to").count() == 0


def test_someone_of_the_same_team_is_served_the_result_and_told_whose_it_is(ana, rae, patient):
    for page in (ana, rae):
        open_report(page)
        choose(page, "department", "PASTRY")
        refresh(page)
    said = rae.locator("#strip")
    expect(said).to_contain_text(re.compile(r"Result of \d\d:\d\d, run by another member of your team\."))
    expect(ana.locator("#strip")).not_to_contain_text("Result of")
    before = bases(patient)
    rae.get_by_role("button", name="Run it again").click()
    expect(said).not_to_contain_text("Result of")
    drawn(rae)
    assert bases(patient) == before + 1


def bases(portal: Portal) -> int:
    return int(portal.rows("select count(*) from querylog_statement where purpose = 'base'")[0][0])
