"""A whole portal, and a real Chromium in front of it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect, sync_playwright

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


@pytest.fixture(scope="package")
def signed_in(browser: Browser, portal: Portal) -> Callable[[str], StorageState]:
    """The cookies of a person who has signed in, which is done once: a good password hash takes its time."""

    @cache
    def cookies_of(name: str) -> StorageState:
        with browser.new_context(base_url=portal.url) as context:
            sign_in(context.new_page(), name)
            return context.storage_state()

    return cookies_of


@pytest.fixture
def page(browser: Browser, portal: Portal) -> Iterator[Page]:
    """A page that nobody has signed in on."""
    with a_page(browser, portal) as page:
        yield page


@pytest.fixture
def ana(browser: Browser, portal: Portal, signed_in: Callable[[str], StorageState]) -> Iterator[Page]:
    """Ana's browser, on the home page: her team has the report."""
    with a_page(browser, portal, storage_state=signed_in("ana")) as page:
        page.goto("/")
        yield page


@pytest.fixture
def rae(browser: Browser, portal: Portal, signed_in: Callable[[str], StorageState]) -> Iterator[Page]:
    """The browser of Rae, whom one asks for many of the reports."""
    with a_page(browser, portal, storage_state=signed_in("rae")) as page:
        yield page


@contextmanager
def a_page(browser: Browser, portal: Portal, **options: Any) -> Iterator[Page]:
    """A page on this portal. A script error on it, or one against its policy, fails the test."""
    with browser.new_context(base_url=portal.url, viewport={"width": 1440, "height": 1000}, **options) as context:
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
        yield page
    assert errors == []
