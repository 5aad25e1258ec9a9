"""Where the log and the warehouse can be broken without disturbing anybody."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.core.management import call_command
from django.db import connections

from portal.embedded.grocery import DATABASE, SCHEMA
from portal.embedded.processes import Child
from portal.embedded.standin import start_standin
from querylog.roles import APP_ROLE
from querylog.warehouse import client
from tests.conftest import act_as
from tests.services import services
from tests.web import free_port, fresh_database

KEPT = "portico_querylog"


@pytest.fixture(scope="package")
def database_of_its_own(django_db_setup, django_db_blocker) -> str:
    """The name of a database where rows stay, as nobody can remove rows from the log."""
    fresh_database(KEPT)
    with django_db_blocker.unblock(), connected_to(KEPT):
        act_as(None)
        call_command("migrate", verbosity=0)
        act_as(APP_ROLE)
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

    def kill(self) -> None:
        """End it as a power cut does: it can't do a last thing."""
        child = self.running.pop()
        child.process.kill()
        child.process.wait()

    def end_every_session(self) -> None:
        """It comes back without a memory of who was signed in."""
        self.end()
        self.start()

    def forget_everything(self) -> None:
        """It comes back as if nobody had ever asked it anything."""
        self.end()
        (self.data / "history.jsonl").unlink()
        self.start()

    def trouble(self, **what: Any) -> None:
        """From now on this goes wrong there; nothing does when nothing is said. See querylog/standin/trouble.py."""
        file = self.data / "trouble.json"
        if what:
            unfinished = file.with_suffix(".writing")
            unfinished.write_text(json.dumps(what))
            unfinished.rename(file)
        else:
            file.unlink(missing_ok=True)

    def only_users_of_the_demo(self) -> None:
        shutil.copy(services.data / "users.json", self.data)

    def users(self, **more: dict[str, Any]) -> None:
        """From now on these users may sign in too, or with this too."""
        file = self.data / "users.json"
        known = json.loads(file.read_text())
        file.write_text(json.dumps({**known, **{name: {**known.get(name, {}), **more[name]} for name in more}}))


def made_in(folder: Path) -> Place:
    """A stand-in that runs, with an empty schema and the users of the demo."""
    place = Place(folder / "warehouse", free_port())
    place.data.mkdir()
    place.only_users_of_the_demo()
    with duckdb.connect(str(place.data / f"{DATABASE}.db")) as empty:
        empty.execute(f"create schema {SCHEMA}")
    place.start()
    return place


@pytest.fixture
def place(tmp_path, settings, fresh_pool) -> Iterator[Place]:
    place = made_in(tmp_path)
    lead_to(place, settings)
    yield place
    while place.running:
        place.end()


@pytest.fixture(scope="module")
def standin_of_the_module(tmp_path_factory) -> Iterator[Place]:
    place = made_in(tmp_path_factory.mktemp("standin"))
    yield place
    while place.running:
        place.end()


@pytest.fixture
def shared_place(standin_of_the_module, settings, fresh_pool) -> Place:
    """A stand-in for a module of tests that leave it running: without trouble, and with nobody signed in to it."""
    standin_of_the_module.trouble()
    standin_of_the_module.only_users_of_the_demo()
    lead_to(standin_of_the_module, settings)
    return standin_of_the_module


def lead_to(place: Place, settings: Any) -> None:
    """From now on the portal's settings lead to this stand-in, and it gives up on it soon."""
    settings.SNOWFLAKE = {**settings.SNOWFLAKE, "port": place.port}
    settings.LOGIN_TIMEOUT_SECONDS = settings.NETWORK_TIMEOUT_SECONDS = 2


@pytest.fixture
def fresh_pool(monkeypatch) -> Iterator[None]:
    """This process starts without a connection to Snowflake, as after its start; so the settings of a test count."""
    monkeypatch.setattr(client, "_ways", {})
    yield
    client.hang_up()
