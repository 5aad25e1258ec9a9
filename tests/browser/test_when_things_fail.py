"""What a person reads when something behind the page is broken: one sentence, and the rest goes on."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from portal.embedded.grocery import WAREHOUSE_USER
from portal.embedded.ports import free_port
from portal.embedded.processes import Child
from portal.embedded.standin import standin_settings, start_standin
from querylog.roles import APP_ROLE
from tests.browser.conftest import a_page
from tests.browser.steps import click_bar, open_report, refresh, settled, sign_in
from tests.web import Portal, portal_running

FEW_BASKETS = """
    CREATE TABLE GROCERY.LOYALTY.BASKETS AS
    SELECT DATE '2026-11-15' - CAST(i % 80 AS INTEGER) AS PURCHASED_ON, i % 100 AS HOUSEHOLD_ID,
           CAST(i % 7 AS DECIMAL(12, 2)) AS SALES_VALUE, i % 3 AS QUANTITY,
           'DEPARTMENT ' || i % 4 AS DEPARTMENT, 'CATEGORY ' || i % 20 AS PRODUCT_CATEGORY,
           'National' AS BRAND, NULL AS INCOME
    FROM range(20000) r(i)
"""


@dataclass
class Warehouse:
    """A stand-in of one's own, to be killed and started again."""

    data: Path
    port: int
    child: Child

    def kill(self) -> None:
        self.child.process.kill()
        self.child.process.wait()

    def trouble(self, **said: Any) -> None:
        """What goes wrong from now on."""
        (self.data / "trouble.json").write_text(json.dumps(said))

    def start(self) -> None:
        self.child = start_standin(self.data, self.port, quiet=True)


@pytest.fixture(scope="module")
def standin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    folder = tmp_path_factory.mktemp("warehouse")
    (folder / "users.json").write_text(json.dumps({WAREHOUSE_USER: {"password": "a-password-of-the-tests"}}))
    fill(folder)
    port = free_port()
    warehouse = Warehouse(folder, port, start_standin(folder, port, quiet=True))
    yield warehouse
    warehouse.child.stop()


@pytest.fixture
def warehouse(standin: Warehouse) -> Iterator[Warehouse]:
    """The stand-in, running and whole again after a test that broke it."""
    yield standin
    if standin.child.running:
        standin.kill()
    standin.trouble()
    fill(standin.data)
    standin.start()


@pytest.fixture(scope="module")
def portal(standin: Warehouse) -> Iterator[Portal]:
    """A portal on that stand-in, whose queue is dead and whose patience is short: workers can't be told of anything."""
    settings = {
        **standin_settings(standin.data, standin.port),
        "LOGIN_TIMEOUT_SECONDS": "3",
        "NETWORK_TIMEOUT_SECONDS": "3",
        "PATIENCE_SECONDS": "0",
        "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
    }
    with portal_running("portico_failing", worker=False, **settings) as portal:
        yield portal


@pytest.fixture
def page(browser: Browser, portal: Portal, warehouse: Warehouse) -> Iterator[Page]:
    with a_page(browser, portal) as page:
        yield sign_in(page, "ana")


def fill(folder: Path) -> None:
    """A table for the report, anew."""
    (folder / "GROCERY.db").unlink(missing_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{folder}/GROCERY.db' AS GROCERY")
        connection.execute("CREATE SCHEMA GROCERY.LOYALTY")
        connection.execute(FEW_BASKETS)


def test_a_dead_warehouse_is_one_sentence_and_work_goes_on_when_it_is_back(page: Page, warehouse: Warehouse):
    open_report(page)
    warehouse.kill()
    page.locator("#refresh").click()
    expect(page.locator("#strip")).to_contain_text("Snowflake can't be reached. Try again in a minute", timeout=20_000)
    page.goto("/")
    expect(page.get_by_role("article").get_by_role("link", name="Category performance")).to_be_visible()

    warehouse.start()
    open_report(page)
    refresh(page)


def test_without_its_queue_a_slow_run_is_finished_by_the_page_itself(page: Page):
    open_report(page)
    refresh(page)


def test_a_visual_whose_slice_fails_says_why_and_leaves_the_others_alone(page: Page, warehouse: Warehouse):
    open_report(page)
    refresh(page)
    for result in (warehouse.data / "results").glob("*.parquet"):
        result.unlink()
    click_bar(page, 0)
    expect(page.locator("#over_time .visual__trouble")).to_contain_text("Press Refresh to run the report again")
    expect(page.locator("#summary")).to_contain_text("last 12 weeks")


def test_a_statement_that_fails_is_told_with_its_query_id(page: Page, warehouse: Warehouse):
    open_report(page)
    warehouse.kill()
    with duckdb.connect(str(warehouse.data / "GROCERY.db")) as connection:
        connection.execute("DROP TABLE LOYALTY.BASKETS")
    warehouse.start()
    page.locator("#refresh").click()
    expect(page.locator("#strip")).to_contain_text("does not exist or not authorized", timeout=20_000)
    expect(page.locator("#strip")).to_contain_text("Query 01")


def test_a_run_that_waits_for_its_warehouse_says_so_and_then_is_drawn(page: Page, warehouse: Warehouse):
    warehouse.trouble(query="warehouse asleep", seconds=4, times=1)
    open_report(page)
    page.locator("#refresh").click()
    expect(page.locator("#strip")).to_contain_text("The warehouse is waking up.")
    settled(page)
    expect(page.locator("#strip")).to_be_empty()


def test_a_cancel_is_confirmed_in_words_and_the_report_can_be_run_again(page: Page, warehouse: Warehouse):
    warehouse.trouble(query="warehouse asleep", seconds=60, times=1)
    open_report(page)
    page.locator("#refresh").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#strip")).to_contain_text("The query was cancelled. Press Refresh to run it again.")
    expect(page.locator("#strip")).to_contain_text("Query 01")
    refresh(page)


@contextmanager
def locked(portal: Portal) -> Iterator[None]:
    """Somebody holds the log, and does not let go."""
    with psycopg.connect(portal.database) as owner:
        owner.execute("lock table querylog_statement, querylog_event in access exclusive mode")
        yield


@contextmanager
def closed(portal: Portal) -> Iterator[None]:
    """The portal's role may not add to the log any more."""
    with psycopg.connect(portal.database, autocommit=True) as owner:
        owner.execute(f"revoke insert on querylog_statement from {APP_ROLE}")
        try:
            yield
        finally:
            owner.execute(f"grant insert on querylog_statement to {APP_ROLE}")


@pytest.mark.parametrize("broken", [locked, closed])
def test_without_its_log_nothing_is_sent_the_shelf_is_there_and_work_resumes(page: Page, portal: Portal, broken):
    open_report(page)
    asked = portal.rows("select count(*) from querylog_statement")
    with broken(portal):
        page.locator("#refresh").click()
        expect(page.locator("#strip")).to_contain_text(
            "The query log can't be written, so nothing was sent to Snowflake."
        )
        page.goto("/")
        page.get_by_role("combobox", name="Search reports").fill("category")
        expect(page.get_by_role("option", name="Category performance")).to_be_visible()
    assert portal.rows("select count(*) from querylog_statement") == asked
    open_report(page)
    refresh(page)
