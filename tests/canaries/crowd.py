"""Many people at once before one process: whoever asks gets what she got when she was alone, from any thread."""

import io
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils import timezone

from portal.access.models import User
from reports import registry
from tests.canaries.conftest import eyes_of
from tests.canaries.crawl import EVERYTHING
from tests.canaries.markers import found_in
from tests.conftest import signed_in
from tests.report_page import ReportPage

REPORT = "lapsed-buyers"
THREADS = 8
# How often each kind is called: most answers come of PostgreSQL and the caches, the others ask the warehouse as well.
OFTEN = {"watch": 58, "list": 26, "reset": 11, "figure": 3, "rows": 1, "page": 1}
MOST_TOLD = 20  # mistakes
SOONER = 0.0002  # seconds: threads take turns more often than they usually do, so that what can go wrong does


@dataclass(frozen=True)
class Call:
    """Something that a person's page asks for; her session is in the cookies."""

    person: str
    kind: str
    path: str
    cookies: str
    token: str
    body: bytes = b""

    def environ(self) -> dict[str, Any]:
        return {
            "REQUEST_METHOD": "POST" if self.body else "GET",
            "PATH_INFO": self.path,
            "QUERY_STRING": "",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_COOKIE": self.cookies,
            "HTTP_X_CSRFTOKEN": self.token,
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(self.body)),
            "wsgi.input": io.BytesIO(self.body),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
            "wsgi.multithread": True,
        }


@dataclass
class Tally:
    """How many answers there were of each kind, which were wrong, and how long it took."""

    answers: Counter[str] = field(default_factory=Counter)
    mistakes: list[str] = field(default_factory=list)
    seconds: float = 0

    def __str__(self) -> str:
        count = self.answers.total()
        kinds = ", ".join(f"{kind} {number:,}" for kind, number in self.answers.most_common())
        return f"{count:,} callbacks in {self.seconds:.0f} s, {count / self.seconds:.0f} a second: {kinds}"


class Crowd:
    """These people, each with a report open that shows a result of her own."""

    def __init__(self, people: dict[str, User], names: Sequence[str]) -> None:
        self.application = get_wsgi_application()
        self.bases: dict[str, str] = {}  # the query ID of each one's result
        self.names = {name: people[name].get_full_name() for name in people}
        self.calls: dict[str, list[Call]] = {kind: [] for kind in OFTEN}
        for name in names:
            for call in self._calls_of(people[name]):
                self.calls[call.kind].append(call)
        self.alone = {call: self._told(call) for calls in self.calls.values() for call in calls}
        self.began = timezone.now()

    def call_at_once(self, count: int) -> Tally:
        """So many calls, of random people and kinds, on eight threads."""
        tally, started = Tally(), time.monotonic()
        with switching_soon(), ThreadPoolExecutor(THREADS) as pool:
            for done in pool.map(self._some, [count // THREADS] * THREADS, range(THREADS)):
                tally.answers += done.answers
                tally.mistakes += done.mistakes
        tally.seconds = time.monotonic() - started
        return tally

    def _some(self, count: int, seed: int) -> Tally:
        dice, tally = random.Random(seed), Tally()  # noqa: S311
        for kind in dice.choices(list(OFTEN), list(OFTEN.values()), k=count):
            call = dice.choice(self.calls[kind])
            told = self._told(call)
            tally.answers[kind] += 1
            if told != self.alone[call] and len(tally.mistakes) < MOST_TOLD:
                tally.mistakes.append(f"{call.person} {kind} {call.path}: {told} in place of {self.alone[call]}")
        return tally

    def _told(self, call: Call) -> tuple[object, ...]:
        """What an answer tells of whose it is: the status, the markers, the results and the people that it names."""
        status, content = self._answer(call)
        written = content.decode()
        whose = {name for name, base in self.bases.items() if base in written}
        named = {name for name, full in self.names.items() if full in written}
        return status, tuple(sorted(found_in(content))), tuple(sorted(whose)), tuple(sorted(named))

    def _answer(self, call: Call) -> tuple[int, bytes]:
        statuses: list[str] = []

        def start(status: str, *_: object) -> Callable[[bytes], object]:
            statuses.append(status)
            return lambda _: None

        response = self.application(call.environ(), start)
        try:
            return int(statuses[0].split()[0]), b"".join(response)
        finally:
            response.close()  # as a server does: the connection to PostgreSQL goes back to its pool

    def _calls_of(self, user: User) -> Iterator[Call]:
        """What this person's page may ask once it shows its result."""
        name, client = user.username, signed_in(user)
        eyes = eyes_of(user)
        eyes.client = client
        report = registry.get(REPORT)
        client.get(f"/reports/{REPORT}/")  # which sets the cookie with the token
        page = eyes.open(report)
        eyes.press(report, page)
        self.bases[name] = _query_id(page)
        token = client.cookies[settings.CSRF_COOKIE_NAME].value
        cookies = "; ".join(f"{each.key}={each.value}" for each in client.cookies.values())
        update = f"{page.address}app/_dash-update-component"
        common = {"person": name, "cookies": cookies, "token": token}
        for kind, path, body in _bodies(page, update):
            yield Call(kind=kind, path=path, body=json.dumps(body).encode(), **common)
        yield Call(kind="page", path=f"/reports/{REPORT}/", **common)


def _bodies(page: ReportPage, update: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    page.values["households--grid", "getRowsRequest"] = {"startRow": 0, "endRow": 100, "sortModel": []}
    yield "watch", update, page.body("run.data", changed="watch.n_intervals")
    yield "reset", update, page.body("filters--department--value.data", changed="reset.n_clicks")
    yield "rows", update, page.body("households--grid", changed="households--grid.getRowsRequest")
    for visual in ("headline_households", "headline_sales", "over_time", "departments"):
        yield "figure", update, page.body(f"{visual}--figure", changed="run.data")
    for question in ({"field": "department"}, {"field": "product_category", "search": "marker"}):
        yield "list", f"{page.address}app/offers", {"part": "filters", **question}
    yield "list", f"{page.address}app/offers", {"part": "came_back", "field": "product_category", "others": EVERYTHING}


def _query_id(page: ReportPage) -> str:
    """The query ID of the result on this page, as its foot has it."""
    told = json.dumps(page.call("base.children", changed="watch.n_intervals"))
    return told.split('"data-copy": "')[1].split('"')[0]


@contextmanager
def switching_soon() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(SOONER)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
