"""Where the log and the warehouse can be broken without disturbing anybody."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest
from django.core.management import call_command
from django.db import connections

from portal.embedded.grocery import DATABASE, SCHEMA
from portal.embedded.processes import Child
from portal.embedded.standin import start_standin
from querylog.warehouse import client
from tests.services import services
from tests.web import free_port, fresh_database

KEPT = "portico_querylog"


@pytest.fixture(scope="package")
def database_of_its_own(django_db_setup, django_db_blocker) -> str:
    """The name of a database where rows stay, as nobody can remove rows from the log."""
    fresh_database(KEPT)
    with django_db_blocker.unblock(), connected_to(KEPT):
        call_command("migrate", verbosity=0)
    return KEPT


@pytest.fixture
def committed(database_of_its_own, django_db_blocker) -> Iterator[str]:
    """Each commit is one, so that other threads and processes see it. Gives the database's name."""
    with django_db_blocker.unblock(), connected_to(database_of_its_own):
        yield database_of_its_own


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Django's connections lead to this database."""
    before = connections["default"].settings_dict["NAME"]
    _go_to(name)
    try:
        yield
    finally:
        _go_to(before)


def _go_to(name: str) -> None:
    connection = connections["default"]
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name


@dataclass
class Place:
    """A stand-in that one test may end and start again; the portal's settings lead to it."""

    data: Path
    port: int
    running: list[Child] = field(default_factory=list)

    def start(self) -> None:
        self.running.append(start_standin(self.data, self.port, quiet=True))

    def end(self) -> None:
        self.running.pop().stop()

    def end_every_session(self) -> None:
        """It comes back without a memory of who was signed in, and of what it was doing."""
        self.end()
        self.start()


@pytest.fixture
def place(tmp_path, settings, fresh_pool) -> Iterator[Place]:
    place = Place(tmp_path / "warehouse", free_port())
    place.data.mkdir()
    shutil.copy(services.data / "users.json", place.data)
    with duckdb.connect(str(place.data / f"{DATABASE}.db")) as empty:
        empty.execute(f"create schema {SCHEMA}")
    settings.SNOWFLAKE = {**settings.SNOWFLAKE, "port": place.port}
    settings.LOGIN_TIMEOUT_SECONDS = settings.NETWORK_TIMEOUT_SECONDS = 2
    place.start()
    yield place
    while place.running:
        place.end()


@pytest.fixture
def fresh_pool(monkeypatch) -> Iterator[None]:
    """This process starts without a connection to Snowflake, as after its start; so the settings of a test count."""
    monkeypatch.setattr(client, "_warehouse", None)
    yield
    client.warehouse().pool.close()
