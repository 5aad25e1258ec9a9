"""A whole portal of its own, every process of which may be killed and is started again."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import psycopg

from portal.embedded.grocery import WAREHOUSE_USER
from portal.embedded.ports import HOST, free_port
from portal.embedded.postgres import OWNER, WEB, make_web_role, start_postgres
from portal.embedded.postgres_files import forget_postgres
from portal.embedded.processes import Child
from portal.embedded.standin import standin_settings, start_standin
from portal.embedded.valkey import start_valkey
from tests.web import PASSWORD, ROOT, wait_for

# Enough rows that some statements outlast PATIENCE_SECONDS, and few enough that hundreds of them are asked.
BASKETS = """
    CREATE TABLE GROCERY.LOYALTY.BASKETS AS
    SELECT DATE '2026-11-15' - CAST(i % 80 AS INTEGER) AS PURCHASED_ON, i % 100 AS HOUSEHOLD_ID,
           CAST(i % 7 AS DECIMAL(12, 2)) AS SALES_VALUE, i % 3 AS QUANTITY,
           'DEPARTMENT ' || i % 4 AS DEPARTMENT, 'CATEGORY ' || i % 20 AS PRODUCT_CATEGORY,
           'National' AS BRAND, NULL AS INCOME
    FROM range(200000) r(i)
"""
KINDS = ("web", "worker", "keeper", "valkey", "postgres", "standin")


@dataclass
class World:
    """The servers and processes by kind. `kill` is -9; `start` waits until it answers."""

    state: Path
    ports: dict[str, int] = field(default_factory=lambda: {kind: free_port() for kind in KINDS})
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    kills: dict[str, int] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.ports['web']}"

    def database(self, role: str = OWNER) -> str:
        return f"postgres://{role}@{HOST}:{self.ports['postgres']}/postgres"

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            **standin_settings(self.state / "warehouse", self.ports["standin"]),
            "DATABASE_URL": self.database(WEB),
            "DATABASE_OWNER_URL": self.database(),
            "REDIS_URL": f"redis://{HOST}:{self.ports['valkey']}/0",
            "ALLOWED_HOSTS": HOST,
            "DEMO": "1",
            "PEOPLE_PASSWORD": PASSWORD,
            "TODAY": "2026-11-16",
            "PATIENCE_SECONDS": "0.1",
            "FRESH_SECONDS": "2",
            "LOGIN_TIMEOUT_SECONDS": "4",
            "NETWORK_TIMEOUT_SECONDS": "6",
            "STATEMENT_TIMEOUT_SECONDS": "60",
            "LOG_LEVEL": "ERROR",
            "STATIC_ROOT": str(self.state / "static"),
        }

    def manage(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def rows(self, sql: str) -> list[tuple]:
        with psycopg.connect(self.database()) as connection:
            return connection.execute(sql).fetchall()

    def start(self, kind: str) -> None:
        self.running[kind] = STARTS[kind](self)

    def kill(self, kind: str) -> None:
        """End it as an outage does, with all that it has started: nobody says good-bye, nothing is written down."""
        process = self.running.pop(kind)
        if kind == "web":  # gunicorn's own children are the web; their parent would be told by the system
            for child in _children(process.pid):
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.kills[kind] = self.kills.get(kind, 0) + 1

    def stop(self) -> None:
        for kind in reversed([each for each in START_ORDER if each in self.running]):
            with suppress(ProcessLookupError):
                os.killpg(self.running.pop(kind).pid, signal.SIGKILL)


def _children(process: int) -> list[int]:
    with suppress(OSError):
        return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return []


def _process(world: World, *command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=world.environment(), start_new_session=True, stderr=subprocess.DEVNULL
    )


def _of(child: Child) -> subprocess.Popen[bytes]:
    return child.process


def _web(world: World) -> subprocess.Popen[bytes]:
    options = ["--workers", "1", "--threads", "8", "--log-level", "critical", "-b", f"{HOST}:{world.ports['web']}"]
    process = _process(world, "-m", "gunicorn", *options, "portal.wsgi")
    wait_for(world.url + "/healthz")
    return process


START_ORDER = ("postgres", "valkey", "standin", "keeper", "worker", "web")
STARTS: dict[str, Callable[[World], subprocess.Popen[bytes]]] = {
    "postgres": lambda world: _of(start_postgres(world.state, world.ports["postgres"], quiet=True)),
    "valkey": lambda world: _of(start_valkey(world.ports["valkey"], quiet=True)),
    "standin": lambda world: _of(start_standin(world.state / "warehouse", world.ports["standin"], quiet=True)),
    "keeper": lambda world: _process(world, "manage.py", "keeplog"),
    "worker": lambda world: _process(world, "manage.py", "rqworker", "default"),
    "web": _web,
}


@contextmanager
def a_world(state: Path) -> Iterator[World]:
    """All of it, with the demo people and a small warehouse."""
    warehouse = state / "warehouse"
    warehouse.mkdir(parents=True)
    (warehouse / "users.json").write_text(json.dumps({WAREHOUSE_USER: {"password": "a-password-of-the-tests"}}))
    with duckdb.connect(str(warehouse / "GROCERY.db")) as database:
        database.execute("CREATE SCHEMA GROCERY.LOYALTY")
        database.execute(BASKETS)
    world = World(state)
    try:
        world.start("postgres")
        make_web_role(world.ports["postgres"])
        world.manage("migrate", "--no-input", "-v", "0")
        world.manage("createpeople")
        for kind in START_ORDER[1:]:
            world.start(kind)
        yield world
    finally:
        world.stop()
        forget_postgres(state)


class Killer(threading.Thread):
    """Kills one kind of process again and again at random moments of its life, and starts it again."""

    def __init__(self, world: World, kind: str, *, times: int, life: Callable[[], float]) -> None:
        super().__init__(daemon=True)
        self.world, self.kind, self.times, self.life = world, kind, times, life
        self.trouble: Exception | None = None

    def run(self) -> None:
        try:
            for _ in range(self.times):
                time.sleep(self.life())
                self.world.kill(self.kind)
                self._start_again()
        except Exception as error:
            self.trouble = error

    def _start_again(self) -> None:
        """It may not come up while what it needs is down; then it is tried again, as every supervisor does."""
        for _ in range(20):
            try:
                return self.world.start(self.kind)
            except Exception:
                time.sleep(0.5)
        return self.world.start(self.kind)
