"""A whole portal, and a real Chromium in front of it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.steps import FLAGS, sign_in
from tests.chromium import find_chromium, how_to_get_it
from tests.web import Portal, portal_running

expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def portal() -> Iterator[Portal]:
    with portal_running("portico_browser") as portal:
        yield portal


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    chromium = find_chromium()
    if chromium is None:
        pytest.fail(how_to_get_it()) if os.environ.get("CI") else pytest.skip(how_to_get_it())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, portal: Portal) -> Iterator[Page]:
    """A page that nobody has signed in on. A script error on it, or one against its policy, fails the test."""
    context = browser.new_context(base_url=portal.url, viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def ana(page: Page) -> Page:
    """Ana's browser: her team has the report."""
    return sign_in(page, "ana")


@pytest.fixture
def cleo(page: Page) -> Page:
    """Cleo's browser: she audits."""
    return sign_in(page, "cleo")
