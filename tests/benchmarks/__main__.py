"""`make bench`: the report page, Refresh, a click, and one slice against the same SQL through the bare connector."""

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import requests
import snowflake.connector
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

import tests.services as servers  # first: it gives the settings
from tests.benchmarks.spans import Shares, Span, shares
from tests.browser.steps import FLAGS, click_bar, drawn, open_report, sign_in
from tests.chromium import find_chromium, how_to_get_it
from tests.report_page import ReportPage
from tests.web import PASSWORD, Portal, portal_running

TIMES = 9
SLICES = 60


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
        one_slice(portal)


def in_the_browser(browser: Browser, portal: Portal) -> None:
    """The report's page with an empty cache and a full one, Refresh to the last chart, a click to the last chart."""
    steps = {
        "report page, empty cache": open_report,
        "report page, full cache": open_report,
        "Refresh to last chart": refresh,
        "click to last chart": pick,
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


def one_slice(portal: Portal) -> None:
    """The line chart's slice: through the portal (HTTP to HTTP), and its SQL through the bare connector, in turn."""
    page = opened(portal.url, "ana")
    page.refresh()
    page.slice("over_time")
    sql, binds = portal.rows(
        """select t.sql, s.binds from querylog_statement s join querylog_sqltext t on t.id = s.text_id
           where s.part = 'over_time' order by s.intended_at desc limit 1"""
    )[0]
    names = ("account", "user", "password", "host", "port", "protocol", "database", "schema")
    given = {name: settings.SNOWFLAKE[name] for name in names}
    with snowflake.connector.connect(**given, paramstyle="qmark") as connection:
        through, bare = [], []
        for _ in range(SLICES):
            through.append(timed(lambda: page.slice("over_time")))
            bare.append(timed(lambda: connection.cursor().execute(sql, binds or None).fetch_arrow_all()))
    print(f"{'one slice through the portal':44} {statistics.median(through):8.1f} {max(through):7.1f}")
    print(f"{'the same SQL through the bare connector':44} {statistics.median(bare):8.1f} {max(bare):7.1f}")
    print(f"{'what the portal adds':44} {statistics.median(through) - statistics.median(bare):8.1f}")


def opened(url: str, name: str) -> ReportPage:
    """A person's open page of the report, over HTTP."""
    web = requests.Session()
    web.get(f"{url}/sign-in/").raise_for_status()
    form = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": web.cookies["csrftoken"]}
    web.post(f"{url}/sign-in/", data=form).raise_for_status()
    token = {"X-CSRFToken": web.cookies["csrftoken"]}
    return ReportPage(
        lambda path: web.get(url + path).json(), lambda path, body: web.post(url + path, json=body, headers=token)
    )


def timed(act: Callable[[], Any]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def say(name: str, found: list[Shares]) -> None:
    totals = [each.total for each in found]
    middle = sorted(found, key=lambda each: each.total)[len(found) // 2]
    parts = "   ".join(f"{getattr(middle, part):7.0f}" for part in ("warehouse", "portal", "browser"))
    print(f"{name:44} {statistics.median(totals):8.0f} {max(totals):7.0f}   {parts}", flush=True)


if __name__ == "__main__":
    main()
