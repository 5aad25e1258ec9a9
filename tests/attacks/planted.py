"""An endpoint with a hole in it: what is searched for is pasted into the SQL. The attack has to find it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import snowflake.connector

# As the portal's own list of options, and on the same warehouse.
PASTED = """
    select department, count(*) from LOYALTY.PRODUCTS where department ilike '%{search}%' group by 1 order by 2 desc
"""


@contextmanager
def planted_endpoint(environment: dict[str, str]) -> Iterator[str]:
    """Its address. It answers a POST of `{"search": …}` with what it finds, and with 400 where the SQL is none."""
    wanted = ("account", "user", "password", "host", "port", "protocol", "database", "schema")
    way = {name: environment[f"SNOWFLAKE_{name.upper()}"] for name in wanted}
    with snowflake.connector.connect(**way) as connection:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(connection))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/offers"
        finally:
            server.shutdown()
            server.server_close()


def _answering(connection: Any) -> type[BaseHTTPRequestHandler]:
    one_at_a_time = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            try:
                wanted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with one_at_a_time:
                    rows = connection.cursor().execute(PASTED.format(search=wanted["search"])).fetchall()
                self._say(200, {"values": rows})
            except Exception:
                self._say(400, {"sentence": "That can't be searched for."})

        def _say(self, status: int, what: dict[str, Any]) -> None:
            body = json.dumps(what, default=str).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing: there are thousands."""

    return Handler
