"""`python -m tests.attacks.sqlmap`: sqlmap, at its most thorough, against what a report's page sends.

Each value is attacked by itself, marked with a star in the body. An endpoint with a hole planted in it is attacked in
the same run, and has to be found; nothing else may be. All there is are about eleven thousand requests for a value;
with the payloads for one database, `--dbms Snowflake`, they are less than a thousand.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

import tests.services as servers  # first: it gives the settings
from tests.attacks.planted import planted_endpoint
from tests.report_page import REPORT, UPDATE, ReportPage
from tests.web import PASSWORD, Portal, portal_running

MARK = "*"  # sqlmap's sign for where to inject
THOROUGH = ["--level", "5", "--risk", "3", "--batch", "--flush-session", "--disable-coloring"]
BOUNDED = ["--threads", "4", "--timeout", "20", "--retries", "0", "--time-sec", "2"]
LONGEST = 3600  # seconds for one target
FOUND = "sqlmap identified the following injection point"
NOT_FOUND = "all tested parameters do not appear to be injectable"
CHOSEN = {"purchased_on": {"from": "2026-11-02", "to": "2026-11-15"}, "department": ["DELI"]}


@dataclass(frozen=True)
class Target:
    """An address, and a body with a mark in the place of one value."""

    name: str
    url: str
    body: Any
    has_a_hole: bool = False


class Attacker:
    """Ana, who is signed in, and turns on the portal what her browser has."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.web = requests.Session()
        self.web.get(f"{portal.url}/sign-in/", timeout=30)
        form = {"username": "ana", "password": PASSWORD, "csrfmiddlewaretoken": self.web.cookies["csrftoken"]}
        self.web.post(f"{portal.url}/sign-in/", data=form, timeout=30).raise_for_status()
        self.web.get(portal.url + REPORT, timeout=30).raise_for_status()
        self.page = ReportPage(
            lambda path: self.web.get(portal.url + path, timeout=30).json(),
            lambda path, body: self.web.post(portal.url + path, json=body, headers=self.headers, timeout=60),
        )

    @property
    def headers(self) -> dict[str, str]:
        return {"X-CSRFToken": self.web.cookies["csrftoken"], "Content-Type": "application/json"}

    def targets(self) -> Iterator[Target]:
        """A value of each kind that the page sends."""
        offers = f"{self.portal.url}{REPORT}app/offers"
        yield Target("offers: search", offers, {"part": "filters", "field": "department", "search": f"DE{MARK}"})
        self.page.refresh(**CHOSEN)
        yield self._call("table: column head contains", "categories--grid", "categories--grid.getRowsRequest")
        yield self._call("slice: picked value", "top_categories--figure", "run.data")
        for name, control, value in (
            ("Refresh: text of a multi-select", "department", [f"DELI{MARK}"]),
            ("Refresh: letters in a text", "product_category", {"contains": [f"CHEESE{MARK}"]}),
            ("Refresh: day", "purchased_on", {"from": f"2026-11-02{MARK}", "to": "2026-11-15"}),
        ):
            yield self._refresh(name, {**CHOSEN, control: value})

    def _call(self, name: str, output: str, changed: str) -> Target:
        before = dict(self.page.values)
        if output.endswith("--grid"):
            heads = {"PRODUCT_CATEGORY": {"type": "contains", "filter": f"CHEESE{MARK}", "filterType": "text"}}
            wanted = {"startRow": 0, "endRow": 100, "sortModel": [], "filterModel": heads}
            self.page.values["categories--grid", "getRowsRequest"] = wanted
        else:
            pick = {"column": "department", "value": f"DELI{MARK}", "source": "over_time"}
            self.page.values["picks", "data"] = [pick]
        body = self.page.body(output, changed=changed)
        self.page.values = before
        return Target(name, self.portal.url + UPDATE, body)

    def _refresh(self, name: str, controls: Mapping[str, Any]) -> Target:
        before = dict(self.page.values)
        self.page.values |= {(f"filters--{field}--value", "data"): value for field, value in controls.items()}
        body = self.page.body("run.data", changed="refresh.n_clicks")
        self.page.values = before
        return Target(name, self.portal.url + UPDATE, body)


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.attacks.sqlmap")
    asked.add_argument("--dbms", help="only what works on this database, such as Snowflake or PostgreSQL")
    asked.add_argument("--only", default="", help="targets whose name has this in it, and the planted one")
    said = asked.parse_args()
    program = shutil.which("sqlmap", path=str(Path(sys.executable).parent)) or shutil.which("sqlmap")
    if program is None:
        sys.exit("sqlmap is not installed: it is in requirements/dev.txt.")
    settings = {"TEAM_RUNNING": "50", "TEAM_WAITING": "1000", "PATIENCE_SECONDS": "20", "LOG_LEVEL": "ERROR"}
    with (
        servers.services,
        portal_running("portico_sqlmap", worker=False, web=2, **settings) as portal,
        planted_endpoint(portal.environment) as planted,
    ):
        attacker = Attacker(portal)
        hole = Target("planted: search", planted, {"search": f"DE{MARK}"}, has_a_hole=True)
        wanted = [each for each in attacker.targets() if said.only in each.name]
        more = ["--dbms", said.dbms] if said.dbms else []
        as_expected = [attacked([program, *more], each, attacker) for each in [hole, *wanted]]
    sys.exit(0 if wanted and all(as_expected) else 1)


def attacked(program: list[str], target: Target, attacker: Attacker) -> bool:
    """Attack one target, and print a line of it. True when it turned out as it should."""
    asked, start = statements(attacker.portal), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sqlmap-") as folder:
        traffic = Path(folder) / "traffic"
        command = [*program, *options(target, attacker), "--output-dir", folder, "-t", str(traffic)]
        said = run(command)
        sent = traffic.read_bytes().count(b"\nHTTP request [#") if traffic.exists() else 0
    outcome = "found" if FOUND in said else "nothing found" if NOT_FOUND in said else "no outcome"
    print(
        f"{target.name:36} {outcome:14} {sent:6,} requests  "
        f"{statements(attacker.portal) - asked:6,} statements  {time.monotonic() - start:5.0f} s",
        flush=True,
    )
    right = outcome == ("found" if target.has_a_hole else "nothing found")
    if target.has_a_hole or not right:
        print(summary(said), flush=True)
    return right


def options(target: Target, attacker: Attacker) -> list[str]:
    headers = "\n".join(f"{name}: {value}" for name, value in attacker.headers.items())
    cookies = "; ".join(f"{each.name}={each.value}" for each in attacker.web.cookies)
    who = [] if target.has_a_hole else ["--cookie", cookies]
    return ["-u", target.url, "--data", json.dumps(target.body), "--headers", headers, *who, *THOROUGH, *BOUNDED]


def run(command: list[str]) -> str:
    """What it says; what it has said so far where it takes too long."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LONGEST)
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode() if isinstance(late.stdout, bytes) else ""
    return done.stdout + done.stderr


def statements(portal: Portal) -> int:
    """How many statements the portal's log has: a sign that what was sent came as far as the warehouse."""
    return int(portal.rows("select count(*) from querylog_statement")[0][0])


def summary(said: str) -> str:
    """Of what sqlmap says, where it has found something and with which techniques, or its last words."""
    found = re.findall(r"^(?:Parameter|    Type|    Payload|\[.*(?:CRITICAL|ERROR)\]).*$", said, re.MULTILINE)
    return "\n".join(f"    {line.strip()[:150]}" for line in found or said.splitlines()[-5:])


if __name__ == "__main__":
    main()
