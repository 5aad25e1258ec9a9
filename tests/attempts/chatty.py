"""Servers that repeat in their refusals whatever they were sent: what a portal says of them must not repeat it."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@contextmanager
def chatty_provider() -> Iterator[str]:
    """The address of an identity provider, and OAuth server, that gives nobody a token."""

    class Refuses(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = f"http://{self.headers['Host']}"
            ends = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
            self._say(200, {"issuer": url} | {name: url + path for name, path in ends.items()})

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            self._say(401, {"error": "invalid_client", "error_description": f"{self.headers} {sent}"})

        def _say(self, status: int, what: Any) -> None:
            body = json.dumps(what).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), Refuses)) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def chatty_mail_server() -> Iterator[int]:
    """The port of a mail server that takes nobody's password."""

    class Refuses(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 here")
            for line in self.rfile:
                said = line.decode().strip()
                if said.upper().startswith("EHLO"):
                    self._say("250-here\r\n250 AUTH PLAIN")
                elif said.upper().startswith("QUIT"):
                    self._say("221 bye")
                    break
                else:
                    self._say(f"535 5.7.8 bad credentials: {said}")

        def _say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    socketserver.ThreadingTCPServer.daemon_threads = True
    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refuses)) as port:
        yield port


@contextmanager
def _serving(server: socketserver.BaseServer) -> Iterator[int]:
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
