"""A report on paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import open_report, refresh

WIDTH = 700  # CSS pixels, which A4 and Letter both have between the margins


@pytest.fixture
def one_pager(ana: Page) -> Page:
    """The report that is made for one sheet, refreshed."""
    open_report(ana, "brand-one-pager")
    refresh(ana)
    return ana


def on_paper(page: Page) -> Page:
    """The page as it is between the press of Print and the end of printing."""
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    return page


def sheets(page: Page, paper: str) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format=paper)))


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_one_pager_prints_on_one_sheet(one_pager: Page, paper: str):
    assert sheets(one_pager, paper) == 1


def test_a_longer_report_goes_on_to_another_sheet(ana: Page):
    open_report(ana)
    refresh(ana)
    assert sheets(ana, "A4") > 1


def test_paper_says_the_filters_in_words_and_has_no_controls(one_pager: Page):
    paper = on_paper(one_pager)
    expect(paper.locator("#summary")).to_be_visible()
    expect(paper.locator("#summary")).to_contain_text("Manufacturer is 764 · Purchased on in the last 12 weeks")
    for part in (".bar", "#rail", ".menu", ".star", ".visual__foot"):
        assert not any(each.is_visible() for each in paper.locator(part).all()), part


def test_paper_says_where_the_figures_come_from(one_pager: Page):
    expect(on_paper(one_pager).locator("#base")).to_contain_text("base result of")


def test_no_chart_is_wider_than_the_paper(one_pager: Page):
    for plot in on_paper(one_pager).locator(".js-plotly-plot .main-svg").all():
        assert plot.bounding_box()["width"] <= WIDTH


def test_a_table_prints_as_plain_rows_in_its_own_formats(one_pager: Page):
    rows = on_paper(one_pager).locator("#stands .print-rows tbody tr")
    expect(rows).to_have_count(7)
    expect(rows.first).to_contain_text(re.compile(r"\$[\d,.]+.*%"))


def test_paper_is_light_and_the_page_dark_again_after_it(one_pager: Page):
    one_pager.evaluate("document.documentElement.dataset.theme = 'dark'")
    dark = _colour_of_text(one_pager)
    assert _colour_of_text(on_paper(one_pager)) != dark
    one_pager.evaluate("dispatchEvent(new Event('afterprint'))")
    one_pager.emulate_media(media="screen")
    assert _colour_of_text(one_pager) == dark
    assert one_pager.locator(".print-rows").count() == 0


def _colour_of_text(page: Page) -> str:
    page.wait_for_timeout(500)  # a chart is drawn anew without the page being told when it is done
    return page.locator("#over_time .xtick text").first.evaluate("each => getComputedStyle(each).fill")
