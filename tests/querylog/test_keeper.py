"""What happens whether or not anybody looks, done by one process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from portal.access.models import User
from querylog.asker import Asker
from querylog.ids import id_at
from querylog.limits import Limits
from querylog.models import State, Statement, Turn
from tests.querylog.asking import FOREVER, as_kept, intend, other_server, remembered, submit, unheard_of
from tests.web import ROOT

pytestmark = pytest.mark.usefixtures("committed", "keeper")


@pytest.fixture
def keeper(committed) -> Iterator[subprocess.Popen[bytes]]:
    process = keeping(committed)
    yield process
    process.terminate()
    process.wait(15)


NOBODY = Asker(user_id=None, name="a command", team="", report="")  # whose statements are always open to it


def keeping(database: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DATABASE_URL": other_server(database)}
    return subprocess.Popen([sys.executable, "manage.py", "keeplog"], cwd=ROOT, env=environment)


def becomes(true: Callable[[], bool], *, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.1)
    return true()


def nobody_watches(statement: Statement) -> None:
    Turn.objects.filter(pk=statement.pk).update(leased_until=timezone.now())


def test_what_nobody_watches_comes_to_its_end():
    statement = submit("select system$wait(1)", asker=NOBODY)
    nobody_watches(statement)
    assert becomes(lambda: as_kept(statement).state == State.FINISHED)


def test_what_waits_is_sent_when_its_turn_has_come():
    asker = Asker(user_id=None, name="Ana", team=f"Offers {time.time()}", report="", limits=Limits(running=1))
    submit("select system$wait(2)", asker=asker)
    second = submit("select 2", asker=asker)
    Turn.objects.filter(team=asker.team).update(leased_until=timezone.now())
    assert becomes(lambda: as_kept(second).state == State.FINISHED)


def test_who_loses_the_report_has_her_running_query_stopped_in_snowflake():
    ana = User.objects.create(username=f"ana-{time.time()}")
    asker = Asker(user_id=ana.pk, name="Ana", team="Offers", report="category-performance")
    statement = submit(FOREVER, asker=asker)  # no team of hers was granted it
    assert becomes(lambda: as_kept(statement).state == State.CANCELLED)
    assert remembered(statement)["ERROR_CODE"] == "000604"


def test_what_a_killed_process_left_behind_comes_to_its_end_when_a_keeper_starts(keeper, committed):
    keeper.kill()
    statement = left_behind_a_while_ago()
    another = keeping(committed)
    try:
        assert becomes(lambda: as_kept(statement).state == State.LOST)
    finally:
        another.terminate()
        another.wait(15)


def left_behind_a_while_ago() -> Statement:
    """A row as of six minutes ago, of a statement that was never sent."""
    columns = "asked_by_name, team, report, part, purpose, text_id, reads, binds"
    identity = id_at((timezone.now() - timedelta(minutes=6)).timestamp())
    with connection.cursor() as cursor:
        cursor.execute(
            f"""insert into querylog_statement (id, intended_at, {columns})
                select %s, now() - interval '6 minutes', {columns} from querylog_statement where id = %s""",
            [identity, intend(unheard_of()).pk],
        )
    return Statement.objects.get(pk=identity)


def test_of_two_keepers_the_second_takes_over_when_the_first_is_killed(keeper, committed):
    assert becomes(lambda: keepers() == 1)
    second = keeping(committed)
    try:
        time.sleep(2)
        assert keepers() < 2  # the first may still be starting on a busy machine
        keeper.kill()
        statement = submit("select system$wait(1)", asker=NOBODY)
        nobody_watches(statement)
        assert becomes(lambda: as_kept(statement).state == State.FINISHED)
    finally:
        second.terminate()
        second.wait(15)


def keepers() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """select count(*) from pg_locks where locktype = 'advisory' and granted
               and database = (select oid from pg_database where datname = current_database())
               and objid = (hashtext('querylog_keeper')::bigint & 4294967295)::oid"""
        )
        return int(cursor.fetchone()[0])
