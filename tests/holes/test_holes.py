"""Known mistakes: each can be made in today's code, and each is caught. All of them are tried by `make test-long`."""

import ast
import shutil
from collections.abc import Iterator
from contextlib import closing

import pytest

from portal.embedded.postgres_files import forget_postgres
from portal.embedded.services import Ports, Services
from tests.holes.hole import Hole
from tests.holes.known import BY_SUBJECT, HOLES
from tests.holes.planting import Copy
from tests.portal.embedded.demos import copy_data
from tests.services import STATE, TODAY, services
from tests.web import ROOT

SOME = [
    hole
    for hole in HOLES
    if hole.name in ("one address of a report is not behind the guard", "what was chosen is written into the SQL")
]
TYPO = Hole("it does not even start", "portal/urls.py", was="urlpatterns = [", becomes="urlpatterns = ", caught_by=[])


@pytest.fixture(scope="module")
def servers() -> Iterator[Services]:
    """Servers for the copy alone: what is planted may be in the database, too."""
    state = STATE / "holes"
    shutil.rmtree(state, ignore_errors=True)
    (state / "warehouse").mkdir(parents=True)
    (state / "lock").touch()
    copy_data(services.data, state / "warehouse")
    with Services(state, Ports.free(), today=TODAY, quiet=True) as running:
        yield running
    forget_postgres(state)
    shutil.rmtree(state, ignore_errors=True)


@pytest.fixture(scope="module")
def copy(servers, tmp_path_factory) -> Iterator[Copy]:
    with closing(Copy(tmp_path_factory.mktemp("planted"), servers)) as copy:
        yield copy


def test_there_are_thirty_holes_and_more():
    assert len({hole.name for hole in HOLES}) == len(HOLES) >= 30


@pytest.mark.parametrize("hole", HOLES, ids=str)
def test_the_mistake_can_still_be_made(hole):
    planted = hole.planted_in(ROOT)
    if hole.file.endswith(".py"):
        ast.parse(planted)
    assert [test for test in hole.caught_by if not is_there(test)] == []


def is_there(test: str) -> bool:
    file, *_, name = test.split("::")
    return f"def {name}(" in (ROOT / file).read_text()


@pytest.mark.parametrize("hole", SOME, ids=str)
def test_some_holes_are_caught(copy, hole):
    assert_caught(copy, hole)


@pytest.mark.long
@pytest.mark.parametrize("hole", HOLES, ids=str)
def test_every_hole_is_caught(copy, hole):
    assert_caught(copy, hole)


def assert_caught(copy: Copy, hole: Hole) -> None:
    with copy.planted(hole):
        outcome = copy.run(hole.caught_by, "-x")
    assert outcome.red, f"{hole} was not caught:\n{outcome.said}"


@pytest.mark.long
@pytest.mark.parametrize("subject", BY_SUBJECT)
def test_without_a_hole_the_same_tests_pass(copy, subject):
    outcome = copy.run(sorted({test for hole in BY_SUBJECT[subject] for test in hole.caught_by}))
    assert outcome.passed, outcome.said


@pytest.mark.long
def test_code_that_does_not_even_start_counts_as_no_catch(copy):
    with copy.planted(TYPO):
        assert copy.run(HOLES[0].caught_by).red == []
