"""Requests written byte by byte: clients tidy paths and headers up before they send them, attackers don't."""

import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests

from tests.web import PASSWORD, Portal


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back. A server that hangs up without a word has the status 0."""

    status: int
    head: str
    body: bytes

    def header(self, name: str) -> str:
        found = re.search(rf"^{name}: (.*?)\r?$", self.head, re.IGNORECASE | re.MULTILINE)
        return found[1] if found else ""


def sent(portal: Portal, raw: bytes) -> Answer:
    """The answer to these bytes, after which nothing more is sent."""
    address = urlsplit(portal.url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as wire:
        came = b""
        with suppress(OSError):  # it need not read to the end what it refuses
            wire.sendall(raw)
            wire.shutdown(socket.SHUT_WR)
        with suppress(ConnectionError):
            while piece := wire.recv(65_536):
                came += piece
    head, _, body = came.partition(b"\r\n\r\n")
    status = re.match(rb"HTTP/1\.[01] (\d{3})", head)
    return Answer(status=int(status[1]) if status else 0, head=head.decode("latin-1"), body=body)


def asked(portal: Portal, target: str, *headers: str, method: str = "GET", body: bytes = b"") -> Answer:
    """The answer to a request for exactly this target."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: {urlsplit(portal.url).netloc}", "Connection: close", *headers]
    return sent(portal, "\r\n".join([*lines, "", ""]).encode("latin-1") + body)


def cookies_of(portal: Portal, name: str) -> dict[str, str]:
    """Those of somebody who has signed in."""
    with requests.Session() as web:
        web.get(f"{portal.url}/sign-in/", timeout=20)
        form = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": web.cookies["csrftoken"]}
        web.post(f"{portal.url}/sign-in/", data=form, timeout=20).raise_for_status()
        return dict(web.cookies)


def as_header(cookies: dict[str, str]) -> str:
    return "Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items())
