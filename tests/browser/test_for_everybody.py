"""Keyboard and screen reader reach everything: axe finds nothing serious, in light and dark, wide and narrow."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.steps import open_list, open_report, refresh, settled
from tests.browser.test_visuals import TABS, open_tab

SERIOUS = ("serious", "critical")


def serious(page: Page) -> list[str]:
    """What axe finds, as a person can look it up."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['target'][0]}" for each in found if each["impact"] in SERIOUS for node in each["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_serious_before_the_first_refresh(ana: Page, theme: str):
    ana.emulate_media(color_scheme=theme, reduced_motion="reduce")  # a colour half way to the next one is no finding
    open_report(ana, "gallery")
    assert serious(ana) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_serious_in_any_tab(ana: Page, theme: str):
    ana.emulate_media(color_scheme=theme, reduced_motion="reduce")  # a colour half way to the next one is no finding
    open_report(ana, "gallery")
    refresh(ana)
    for tab in TABS:
        open_tab(ana, tab)
        assert serious(ana) == []


def test_nothing_serious_in_an_open_list(ana: Page):
    open_report(ana, "gallery")
    open_list(ana, "product_category").get_by_role("listbox").get_by_role("option").first.wait_for()
    assert serious(ana) == []


def test_nothing_serious_in_the_rows_behind_a_visual(ana: Page):
    open_report(ana)
    refresh(ana)
    ana.locator(".menu__mark:visible").first.click()
    ana.locator('[data-act="behind"]:visible').first.click()
    ana.locator(".rows .ag-row").first.wait_for()
    assert serious(ana) == []


def test_nothing_serious_on_a_narrow_screen_with_its_filters_open(ana: Page):
    ana.set_viewport_size({"width": 390, "height": 844})
    open_report(ana, "gallery")
    ana.locator("#refresh").click()
    settled(ana)
    assert serious(ana) == []
    ana.locator("#open-filters").click()
    assert serious(ana) == []
