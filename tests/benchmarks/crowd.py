"""Fifty people at once on five reports: how long do they wait, and does everybody get an answer?

`python -m tests.benchmarks.crowd` runs it alone.
"""

import statistics
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import requests

import tests.services as servers  # first: it gives the settings
from tests.report_page import ReportPage
from tests.web import PASSWORD, Portal, portal_running

PEOPLE, PRESSES = 50, 4
REPORTS = {
    "category-performance": "over_time",
    "lapsed-buyers": "over_time",
    "offer-performance": None,
    "audience-builder": None,
    "spend-bands": None,
}


@dataclass
class Found:
    """What all of them saw."""

    pressed: list[float] = field(default_factory=list)  # seconds from Refresh to a result on the page
    sliced: list[float] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)


def visit(portal: Portal, number: int, found: Found) -> None:
    """One person presses Refresh a few times, and reads the first visual that is a slice."""
    slug = list(REPORTS)[number % len(REPORTS)]
    web = requests.Session()
    web.get(f"{portal.url}/sign-in/").raise_for_status()
    form = {"username": "ana", "password": PASSWORD, "csrfmiddlewaretoken": web.cookies["csrftoken"]}
    web.post(f"{portal.url}/sign-in/", data=form).raise_for_status()

    def post(path: str, body: Any) -> requests.Response:
        headers = {"X-CSRFToken": web.cookies["csrftoken"], "Referer": portal.url}
        return web.post(portal.url + path, json=body, headers=headers)

    page = ReportPage(lambda path: web.get(portal.url + path).json(), post, address=f"/reports/{slug}/")
    for _ in range(PRESSES):
        start = time.perf_counter()
        page.refresh()
        if page.values.get(("run", "data")):
            page.until_over()
        state = (page.values.get(("run", "data")) or {}).get("state", "refused")
        found.outcomes[state] += 1
        found.pressed.append(time.perf_counter() - start)
        if state == "ready" and REPORTS[slug]:
            start = time.perf_counter()
            page.slice(str(REPORTS[slug]))
            found.sliced.append(time.perf_counter() - start)


def crowd(portal: Portal) -> None:
    found = Found()
    people = [threading.Thread(target=visit, args=(portal, number, found)) for number in range(PEOPLE)]
    start = time.perf_counter()
    for person in people:
        person.start()
    for person in people:
        person.join()
    seconds = time.perf_counter() - start
    sent = portal.rows("select count(*) from querylog_statement where purpose = 'base'")[0][0]
    shared = portal.rows("select how, count(*) from reports_part group by 1 order by 1")
    print(f"{PEOPLE} people, {len(REPORTS)} reports, {PRESSES} presses each: {seconds:.1f} s; {dict(found.outcomes)}")
    for name, times in (("Refresh to result", found.pressed), ("a slice", found.sliced)):
        p95 = sorted(times)[int(len(times) * 0.95)]
        print(f"{name:24} p50 {statistics.median(times) * 1000:7.0f} ms   p95 {p95 * 1000:7.0f} ms")
    print(f"{sent} base statements went to the warehouse; parts of presses: {dict(shared)}")


def main() -> None:
    for fresh in ("0", "900"):
        print(f"\nresults stay fresh for {fresh} s")
        with portal_running(f"portico_crowd_{fresh}", web=2, FRESH_SECONDS=fresh) as portal:
            crowd(portal)


if __name__ == "__main__":
    with servers.services:
        main()
