"""`python -m querylog.standin --data DIR --port N`: serve a folder as a Snowflake."""

import argparse
import warnings
from pathlib import Path

import uvicorn

from querylog.standin.engine import STORED_BYTES, Engine
from querylog.standin.server import Server
from querylog.standin.users import Users


class Announcing(uvicorn.Server):
    """Says when it serves, in one line."""

    async def startup(self, *args: object, **kwargs: object) -> None:
        await super().startup(*args, **kwargs)  # type: ignore[arg-type]
        if self.started:
            port = self.servers[0].sockets[0].getsockname()[1]
            print(f"stand-in ready on {self.config.host}:{port}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m querylog.standin", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder with users.json and *.db, made if need be")
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1", help="it answers anyone who signs in: keep it on this machine")
    parser.add_argument("--stored-bytes", type=int, default=STORED_BYTES, help="room for stored results")
    given = parser.parse_args()
    warnings.filterwarnings("ignore", message="Arrow output on a DB-API")
    engine = Engine(given.data.resolve(), stored_bytes=given.stored_bytes)
    app = Server(engine, Users(given.data / "users.json")).app()
    config = uvicorn.Config(app, host=given.host, port=given.port, log_level="warning", access_log=False)
    Announcing(config).run()


if __name__ == "__main__":
    main()
