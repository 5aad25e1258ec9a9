"""One person's way through everything that the portal serves, and whose markers she met on it."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from reports import Report, compile, registry
from reports.declare import Bar, Filtered, Table, Visual
from reports.declare.fields import Kind
from tests.canaries.markers import TAG, found_in, text
from tests.portal.walking import SAMPLES, addresses
from tests.report_page import ReportPage

LINK = re.compile(r'href="(/[^"#]*)"')
ONE_OF_MANY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|=[^&]*")
FORMATS = ("csv", "xlsx", "parquet")
EVERYTHING = {"purchased_on": {"preset": "all time"}, "department": {"contains": ["MARKER"]}}
# What else a report would leave out by itself, by the control's id.
NOBODY_KEPT_OUT = {"bought_in--purchased_on--value": EVERYTHING["purchased_on"], "away--value": 0}
NOT_NOW = {"refresh.n_clicks", "anew.n_clicks", "cancel.n_clicks"}  # they would end what the others look at
SIGN_OUT = ("/sign-out/", "/admin/logout/")
API = "/audit/api/v1/"


@dataclass(frozen=True)
class Look:
    """One answer: through which door it came, and the markers in it."""

    person: str
    door: str
    address: str
    status: int
    found: frozenset[tuple[str, str]]


@dataclass
class Eyes:
    """A person signed in, and everything that she was shown.

    Who is `thorough` downloads every kind of file of every visual, and posts to every address.
    """

    person: str
    client: Client
    own: str  # whose markers are hers; the first, if several are
    staff: bool = False
    thorough: bool = False
    looks: list[Look] = field(default_factory=list)
    runs: dict[str, str] = field(default_factory=dict)  # her handles, by report

    def get(self, door: str, address: str) -> bytes:
        return self._seen(door, address, self.client.get(address))

    def post(self, door: str, address: str, body: Any) -> HttpResponseBase:
        response = self.client.post(address, data=json.dumps(body), content_type="application/json")
        self._seen(door, f"{address} {json.dumps(body)[:300]}", response)
        return response

    def _seen(self, door: str, address: str, response: HttpResponseBase) -> bytes:
        content = b"".join(response.streaming_content) if response.streaming else response.content
        found = found_in(content) | found_in(repr(response.headers).encode())
        self.looks.append(Look(self.person, door, address, response.status_code, frozenset(found)))
        return content

    # ------------------------------------------------------------------ pages

    def every_link(self, *, of_a_shape: int = 2) -> None:
        """Every page that links lead to; of those that differ in a number or an ID alone, the first few."""
        to_see, known, shapes = [reverse("home")], {reverse("home")}, Counter[str]()
        while to_see:
            page = self.get("page", to_see.pop(0)).decode(errors="replace")
            for link in LINK.findall(page):
                address = link.replace("&amp;", "&")
                shape = ONE_OF_MANY.sub("*", address)
                if address in known or address.startswith(("/static/", *SIGN_OUT)) or shapes[shape] >= of_a_shape:
                    continue
                known.add(address)
                shapes[shape] += 1
                to_see.append(address)

    def every_address(self, ids: list[str]) -> None:
        """Every address there is, with IDs of runs and statements that others have, and as a post as well."""
        for address, _ in addresses():
            for each in ids if SAMPLES["uuid"] in address else [SAMPLES["uuid"]]:
                filled = address.replace(SAMPLES["uuid"], each)
                if filled in SIGN_OUT or (filled.startswith("/admin/") and not self.staff):
                    continue
                self.get("address", filled)
                if self.thorough:
                    self.post("address", filled, {})

    def every_address_of_the_api(self, token: str, ids: list[str]) -> None:
        """What a program of hers is told that reads the log."""
        calling = {"Authorization": f"Bearer {token}"}
        for address, _ in addresses():
            if address.startswith(API):
                for filled in {address.replace(SAMPLES["uuid"], each) for each in ids}:
                    self._seen("api", filled, Client().get(filled, headers=calling))

    # ------------------------------------------------------------------ reports

    def every_report(self, slugs: list[str]) -> None:
        for slug in slugs:
            self.every_part(registry.get(slug))

    def every_part(self, report: type[Report]) -> None:
        """The report's page, its lists, a press of Refresh, every callback, every file."""
        self.get("report", f"/reports/{report.slug}/")
        page = self.open(report)
        self.every_list(report, page)
        self.press(report, page)
        self.every_callback(report, page)
        for visual in report.visuals.values():
            self.every_file(report, visual)

    def open(self, report: type[Report]) -> ReportPage:
        return ReportPage(
            lambda address: json.loads(self.get("layout", address)),
            lambda address, body: self.post("callback", address, body),
            address=f"/reports/{report.slug}/",
        )

    def press(self, report: type[Report], page: ReportPage) -> None:
        for name, value in EVERYTHING.items():
            if ("filters--" + name + "--value", "data") in page.values:
                page.values["filters--" + name + "--value", "data"] = value
        page.values |= {
            (name, "data"): value for name, value in NOBODY_KEPT_OUT.items() if (name, "data") in page.values
        }
        page.refresh()
        page.until_over()
        self.runs[report.slug] = page.values["run", "data"]["run"]

    def every_list(self, report: type[Report], page: ReportPage) -> None:
        """What each filter offers: as it opens, as one types, beside what is chosen in the others, and its ends."""
        address = f"{page.address}app/offers"
        for part, name, kind in _fields(report):
            asked: list[dict[str, Any]] = [{}, {"search": "marker"}, {"search": TAG}, {"search": "4417"}]
            asked.append({"others": {other: {"contains": ["MARKER"]} for _, other, _ in _fields(report)}})
            for question in [{"bounds": True}] if kind in (Kind.DATES, Kind.NUMBERS) else asked:
                self.post("list", address, {"part": part.name, "field": name, **question})

    def every_callback(self, report: type[Report], page: ReportPage) -> None:
        """Each callback by each of its causes, without clicks and with one; of a grid, the first page by each order."""
        for picks in ([], _click(report, self.own)):
            page.values["picks", "data"] = picks
            for callback in page.callbacks:
                for cause in _causes(callback):
                    self._call(page, callback, cause)
        page.values["picks", "data"] = []
        for name in report.visuals:
            for what in ("rows", "behind"):
                page.values["looked", "data"] = {"visual": name, "what": what}
                for callback in page.callbacks:
                    if "rows--grid" in callback["output"] and not callback.get("clientside_function"):
                        self._call(page, callback, _causes(callback)[0], door="rows")

    def _call(self, page: ReportPage, callback: dict[str, Any], cause: str, *, door: str = "callback") -> None:
        for part in callback["inputs"]:
            if part["property"] == "getRowsRequest":
                request = {"startRow": 0, "endRow": 100, "sortModel": [], "filterModel": {}}
                page.values[part["id"], "getRowsRequest"] = request
        address = f"{page.address}app/_dash-update-component"
        self.post(door, address, page.body(callback["output"], changed=cause))

    def every_file(self, report: type[Report], visual: Visual, *, run: str = "") -> None:
        formats = FORMATS if self.thorough or isinstance(visual, Table | Bar) else FORMATS[:1]
        for each in formats:
            handle = run or self.runs[report.slug]
            self.get(each, f"/reports/{report.slug}/download/{handle}/{visual.name}.{each}")

    def with_anothers_handle(self, report: type[Report], run: str) -> None:
        """What she gets who shows the handle of a run that is not hers."""
        page = self.open(report)
        page.values["run", "data"] = {"run": run, "state": "ready"}
        self.every_callback(report, page)
        self.get("another's run", f"/reports/{report.slug}/?run={run}")
        for visual in report.visuals.values():
            self.every_file(report, visual, run=run)


def _fields(report: type[Report]) -> Iterator[tuple[Filtered, str, Kind]]:
    for part in report.filter_parts.values():
        yield from ((part, each.name, Kind(each.kind)) for each in part.settled)


def _causes(callback: dict[str, Any]) -> list[str]:
    """What makes the browser ask the server for this one; nothing of what it answers itself."""
    if callback.get("clientside_function"):
        return []
    return [each for part in callback["inputs"] if (each := f"{part['id']}.{part['property']}") not in NOT_NOW]


def _click(report: type[Report], whose: str) -> list[dict[str, str]]:
    """A click on somebody's mark; none where the report has no departments."""
    for visual in report.visuals.values():
        for column in {"department", "dept"} & {each.lower() for each in compile.columns(visual.query)}:
            return [{"column": column, "value": text(whose, "DEPARTMENT"), "source": visual.name}]
    return []
