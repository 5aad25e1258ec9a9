"""What does one callback cost over the bare connector's time, and what of it is compiling and drawing?

`python -m tests.benchmarks.one_slice` runs it alone.
"""

import http.client
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
import requests
import snowflake.connector
from django.conf import settings

import tests.services as servers  # first: it gives the settings
from tests.benchmarks import plain_dash
from tests.report_page import REPORT, ReportPage
from tests.web import PASSWORD, ROOT, Portal, free_port, portal_running, wait_for

SLICES = 100
VISUAL = "over_time"
POINTS = 50_000
A_RESULT = "01c0ffee-0000-0000-0000-000000000000"
NAMES = ("account", "user", "password", "host", "port", "protocol", "database", "schema")


@dataclass(frozen=True, kw_only=True)
class Response:
    """As much of an answer as an open page looks at."""

    status_code: int
    content: bytes


class Caller:
    """One connection, kept open as a browser keeps it. A heavier client would count as the portal's time."""

    def __init__(self, url: str, **headers: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc)
        self.headers = {"Content-Type": "application/json", **headers}

    def post(self, path: str, body: Any) -> Response:
        try:
            return self._post(path, body)
        except (ConnectionError, http.client.BadStatusLine):
            self.connection.close()  # the server ends a connection that is idle; the next request opens another
            return self._post(path, body)

    def _post(self, path: str, body: Any) -> Response:
        self.connection.request("POST", path, json.dumps(body).encode(), self.headers)
        answer = self.connection.getresponse()
        return Response(status_code=answer.status, content=answer.read())


def one_slice(portal: Portal) -> None:
    """The line chart's slice: through the portal and through plain Dash, each HTTP to HTTP, and its SQL by itself."""
    page = opened(portal.url, "ana")
    page.refresh()
    page.slice(VISUAL)
    text, reads, binds = portal.rows(
        """select t.sql, s.reads, s.binds from querylog_statement s join querylog_sqltext t on t.id = s.text_id
           where s.part = %s order by s.intended_at desc limit 1""",
        VISUAL,
    )[0]
    from querylog.models.statements import with_results  # the portal's models, once its settings are there

    sql = with_results(text, reads)
    given = {name: settings.SNOWFLAKE[name] for name in NAMES}
    with (
        snowflake.connector.connect(**given, paramstyle="qmark") as connection,
        plain_dash_running({"connection": given, "sql": sql, "binds": binds}) as plain,
    ):
        ways = {
            "the slice's SQL through the bare connector": lambda: bare(connection, sql, binds),
            "the slice through the portal": lambda: page.slice(VISUAL),
            "the slice through plain Dash": lambda: plain.post("/_dash-update-component", plain_dash.body()),
        }
        say_in_turn(ways)


def bare(connection: Any, sql: str, binds: Any) -> Any:
    return connection.cursor().execute(sql, binds or None).fetch_arrow_all()


def say_in_turn(ways: dict[str, Callable[[], Any]]) -> None:
    """Print what each way takes, tried in turn so that all meet the same machine, and what it adds to the first."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for act in ways.values():
        act()
    for _ in range(SLICES):
        for name, act in ways.items():
            taken[name].append(timed(act))
    for name, times in taken.items():
        say(name, times)
    first, *others = taken
    quarter, half, _ = statistics.quantiles(taken[first], n=4)
    for name in others:
        its_quarter, its_half, _ = statistics.quantiles(taken[name], n=4)
        print(f"  {name + ' adds':52} {its_half - half:8.1f}   p25 {its_quarter - quarter:.1f}", flush=True)


@contextmanager
def plain_dash_running(given: dict[str, Any]) -> Iterator[Caller]:
    """The plain app behind gunicorn, with as many threads as the portal has: the configuration is the same file."""
    url = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "gunicorn", "--log-level", "warning", "-b", urlsplit(url).netloc]
    process = subprocess.Popen(
        [*command, "tests.benchmarks.plain_dash:server"],
        cwd=ROOT,
        env={**os.environ, "PLAIN_DASH": json.dumps(given)},
    )
    try:
        wait_for(url)
        yield Caller(url)
    finally:
        process.terminate()
        process.wait(15)


def compiling() -> None:
    """How long each visual's slice takes to compile, plain and under a click: the slowest of each."""
    from reports import compile, registry
    from reports.compile import Pick

    plain, clicked = [], []
    for report in registry.all():
        for visual in report.visuals.values():
            plain.append(times_of(partial(compile.slice, visual, A_RESULT)))
            others = [each for each in report.visuals.values() if each is not visual and each.dimensions]
            if others:
                pick = Pick(others[-1].dimensions[-1].sql, None, others[-1].name)
                clicked.append(times_of(partial(compile.slice, visual, A_RESULT, (pick,))))
    for name, found in {"compile a slice, the slowest visual": plain, "the same, under a click": clicked}.items():
        say(name, max(found, key=statistics.median))


def drawing() -> None:
    """From an Arrow table of very many points to the bytes of Dash's answer."""
    from dash._utils import to_json

    from reports import registry
    from reports.render.figures import figure

    visual = registry.get("category-performance").visuals[VISUAL]
    table = many_points()
    say(f"{POINTS:,} points, from Arrow to bytes", times_of(lambda: to_json(figure(visual, table)).encode()))


def many_points() -> pa.Table:
    """As the line chart's slice has them: week, department, sales, how many are folded."""
    lines = 4
    start, each = datetime(2020, 1, 1), POINTS // lines  # noqa: DTZ001 - Snowflake's DATE has no zone either
    days = pa.array([start + timedelta(hours=hour) for hour in range(each)], pa.timestamp("us"))
    return pa.table(
        {
            "week": pa.chunked_array([days] * lines),
            "department": [name for name in ("A", "B", "C", "D") for _ in range(each)],
            "sales": [float(place % 977) for place in range(POINTS)],
            "folded": pa.nulls(POINTS, pa.int64()),
        }
    )


def opened(url: str, name: str, *, address: str = REPORT) -> ReportPage:
    """A person's open page of a report, over HTTP."""
    web = requests.Session()
    web.get(f"{url}/sign-in/").raise_for_status()
    form = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": web.cookies["csrftoken"]}
    web.post(f"{url}/sign-in/", data=form).raise_for_status()
    cookies = "; ".join(f"{each.name}={each.value}" for each in web.cookies)
    caller = Caller(url, **{"X-CSRFToken": web.cookies["csrftoken"], "Cookie": cookies})
    return ReportPage(lambda path: web.get(url + path).json(), caller.post, address=address)


def times_of(act: Callable[[], Any]) -> list[float]:
    return [timed(act) for _ in range(SLICES)]


def timed(act: Callable[[], Any]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def say(name: str, times: list[float]) -> None:
    print(f"{name:54} {statistics.median(times):8.1f} {max(times):7.1f}", flush=True)


def main() -> None:
    import django

    with servers.services, portal_running("portico_bench", worker=False) as portal:
        django.setup()
        print(f"{'':54} {'p50 ms':>8} {'max':>7}")
        one_slice(portal)
        compiling()
        drawing()


if __name__ == "__main__":
    main()
