"""Connections to Snowflake: few, kept, mended when they break, and never shared with a forked process."""

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress

import pytest

from querylog import door
from querylog.errors import StatementFailed, WarehouseUnreachable
from querylog.models import State, Statement
from querylog.warehouse import Warehouse, pool, warehouse
from tests.querylog.asking import as_kept, ask, history, submit, unheard_of
from tests.querylog.breaking import Way
from tests.web import ROOT

THE_SESSION = "select current_session() as it"


@pytest.fixture
def three() -> Iterator[Warehouse]:
    """A way to Snowflake that may have three connections."""
    three = Warehouse(3)
    yield three
    three.pool.close()


def session_of(warehouse: Warehouse, sql: str = THE_SESSION) -> str:
    return str(warehouse.execute(sql, (), tag="").table.column(0)[0])


def all_at_once(count: int, act) -> list[str]:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(act())) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_a_connection_is_used_again(three):
    assert session_of(three) == session_of(three)


def test_twenty_threads_share_three_connections(three):
    sessions = all_at_once(20, lambda: session_of(three))
    assert len(sessions) == 20
    assert len(set(sessions)) <= 3


def test_statements_run_side_by_side_on_connections_of_their_own(three):
    barrier = threading.Barrier(3)

    def with_the_others(connection) -> int:
        barrier.wait(10)
        return connection.session_id

    sessions = all_at_once(3, lambda: three._try(with_the_others))
    assert len(set(sessions)) == 3


def test_a_failed_statement_does_not_cost_its_connection(three):
    before = session_of(three)
    with pytest.raises(StatementFailed):
        three.execute("select 1 / 0", (), tag="")
    assert session_of(three) == before


def test_a_long_unused_connection_is_replaced(three, monkeypatch):
    before = session_of(three)
    monkeypatch.setattr(pool, "LONGEST_IDLE", -1)
    assert session_of(three) != before


def test_a_connection_that_was_silent_for_long_is_kept_when_snowflake_still_knows_it(three, monkeypatch):
    before = session_of(three)
    monkeypatch.setattr(pool, "LONGEST_UNCHECKED", -1)
    assert session_of(three) == before


def test_asking_whether_it_does_sends_no_statement(place, monkeypatch):
    monkeypatch.setattr(pool, "LONGEST_UNCHECKED", -1)
    for _ in range(3):
        warehouse().execute("select 1", (), tag="counted")
    assert [row["QUERY_TEXT"] for row in history("SESSION_ID < current_session()")] == ["select 1"] * 3


@pytest.mark.django_db
def test_a_connection_that_a_firewall_has_forgotten_is_replaced_before_a_statement_is_lost_on_it(
    place, settings, monkeypatch
):
    monkeypatch.setattr(pool, "LONGEST_CHECK", 1)
    way = ForgetfulWay(place.port)
    settings.SNOWFLAKE = {**settings.SNOWFLAKE, "port": way.port}
    ask("select 1")
    way.forget()
    monkeypatch.setattr(pool, "LONGEST_UNCHECKED", -1)
    sql = unheard_of()
    assert ask(sql).table.num_rows == 1
    way.close()
    settings.SNOWFLAKE = {**settings.SNOWFLAKE, "port": place.port}
    assert len(history("QUERY_TEXT = ?", sql)) == 1


class ForgetfulWay(Way):
    """Passes bytes on, but not those of connections from before it forgot: they get no answer, and no error either."""

    age = 0

    def forget(self) -> None:
        self.age += 1

    def _pass_on(self, source: socket.socket, sink: socket.socket, is_answer: bool) -> None:
        begun = self.age
        with suppress(OSError), source, sink:
            while passed := source.recv(65536):
                if self.age == begun:
                    sink.sendall(passed)


@pytest.mark.django_db
def test_a_statement_outlives_the_connection_that_submitted_it(place):
    statement = submit("select system$wait(1)")
    warehouse().pool.close()
    assert door.wait(statement, patience=5).state == State.FINISHED


@pytest.mark.django_db
@pytest.mark.parametrize("act", [ask, submit])
def test_a_statement_is_sent_again_when_snowflake_had_ended_the_session(place, act):
    ask(unheard_of())
    place.end_every_session()
    sql = unheard_of()
    act(sql)
    assert len(history("QUERY_TEXT = ?", sql)) == 1
    (kept,) = Statement.objects.filter(text__sql=sql)
    assert as_kept(kept).state in {State.FINISHED, State.SUBMITTED}


@pytest.mark.django_db
def test_a_session_that_was_signed_out_is_replaced_without_anyone_noticing(place):
    with warehouse().pool.connection() as connection:
        token = connection.rest.token
    sign_out(place.port, token)
    assert ask("select 1").table.num_rows == 1


@pytest.mark.django_db
def test_looking_after_the_session_has_ended_still_finds_the_end(place):
    statement = submit("select 1")
    with warehouse().pool.connection() as connection:
        token = connection.rest.token
    sign_out(place.port, token)
    assert door.wait(statement, patience=5).state == State.FINISHED


def sign_out(port: int, token: str) -> None:
    """End a session in Snowflake, behind the back of whoever uses it."""
    address = f"http://127.0.0.1:{port}/session?delete=true"
    said = {"Authorization": f'Snowflake Token="{token}"'}
    urllib.request.urlopen(urllib.request.Request(address, b"{}", said), timeout=5).close()


def test_connections_forget_statements_that_are_over(three):
    query_id = three.submit("select 1", (), tag="")
    while three.progress(query_id).running:
        time.sleep(0.02)
    assert [dict(each._async_sfqids) for each in three.pool._open] == [{}]


A_FORK = """
import os, django
django.setup()
from querylog.warehouse import warehouse

def session():
    return str(warehouse().execute("select current_session() as it", (), tag="").table.column(0)[0])

before = session()
reader, writer = os.pipe()
if os.fork() == 0:
    os.write(writer, session().encode())
    raise SystemExit  # in order, so that all that was put off until the end of a process happens
os.wait()
print(before, os.read(reader, 100).decode(), session())
"""


def test_a_forked_process_has_connections_of_its_own_and_leaves_its_parents_alone():
    done = subprocess.run(
        [sys.executable, "-c", A_FORK], cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=60
    )
    before, in_the_child, after = done.stdout.split()
    assert in_the_child != before
    assert after == before


def test_who_finds_all_connections_in_use_is_told_so_within_the_time_of_an_exchange(settings):
    one, settings.NETWORK_TIMEOUT_SECONDS = Warehouse(1), 1
    with one.pool.connection(), pytest.raises(WarehouseUnreachable, match="connections to Snowflake are busy"):
        one.execute("select 1", (), tag="")
    assert session_of(one)
    one.pool.close()
