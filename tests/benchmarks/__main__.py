"""`make bench`: the report page, Refresh, a click; a slice against the connector and plain Dash; long tables."""

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django
from playwright.sync_api import Browser, Page, sync_playwright

import tests.services as servers  # first: it gives the settings
from tests.benchmarks.downloads import downloads
from tests.benchmarks.long_lists import long_lists
from tests.benchmarks.one_slice import compiling, drawing, one_slice
from tests.benchmarks.spans import Shares, Span, shares
from tests.browser.steps import FLAGS, click_bar, drawn, open_report, sign_in
from tests.chromium import find_chromium, how_to_get_it
from tests.web import Portal, portal_running

TIMES = 9
TEN_VISUALS = "offer-performance"


def main() -> None:
    chromium = find_chromium()
    if chromium is None:
        sys.exit(how_to_get_it())
    static = str(servers.STATE / "static")
    with (
        servers.services,
        portal_running("portico_bench", collect_static=True, STATIC_ROOT=static) as portal,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=str(chromium), args=FLAGS)
        print(f"{'':44} {'p50 ms':>8} {'max':>7}   warehouse  portal  browser")
        in_the_browser(browser, portal)
        browser.close()
        django.setup()
        print(f"\n{'':54} {'p50 ms':>8} {'max':>7}")
        one_slice(portal)
        compiling()
        drawing()
        long_lists(portal)
        downloads(portal)


def in_the_browser(browser: Browser, portal: Portal) -> None:
    """The report's page with an empty cache and a full one, Refresh to the last chart, a click to the last chart."""
    steps = {
        "report page, empty cache": open_report,
        "report page, full cache": open_report,
        "Refresh to last chart": refresh,
        "click to last chart": pick,
        "ten visuals on three queries: page": lambda page: open_report(page, TEN_VISUALS),
        "ten visuals on three queries: Refresh": refresh,
    }
    found: dict[str, list[Shares]] = {name: [] for name in steps}
    for _ in range(TIMES):
        context = browser.new_context(base_url=portal.url, viewport={"width": 1440, "height": 1000})
        page = sign_in(context.new_page(), "ana")
        for name, step in steps.items():
            found[name].append(measured(portal, page, step))
            page.wait_for_load_state("networkidle")
        context.close()
    for name, all_shares in found.items():
        say(name, all_shares)


def refresh(page: Page) -> None:
    page.locator("#refresh").click()
    drawn(page)


def pick(page: Page) -> None:
    click_bar(page, 0)
    page.locator("#chips button").wait_for()
    drawn(page)


def measured(portal: Portal, page: Page, act: Callable[[Page], None]) -> Shares:
    """What one act took, from its start until the page shows its result."""
    requests: list[Span] = []

    def remember(request: Any) -> None:
        timing = request.timing
        start = timing["startTime"] / 1000
        requests.append((start + max(timing["requestStart"], 0) / 1000, start + max(timing["responseEnd"], 0) / 1000))

    page.on("requestfinished", remember)
    start = time.time()
    act(page)
    end = time.time()
    page.remove_listener("requestfinished", remember)
    return shares((start, end), statements=statements_since(portal, start), requests=requests)


def statements_since(portal: Portal, start: float) -> list[Span]:
    rows = portal.rows(
        """select extract(epoch from e.at) - e.seconds, extract(epoch from e.at)
           from querylog_ending e join querylog_statement s on s.id = e.statement_id
           where s.intended_at >= to_timestamp(%s)""",
        start,
    )
    return [(float(begun), float(ended)) for begun, ended in rows]


def say(name: str, found: list[Shares]) -> None:
    totals = [each.total for each in found]
    middle = sorted(found, key=lambda each: each.total)[len(found) // 2]
    parts = "   ".join(f"{getattr(middle, part):7.0f}" for part in ("warehouse", "portal", "browser"))
    print(f"{name:44} {statistics.median(totals):8.0f} {max(totals):7.0f}   {parts}", flush=True)


if __name__ == "__main__":
    main()
