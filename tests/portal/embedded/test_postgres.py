"""PostgreSQL keeps its data through every end, and starts again on what is left."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import psycopg
import pytest

from portal.embedded import postgres_files
from portal.embedded.ports import free_port
from portal.embedded.postgres import start_postgres
from portal.embedded.postgres_files import forget_postgres, home_of
from portal.embedded.trouble import CannotStart
from tests.portal.embedded.demos import command_of, until
from tests.web import ROOT

STARTING = """
from pathlib import Path
from portal.embedded.ports import free_port
from portal.embedded.postgres import start_postgres
"""
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to give PostgreSQL to another user")


@contextmanager
def postgres(state):
    """A running server as (its process, a connection)."""
    port = free_port()
    child = start_postgres(state, port, quiet=True)
    try:
        with psycopg.connect(f"postgres://portico@127.0.0.1:{port}/postgres", autocommit=True) as connection:
            yield child, connection
    finally:
        child.stop()


def test_data_outlive_a_kill(state):
    with postgres(state) as (server, connection):
        connection.execute("create table kept (word text)")
        connection.execute("insert into kept values ('still here')")
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()

    with postgres(state) as (_, connection):
        assert connection.execute("select word from kept").fetchall() == [("still here",)]


def test_a_pid_file_whose_number_another_program_has_now_is_no_obstacle(state):
    with postgres(state):
        pass
    stale = home_of(state) / "postgres" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n")

    with postgres(state) as (_, connection):
        assert connection.execute("select 1").fetchone() == (1,)


def test_a_second_server_on_the_same_data_is_refused_in_a_sentence(state, monkeypatch):
    monkeypatch.setattr("portal.embedded.postgres.ENDING_SECONDS", 0)
    with postgres(state) as (server, _), pytest.raises(CannotStart) as refused:
        start_postgres(state, free_port(), quiet=True)

    assert f"Another PostgreSQL (process {server.process.pid}) still uses" in str(refused.value)


def test_the_helpers_of_a_killed_server_are_waited_for(state):
    with postgres(state) as (server, connection):
        connection.pgconn.send_query(b"select count(*) from generate_series(1, 5000000)")
        time.sleep(0.3)  # now its helper is busy, and will not notice for a while that the server is gone
        server.process.kill()
        server.process.wait()
        connection.close()

        again = start_postgres(state, free_port(), quiet=True)

        assert again.running
        again.stop()


def test_what_a_killed_first_start_left_is_thrown_away(state):
    first = subprocess.Popen(
        [sys.executable, "-c", f"{STARTING}\nstart_postgres(Path({str(state)!r}), free_port(), quiet=True)"], cwd=ROOT
    )
    until(lambda: any(home_of(state).glob("postgres-unfinished-*/PG_VERSION")), seconds=20)
    first.kill()
    first.wait()
    assert not (home_of(state) / "postgres").exists()

    with postgres(state) as (_, connection):
        assert connection.execute("select 1").fetchone() == (1,)


def test_a_server_that_can_not_start_says_why(state):
    with postgres(state):
        pass
    (home_of(state) / "postgres" / "postgresql.conf").write_text("no_such_setting = 1\n")

    with pytest.raises(CannotStart) as refused:
        start_postgres(state, free_port(), quiet=True)

    assert "postgres ended as soon as it was started: FATAL:" in str(refused.value)


def test_text_is_sorted_alike_on_every_machine(state):
    with postgres(state) as (_, connection):
        found = connection.execute("select word from (values ('b'), ('A'), ('ä'), ('Z')) as w(word) order by 1")

        assert [word for (word,) in found] == ["A", "Z", "b", "ä"]


@as_root
def test_where_only_root_may_go_it_runs_elsewhere_and_says_so(state, capsys):
    state.chmod(0o700)
    try:
        with postgres(state) as (_, connection):
            assert connection.execute("select 1").fetchone() == (1,)
        home = home_of(state)
        assert f"its files go to {home}" in capsys.readouterr().out
        assert not (state / "postgres").exists()
    finally:
        forget_postgres(state)
    assert not (home / "postgres").exists()


@as_root
def test_files_of_an_earlier_state_folder_of_the_same_name_are_not_taken_over(state):
    state.chmod(0o700)
    try:
        with postgres(state) as (_, connection):
            connection.execute("create table earlier ()")
        shutil.rmtree(state)  # the whole clone is thrown away, and a new one put in its place
        state.mkdir(mode=0o700)

        with postgres(state) as (_, connection):
            assert connection.execute("select to_regclass('earlier')").fetchone() == (None,)
    finally:
        forget_postgres(state)


@as_root
def test_a_folder_that_someone_else_has_put_there_is_refused(state, tmp_path):
    state.chmod(0o700)
    home = postgres_files._elsewhere(state)
    home.symlink_to(tmp_path)
    try:
        with pytest.raises(CannotStart) as refused:
            start_postgres(state, free_port(), quiet=True)
        assert str(refused.value) == f"{home} belongs to someone else. Set PORTICO_STATE to another folder."
    finally:
        home.unlink()


@as_root
def test_programs_that_only_root_may_reach_are_copied(state, monkeypatch):
    installed, passable = postgres_files._installed(), postgres_files._passable
    monkeypatch.setattr(postgres_files, "_passable", lambda folder: folder != installed and passable(folder))

    with postgres(state) as (server, connection):
        assert connection.execute("select 1").fetchone() == (1,)
        assert str(home_of(state)) in command_of(server.process.pid).split()[0]


@as_root
def test_it_does_not_run_as_root(state):
    with postgres(state) as (server, _):
        owner = subprocess.check_output(["ps", "-o", "user=", "-p", str(server.process.pid)], text=True)

    assert owner.strip() == "nobody"
