"""A company's identity provider, as a process: it speaks OpenID Connect and signs its tokens."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import requests

from tests.web import free_port, wait_for

CLIENT = "portico-of-the-tests"


class Provider:
    """Who is known there, and what it answers to somebody who signs in."""

    def __init__(self, url: str) -> None:
        self.url = url

    def knows(self, sub: str, **claims: Any) -> None:
        """From now on this person has these claims."""
        requests.put(f"{self.url}/users/{sub}", json=claims, timeout=10).raise_for_status()

    def signs_in(self, sub: str, question: str) -> str:
        """Where the provider sends her browser back to."""
        answer = requests.post(question, data={"sub": sub}, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def says_no(self, question: str) -> str:
        answer = requests.post(question, data={"action": "deny"}, allow_redirects=False, timeout=10)
        return answer.headers["Location"]

    def tokens_for(self, client: str, sub: str, *, nonce: str) -> dict[str, Any]:
        """What it answers to another application about this person."""
        asks = {"client_id": client, "redirect_uri": "http://another/", "response_type": "code", "scope": "openid"}
        back = self.signs_in(sub, f"{self.url}/oauth2/authorize?{urlencode({**asks, 'nonce': nonce})}")
        form = {**asks, "grant_type": "authorization_code", "code": asked(back)["code"], "client_secret": "x"}
        answer = requests.post(f"{self.url}/oauth2/token", data=form, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def app(self, **overrides: Any) -> dict[str, Any]:
        """The settings of the portal for this provider; `overrides` change what its discovery document says."""
        return {
            "provider_id": "oidc",
            "name": "Grocer SSO",
            "client_id": CLIENT,
            "secret": "the-secret-of-the-portal",
            "settings": {
                "server_url": self.url,
                "scope": ["openid", "profile", "email"],
                "openid_configuration_overrides": overrides,
            },
        }


@contextmanager
def provider_running() -> Iterator[Provider]:
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ))
    try:
        wait_for(f"http://127.0.0.1:{port}/.well-known/openid-configuration")
        yield Provider(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def serving(document: Any) -> Iterator[str]:
    """The address of a JSON document."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(document).encode())

        do_POST = do_GET

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def changed(url: str, **params: str) -> str:
    """The address with these parameters instead of its own."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=urlencode({**dict(parse_qsl(parts.query)), **params})))


def asked(url: str) -> dict[str, str]:
    """The parameters of an address."""
    return dict(parse_qsl(urlsplit(url).query))
