"""A portal as it runs in production: gunicorn and an rq worker as processes, on a database of their own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from portal.embedded.postgres import WEB

ROOT = Path(__file__).parent.parent
PASSWORD = "the-people-of-the-tests"
QUEUES = cycle(range(6, 16))  # Valkey's databases, one for each portal: a worker of another one knows no row of it


@dataclass
class Portal:
    """A running portal: its address, its database, and its processes by name."""

    url: str
    database: str
    environment: dict[str, str]
    folder: Path = ROOT
    output: Path | None = None  # where what each process says is kept, in a file of its name; none: it is printed
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def manage(self, *command: str) -> str:
        """What a management command of this portal prints."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What its database answers."""
        with psycopg.connect(self.database) as connection:
            return connection.execute(sql, values).fetchall()

    def start(self, name: str, *command: str) -> None:
        where: dict[str, Any] = {"cwd": self.folder, "env": self.environment}
        if self.output is None:
            self.processes[name] = subprocess.Popen([sys.executable, *command], **where)
            return
        with (self.output / f"{name}.log").open("ab") as kept:
            self.processes[name] = subprocess.Popen(
                [sys.executable, *command], stdout=kept, stderr=subprocess.STDOUT, **where
            )

    def stop(self, name: str) -> None:
        process = self.processes.pop(name)
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def portal_running(
    name: str,
    *,
    collect_static: bool = False,
    worker: bool = True,
    keeper: bool = False,
    web: int = 1,
    folder: Path = ROOT,
    output: Path | None = None,
    **settings: str,
) -> Iterator[Portal]:
    """A portal on the servers of the tests, with a fresh database called `name` and the demo people in it.

    Its code is that in `folder`, and `web` is how many processes serve its pages. What they say is kept in `output`.

    With `collect_static` its files are served as in production: hashed, compressed, kept by browsers for a year.
    """
    port = free_port()
    portal = _portal(fresh_database(name, like=_with_people()), url=f"http://127.0.0.1:{port}", **settings)
    portal.folder, portal.output = folder, output
    if collect_static:
        portal.manage("collectstatic", "--no-input")
    options = ["--log-level", "warning", "--workers", str(web)]
    portal.start("web", "-m", "gunicorn", *options, "-b", f"127.0.0.1:{port}", "portal.wsgi")
    if worker:
        portal.start("worker", "manage.py", "rqworker", "default")
    if keeper:
        portal.start("keeper", "manage.py", "keeplog")
    try:
        wait_for(portal.url + "/healthz")
        yield portal
    finally:
        for process in list(portal.processes):
            portal.stop(process)


@cache
def _with_people() -> str:
    """The name of a database with all tables and the demo people. Made once: good password hashes take their time."""
    name = "portico_with_people"
    portal = _portal(fresh_database(name), url="")
    portal.manage("migrate", "--no-input")
    portal.manage("createpeople")
    return name


def _portal(database: str, *, url: str, **settings: str) -> Portal:
    as_web = urlunsplit(urlsplit(database)._replace(netloc=f"{WEB}@{urlsplit(database).netloc.partition('@')[2]}"))
    given = {
        "DATABASE_URL": as_web,
        "DATABASE_OWNER_URL": database,
        "ALLOWED_HOSTS": "127.0.0.1",
        "DEMO": "1",
        "PEOPLE_PASSWORD": PASSWORD,
    }
    queue = urlunsplit(urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{next(QUEUES)}"))
    return Portal(url=url, database=database, environment={**os.environ, "REDIS_URL": queue, **given, **settings})


def fresh_database(name: str, *, like: str = "template1") -> str:
    """The address of a database called `name` on the tests' PostgreSQL: empty, or a copy of the one called `like`."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')
        connection.execute(f'create database "{name}" template "{like}"')
    return urlunsplit(parts._replace(path=f"/{name}"))


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(url: str, *, seconds: float = 30) -> None:
    """Return when the address answers with 200."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise TimeoutError(f"{url} did not answer within {seconds:.0f} s")
