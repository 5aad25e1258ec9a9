"""A state folder of a test's own, with the grocery data already in it, and demos that run on it as programs."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.embedded.postgres_files import forget_postgres
from tests.portal.embedded.demos import RunningDemo, copy_data
from tests.services import STATE, services


@pytest.fixture
def state(request) -> Iterator[Path]:
    """An empty state folder beside the tests' own, so that PostgreSQL may be as free or as fenced in as there."""
    folder = STATE / "demos" / request.node.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    yield folder
    forget_postgres(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A state folder that all demos of a module use, one after the other: a second start is quick."""
    folder = STATE / "demos" / "home"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "warehouse").mkdir(parents=True)
    (folder / "lock").touch()  # as a demo of before has left it
    copy_data(services.data, folder / "warehouse")
    yield folder
    forget_postgres(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def running(home) -> Iterator[dict[str, RunningDemo]]:
    """The demo that runs, as "now"."""
    kept: dict[str, RunningDemo] = {}
    yield kept
    for demo in kept.values():
        demo.kill()


@pytest.fixture
def demo(home, running) -> RunningDemo:
    """A demo that is ready: the one that runs or, when a test has ended it, the next."""
    if "now" not in running or running["now"].process.poll() is not None:
        running["now"] = RunningDemo.start(home)
    running["now"].until_ready()
    return running["now"]
