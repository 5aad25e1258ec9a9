"""Malformed bodies, one for each seed, to every address that takes posts; what answered in a way that it must not.

`python -m tests.attempts.flood KIND FIRST COUNT` sends so many from a process of its own and prints what it found.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from django.test import Client

from tests.attempts.bodies import Body, broken_call, broken_form, odd_call
from tests.report_page import REPORT, UPDATE, ReportPage

OFFERS = f"{REPORT}app/offers"
TRACES = (b"Traceback (most recent", b'File "', b"site-packages", b"django.db.utils")
OURS = b"went wrong on our side"
Break = Callable[[Random, Any], Body]


@dataclass(frozen=True, kw_only=True)
class Target:
    """An address, who posts to it, what would be sound there, and whether she has the right to."""

    address: str
    by: Client
    sound: Sequence[Any]
    breaks: Break
    open: bool = True


class Flood:
    """The portal as its attackers see it. `browsers` are of the cast by name; `nobody` is signed in nowhere."""

    def __init__(self, browsers: dict[str, Client], *, request: int) -> None:
        """Ana presses Refresh, so that a stolen handle stands for something. `request` is one for access."""
        for browser in browsers.values():
            browser.raise_request_exception = False
        ana, ben, nobody, careful = (browsers[name] for name in ("ana", "ben", "nobody", "careful"))
        page = ReportPage(
            lambda path: ana.get(path).json(),
            lambda path, body: ana.post(path, data=body, content_type="application/json"),
        )
        page.refresh(department=["DELI"])
        calls, asked = list(calls_of(page)), list(questions())
        sign_in = {"username": "ana", "password": "x", "next": "/"}
        ask = {"team": "1", "reason": "we need it"}
        decide = {"decision": "decline", "answer": "no", "until": "2026-12-31", "can_download": "on"}
        passwords = {"old_password": "x", "new_password1": "a-much-better-one-9", "new_password2": "a"}
        self.odd = [
            Target(address=UPDATE, by=ana, sound=calls, breaks=odd_call),
            Target(address=OFFERS, by=ana, sound=asked, breaks=odd_call),
        ]
        self.broken = [
            *[Target(address=UPDATE, by=ana, sound=calls, breaks=broken_call)] * 12,
            *[Target(address=OFFERS, by=ana, sound=asked, breaks=broken_call)] * 6,
            *[Target(address=UPDATE, by=each, sound=calls, breaks=odd_call, open=False) for each in (ben, nobody)],
            *[Target(address=OFFERS, by=each, sound=asked, breaks=odd_call, open=False) for each in (ben, nobody)],
            Target(address=UPDATE, by=careful, sound=calls, breaks=odd_call, open=False),
            *[Target(address="/sign-in/", by=nobody, sound=[sign_in], breaks=broken_form)] * 3,
            Target(address="/sign-in/code/", by=nobody, sound=[{"code": "000000"}], breaks=broken_form),
            Target(address="/sign-in/again/", by=ana, sound=[{"password": "x"}], breaks=broken_form),
            Target(address="/account/password/", by=ana, sound=[passwords], breaks=broken_form),
            *[Target(address="/requests/ask/category-performance/", by=ben, sound=[ask], breaks=broken_form)] * 2,
            Target(address=f"/requests/{request}/", by=browsers["rae"], sound=[decide], breaks=broken_form),
            Target(address=f"/requests/{request}/", by=ben, sound=[decide], breaks=broken_form),
            Target(address=f"{REPORT}star/", by=ana, sound=[{"on": "1", "at": "report"}], breaks=broken_form),
        ]
        self.statuses: Counter[int] = Counter()

    def faults(self, kind: str, seeds: range) -> list[str]:
        """What was wrong with the answers to these."""
        return [fault for seed in seeds for fault in self._faults_of(kind, seed)]

    def _faults_of(self, kind: str, seed: int) -> Iterator[str]:
        random = Random(seed)  # noqa: S311 - of tests
        target = random.choice(self.odd if kind == "odd" else self.broken)
        body = target.breaks(random, random.choice(target.sound))
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in body.headers.items()}
        answer = target.by.generic("POST", target.address, body.raw, content_type=body.content_type, **headers)
        self.statuses[answer.status_code] += 1
        for fault in wrong_with(answer, target, body):
            raised = getattr(answer, "exc_info", None)
            yield f"{kind} {seed}: {body.how} to {target.address}: {answer.status_code}, {fault} {raised or ''}"


def wrong_with(answer: Any, target: Target, body: Body) -> Iterator[str]:
    if answer.status_code >= 500:
        yield "a failure of ours"
    if any(each in answer.content for each in TRACES):
        yield "a stack trace"
    if OURS in answer.content:
        yield "a callback that failed"
    if not target.open and (answer.status_code not in (302, 400, 403) or b"DELI" in answer.content):
        yield "let in"
    if target.breaks is broken_call and body.no_call and answer.status_code != 400:
        yield "taken for a call"


def calls_of(page: ReportPage) -> Iterator[dict[str, Any]]:
    """A sound body for each callback of the page."""
    for callback in page.callbacks:
        if not callback["clientside_function"]:
            cause = callback["inputs"][0]
            yield page.body(callback["output"], changed=f"{cause['id']}.{cause['property']}")


def questions() -> Iterator[dict[str, Any]]:
    """What the controls of the page ask."""
    for field in ("department", "brand"):
        yield {"part": "filters", "field": field, "search": "d", "others": {"income": ["50-74K"]}}
        yield {"part": "filters", "field": field, "keep": ["DELI"]}
    yield {"part": "filters", "field": "purchased_on", "bounds": True}


def main(kind: str, first: int, count: int) -> None:
    import django
    from django.conf import settings

    django.setup()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # or each wrong password takes long
    settings.ALLOWED_HOSTS = ["testserver"]

    from portal.access.models import User
    from portal.catalog.models import AccessRequest

    browsers = {name: Client() for name in ("ana", "ben", "rae")} | {"nobody": Client()}
    browsers["careful"] = Client(enforce_csrf_checks=True)
    for name, browser in browsers.items():
        if name != "nobody":
            browser.force_login(User.objects.get(username="ana" if name == "careful" else name))
    flood = Flood(browsers, request=AccessRequest.objects.get().pk)
    faults = flood.faults(kind, range(first, first + count))
    print(json.dumps({"statuses": flood.statuses, "faults": faults}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
