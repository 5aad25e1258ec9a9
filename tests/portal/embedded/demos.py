"""A demo as a program, what it says, and which processes it has."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.web import ROOT, free_port

# What a person's shell has; the settings of the tests are none of the demo's business.
SHELL = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


@dataclass
class RunningDemo:
    """One run of `python -m portal.embedded`."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    @classmethod
    def start(cls, state: Path, *, port: int = 0, command: Sequence[str] = ()) -> Self:
        process = subprocess.Popen(
            [sys.executable, "-m", "portal.embedded", *command],
            cwd=ROOT,
            env={**SHELL, "PORTICO_STATE": str(state), "WEB_PORT": str(port or free_port())},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        return cls(process)

    def __post_init__(self) -> None:
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    @property
    def said(self) -> str:
        return "\n".join(self.lines)

    def until_ready(self) -> None:
        until(lambda: "ready at" in self.said or self.process.poll() is not None, seconds=90)
        assert "ready at" in self.said, self.said

    def ended(self, *, within: float = 30) -> int:
        """Its exit code, once it has ended and all it said has been read."""
        code = self.process.wait(within)
        self.reader.join(5)
        return code

    def send(self, what: signal.Signals) -> None:
        self.process.send_signal(what)

    def kill(self) -> None:
        """End whatever is left of it."""
        everyone = [self.process.pid, *self.processes()]
        for pid in everyone:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()

    def processes(self) -> list[int]:
        """Its child processes, and theirs."""
        return descendants(self.process.pid)


def descendants(pid: int) -> list[int]:
    parents = {int(each.name): parent_of(int(each.name)) for each in Path("/proc").glob("[0-9]*")}
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]


def parent_of(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def alive(pid: int) -> bool:
    """True for a process that runs; one that only waits to be collected by its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(claim: Callable[[], bool], *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not claim() and time.monotonic() < end:
        time.sleep(0.05)


def copy_data(source: Path, folder: Path) -> None:
    """The grocery data of one folder in another; they share blocks where the file system can."""
    for name in ("GROCERY.db", "loaded-by"):
        subprocess.run(["cp", "--reflink=auto", source / name, folder], check=True)
