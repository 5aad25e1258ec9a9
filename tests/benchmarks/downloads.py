"""How long does a download take, and how much memory does it take from the web process? `python -m` runs it alone."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

import tests.services as servers  # first: it gives the settings
from tests.benchmarks.long_table import SLUG
from tests.web import PASSWORD, Portal, portal_running, wait_for

PERIODS = {"100,000 rows": "last 28 days", "1.4 million rows": "all time"}
FEW = '[{"column": "department", "value": "CANDY", "source": ""}]'
GOAL = 60  # MB above idle
RUN = """
from tests.benchmarks.long_table import SLUG, opened_to_ana
from portal.access.guard import viewer_for
from portal.access.models import User
from reports import registry
from reports.run.press import look, refresh
opened_to_ana()
viewer = viewer_for(User.objects.get(username="ana"), SLUG)
run = refresh(registry.get(SLUG), {{"filters": {{"purchased_on": {{"preset": {period!r}}}}}}}, viewer=viewer)
while not all(statement.ended for statement in look(run)):
    pass
print("run", run.pk)
"""


@dataclass(frozen=True, kw_only=True)
class Download:
    """What one download took. Memory is of the web process, in MB."""

    rows: int
    bytes: int
    first_byte: float
    seconds: float
    above_idle: float


def downloads(portal: Portal, *, formats: tuple[str, ...] = ("csv",)) -> None:
    """Print what downloads of 100,000 and of 1.4 million rows take, each from a web process that has just started."""
    for name, period in PERIODS.items():
        run = portal.manage("shell", "-v", "0", "-c", RUN.format(period=period)).split()[-1]
        for format in formats:
            with serving(portal) as worker:
                found = measured(portal, worker, run=run, format=format)
            say(f"download as {format}, {name}", found)


@contextmanager
def serving(portal: Portal) -> Iterator[int]:
    """The portal's web is started anew with the benchmark's report; gives the process that answers."""
    if "web" in portal.processes:
        portal.stop("web")
    address = portal.url.removeprefix("http://")
    factory = "tests.benchmarks.long_table:application()"
    portal.start("web", "-m", "gunicorn", "--log-level", "warning", "-b", address, factory)
    wait_for(portal.url + "/healthz")
    parent = portal.processes["web"].pid
    yield int(Path(f"/proc/{parent}/task/{parent}/children").read_text().split()[0])


def measured(portal: Portal, worker: int, *, run: str, format: str) -> Download:
    web = signed_in(portal.url)
    address = f"{portal.url}/reports/{SLUG}/download/{run}/every.{format}"
    web.get(address, params={"picks": FEW}).raise_for_status()  # so that its way to the warehouse is there
    idle = memory(worker)
    with watched(worker) as peak:
        start = time.perf_counter()
        with web.get(address, stream=True) as answer:
            answer.raise_for_status()
            first_byte, size, lines = 0.0, 0, 0
            for piece in answer.iter_content(1 << 16):
                first_byte = first_byte or time.perf_counter() - start
                size, lines = size + len(piece), lines + piece.count(b"\n")
        seconds = time.perf_counter() - start
    rows = lines - 3 if format == "csv" else 0
    return Download(rows=rows, bytes=size, first_byte=first_byte, seconds=seconds, above_idle=max(peak) - idle)


@contextmanager
def watched(process: int) -> Iterator[list[float]]:
    """A list that has, after the block, the process's memory every few milliseconds."""
    found, over = [memory(process)], threading.Event()

    def watch() -> None:
        while not over.wait(0.005):
            found.append(memory(process))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield found
    finally:
        over.set()
        watcher.join()


def memory(process: int) -> float:
    """What the process has in memory now, in MB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def signed_in(url: str) -> requests.Session:
    web = requests.Session()
    web.get(f"{url}/sign-in/").raise_for_status()
    form = {"username": "ana", "password": PASSWORD, "csrfmiddlewaretoken": web.cookies["csrftoken"]}
    web.post(f"{url}/sign-in/", data=form).raise_for_status()
    return web


def say(name: str, found: Download) -> None:
    rows = f"{found.rows:,} rows, " if found.rows else ""
    print(
        f"{name:44} {found.seconds:6.1f} s  first byte {found.first_byte:5.1f} s  {found.above_idle:5.0f} MB above idle"
        f" (goal {GOAL})  {rows}{found.bytes / 1e6:,.0f} MB",
        flush=True,
    )


def main() -> None:
    formats = tuple(sys.argv[1:]) or ("csv",)
    with servers.services, portal_running("portico_downloads", worker=False) as portal:
        downloads(portal, formats=formats)


if __name__ == "__main__":
    main()
