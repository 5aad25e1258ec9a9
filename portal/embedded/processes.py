"""A child process that never outlives us: its own session, its output under its name, an orderly end."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from portal.embedded.trouble import CannotStart

UNPRIVILEGED = "nobody"
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)
_printing = threading.Lock()


@dataclass
class Child:
    """A running process, and the signal that ends it in order."""

    name: str
    process: subprocess.Popen[bytes]
    end_signal: signal.Signals = signal.SIGTERM
    last_lines: list[str] = field(default_factory=list)
    reader: threading.Thread = field(default_factory=threading.Thread)

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> None:
        """Return when `ready` says so. Raises CannotStart when the process ends first, or time is over."""
        end = time.monotonic() + seconds
        while not ready():
            if not self.running:
                raise CannotStart(f"{self.name} ended as soon as it was started{self._last_words()}.")
            if time.monotonic() > end:
                raise CannotStart(
                    f"{self.name} was not ready within {seconds:.0f} seconds. Is the machine very busy? Try again."
                )
            time.sleep(0.05)

    def _last_words(self) -> str:
        self.reader.join(1)
        words = [line for line in self.last_lines if line and not line.startswith("HINT")]
        return f": {words[-1].rstrip('.')}" if words else ""

    def stop(self, *, within: float = 10) -> None:
        """End the process: asked first, killed when it does not listen."""
        if self.running:
            self.process.send_signal(self.end_signal)
        try:
            self.process.wait(within)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    end_signal: signal.Signals = signal.SIGTERM,
    unprivileged: bool = False,
    quiet: bool = False,
) -> Child:
    """Start a command whose output appears line by line behind its name, unless it is `quiet`."""
    try:
        process = subprocess.Popen(
            [str(each) for each in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            cwd=folder,
            preexec_fn=in_a_session_of_its_own(end_signal, unprivileged=unprivileged),
        )
    except OSError as error:
        reason = f"{name} can't be run ({error.strerror}: {command[0]})"
        raise CannotStart(f"{reason}. Remove .venv and start again: it is then installed anew.") from None
    child = Child(name, process, end_signal)
    assert process.stdout is not None  # noqa: S101 - it was asked for
    child.reader = threading.Thread(target=_pump, args=(child, process.stdout, quiet), daemon=True)
    child.reader.start()
    return child


def drops_privileges() -> bool:
    """True when we are root: PostgreSQL refuses to run as root."""
    return os.geteuid() == 0


def give_to_unprivileged(path: Path) -> None:
    if drops_privileges():
        person = pwd.getpwnam(UNPRIVILEGED)
        os.chown(path, person.pw_uid, person.pw_gid)


def _become_unprivileged() -> None:
    """Go on as `nobody`, in a child of root."""
    if drops_privileges():
        person = pwd.getpwnam(UNPRIVILEGED)
        os.setgroups([])
        os.setgid(person.pw_gid)
        os.setuid(person.pw_uid)


def in_a_session_of_its_own(end_signal: signal.Signals, *, unprivileged: bool = False) -> Callable[[], None]:
    """What a child does before its program starts: the terminal's Ctrl-C is for us, not for it, and it ends with us."""

    def in_the_child() -> None:
        os.setsid()
        if unprivileged:
            _become_unprivileged()
        # After setuid, which would clear it: die when our parent does, even by kill -9.
        _libc.prctl(PR_SET_PDEATHSIG, end_signal)

    return in_the_child


def _pump(child: Child, output: IO[bytes], quiet: bool) -> None:
    for raw in output:
        line = raw.decode(errors="replace").rstrip()
        child.last_lines = [*child.last_lines[-9:], line]
        if not quiet:
            say(line, name=child.name)


def say(text: str, *, name: str = "portico") -> None:
    """One line of output, never torn by another thread's."""
    with _printing:
        sys.stdout.write(f"{name:>9} │ {text}\n")
        sys.stdout.flush()
