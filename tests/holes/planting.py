"""A copy of the code in which a hole is planted, and the run of the tests that should see it."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.embedded.services import Services
from tests.holes.hole import Hole
from tests.web import ROOT

COPIED = ("portal", "reports", "querylog", "tests", "docs", "docker", "requirements")
COPIED_FILES = ("manage.py", "pyproject.toml", "gunicorn.conf.py", "README.md", "Makefile")
TESTS_FAILED = 1  # pytest's exit code; others say that the tests could not even run
FAILED = re.compile(r"^FAILED (\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """What pytest said."""

    code: int
    said: str

    @property
    def passed(self) -> bool:
        return self.code == 0

    @property
    def red(self) -> list[str]:
        """The tests that failed. One that could not be set up is none of them, nor a file that could not be read."""
        return FAILED.findall(self.said) if self.code == TESTS_FAILED else []


class Copy:
    """The code in a folder of its own, tested on servers that run already. The working tree is never touched."""

    def __init__(self, folder: Path, servers: Services) -> None:
        self.folder = folder
        self._servers = servers
        self._database_is_sound = True
        for name in COPIED:
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in COPIED_FILES:
            shutil.copy2(ROOT / name, folder / name)
        if (ROOT / ".venv").exists():
            (folder / ".venv").symlink_to((ROOT / ".venv").resolve())
        self._forge = subprocess.Popen(
            [sys.executable, "-m", "tests.holes.forge"],
            cwd=folder,
            env=self._environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @contextmanager
    def planted(self, hole: Hole) -> Iterator[None]:
        """The copy has this hole, and no other one."""
        file = self.folder / hole.file
        sound, times = file.read_text(), file.stat()
        file.write_text(hole.planted_in(self.folder))
        self._database_is_sound &= not hole.is_in_the_database
        try:
            yield
        finally:
            file.write_text(sound)
            os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))  # so that what was compiled of it holds again
            self._database_is_sound &= not hole.is_in_the_database

    def run(self, tests: Sequence[str], *options: str, seconds: int = 150) -> Outcome:
        """What comes of these tests. They share a database from run to run, or start up would take longer than they."""
        database = ["--reuse-db"] if self._database_is_sound else ["--reuse-db", "--create-db"]
        self._database_is_sound = True
        output = self.folder / "output"
        arguments = ["-q", "-p", "no:cacheprovider", *database, *options, *tests]
        said = json.dumps({"arguments": arguments, "output": str(output), "seconds": seconds})
        assert self._forge.stdin and self._forge.stdout
        self._forge.stdin.write(said + "\n")
        self._forge.stdin.flush()
        code = json.loads(self._forge.stdout.readline())["code"]
        return Outcome(code, output.read_text())

    def close(self) -> None:
        with self._forge:
            self._forge.terminate()

    def _environment(self) -> dict[str, str]:
        """What a shell has, and where the servers are; nothing of the settings of the tests around this one."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        ports = self._servers.ports
        lent = f"{ports.postgres} {ports.valkey} {ports.warehouse}"
        return {**kept, "PORTICO_STATE": str(self._servers.state), "PORTICO_TEST_PORTS": lent}
