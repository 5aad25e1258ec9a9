"""Web, worker, keeper, Valkey, PostgreSQL and the warehouse are killed (-9) at random moments of real work."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.agreement import disagreements
from tests.faults.people import Person
from tests.faults.world import KINDS, START_ORDER, Killer, World, a_world

PEOPLE = 4


@pytest.fixture
def world(tmp_path_factory) -> World:
    with a_world(Path(tmp_path_factory.mktemp("faults"))) as world:
        yield world


def work_under_fire(world: World, *, kills: int, longest_life: float, seed: int) -> list[Person]:
    """People work while each kind of process is killed so many times, at moments that the seed decides."""
    people = [Person(world.url, seed=seed + number) for number in range(PEOPLE)]
    killers = [Killer(world, kind, times=kills, life=lives(f"{seed} {kind}", longest_life)) for kind in KINDS]
    for person in people:
        person.start()
    while not all(person.answered for person in people):
        time.sleep(0.1)
    for killer in killers:
        killer.start()
    for killer in killers:
        killer.join()
    for person in people:
        person.going_home.set()
    for person in people:
        person.join(60)
    assert [(killer.kind, killer.trouble) for killer in killers if killer.trouble] == []
    return people


def lives(seed: str, longest: float) -> Callable[[], float]:
    """How long each of a kind lives, in seconds, one after the other."""
    dice = random.Random(seed)  # noqa: S311 - it is to be the same each time
    return lambda: dice.random() * longest


def until_it_settles(world: World, *, seconds: float) -> list[str]:
    """What is still wrong when nobody works any more and the keeper has had its time."""
    for kind in START_ORDER:
        if world.running[kind].poll() is not None:
            world.start(kind)
    end = time.monotonic() + seconds
    while (found := disagreements(world)) and time.monotonic() < end:
        time.sleep(2)
    return found


def test_after_kills_the_log_and_snowflakes_history_agree_and_every_run_has_its_true_end(world):
    people = work_under_fire(world, kills=2, longest_life=8, seed=20261116)
    assert until_it_settles(world, seconds=90) == []
    assert world.kills == dict.fromkeys(KINDS, 2)
    assert sum(person.answered for person in people) > PEOPLE


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_after_two_hundred_kills_of_each_they_agree(world, request):
    seed = 20261117
    people = work_under_fire(world, kills=200, longest_life=16, seed=seed)
    found = until_it_settles(world, seconds=300)
    statements = world.rows("select count(*) from querylog_statement")[0][0]
    ends = dict(world.rows("select status, count(*) from querylog_ending group by 1"))
    pressed, answered = sum(each.pressed for each in people), sum(each.answered for each in people)
    print(f"\nseed {seed}: kills {world.kills}; pressed {pressed}, answered {answered}")
    print(f"{statements} statements: {ends}")
    assert found == [], "\n".join(found)
    world.manage("verifylog")
