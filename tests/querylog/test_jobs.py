"""A worker sees long statements to their end, and runs nothing else."""

import json
import os
import pickle
import subprocess
import sys
import zlib
from pathlib import Path

import django_rq
import pytest
from rq.job import Job

from querylog import jobs
from querylog.errors import QueueUnavailable
from querylog.models import State
from tests.querylog.asking import as_kept, other_server, submit
from tests.web import ROOT, free_port

pytestmark = pytest.mark.usefixtures("committed", "empty_queue")


@pytest.fixture
def empty_queue():
    queue = django_rq.get_queue("default")
    queue.empty()
    yield
    queue.empty()


def work_it_off(database: str) -> str:
    """A worker process as it runs in production, until the queue is empty. What it says."""
    command = [sys.executable, "manage.py", "rqworker", "default", "--burst"]
    environment = {**os.environ, "DATABASE_URL": other_server(database), "LOG_LEVEL": "INFO"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def the_job() -> Job:
    (job,) = django_rq.get_queue("default").jobs
    return job


def stored(job: Job, field: str = "data") -> bytes:
    """What stands in the queue's server, as it stands there, but for its compression."""
    return zlib.decompress(job.connection.hget(job.key, field))


def test_a_worker_brings_a_slow_statement_to_its_end(committed):
    statement = submit("select system$wait(2)")
    jobs.watch(statement)
    work_it_off(committed)
    kept = as_kept(statement)
    assert (kept.state, kept.rows) == (State.FINISHED, 1)


def test_a_worker_writes_down_how_a_statement_failed(committed):
    statement = submit("select 1 / 0")
    jobs.watch(statement)
    work_it_off(committed)
    assert as_kept(statement).state == State.FAILED


def test_a_job_carries_the_rows_id_and_nothing_else():
    statement = submit("select 1")
    jobs.watch(statement)
    assert (the_job().args, the_job().kwargs) == ([str(statement.pk)], {})


def test_a_job_is_stored_as_json():
    statement = submit("select 1")
    jobs.watch(statement)
    assert json.loads(stored(the_job())) == ["querylog.jobs.see_to_its_end", None, [str(statement.pk)], {}]


class Trap:
    """Something that, unpickled, leaves a file behind."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_a_worker_does_not_unpickle_what_a_stranger_put_into_the_queue(committed, tmp_path):
    jobs.watch(submit("select 1"))
    job = the_job()
    job.connection.hset(job.key, "data", pickle.dumps(Trap(tmp_path / "sprung")))
    work_it_off(committed)
    assert not (tmp_path / "sprung").exists()


def test_a_worker_runs_no_function_but_ours(committed, tmp_path):
    jobs.watch(submit("select 1"))
    job = the_job()
    job.connection.hset(job.key, "data", json.dumps(["os.mkdir", None, [str(tmp_path / "made")], {}]))
    said = work_it_off(committed)
    assert not (tmp_path / "made").exists()
    assert "os.mkdir is none of the portal's jobs." in said


def test_a_worker_calls_no_callback_that_a_stranger_names(committed, tmp_path):
    statement = submit("select 1")
    jobs.watch(statement)
    job = the_job()
    job.connection.hset(job.key, "success_callback_name", "os.abort")
    work_it_off(committed)
    assert as_kept(statement).state == State.FINISHED
    assert job.get_status(refresh=True) == "finished"


def test_a_dead_queue_is_told_within_seconds(settings):
    settings.RQ_QUEUES = {"default": {**settings.RQ_QUEUES["default"], "URL": f"redis://127.0.0.1:{free_port()}/0"}}
    statement = submit("select 1")
    with pytest.raises(QueueUnavailable, match="queue can't be reached"):
        jobs.watch(statement)


def test_a_dead_queue_is_no_end_of_the_statement(settings):
    settings.RQ_QUEUES = {"default": {**settings.RQ_QUEUES["default"], "URL": f"redis://127.0.0.1:{free_port()}/0"}}
    statement = submit("select 1")
    with pytest.raises(QueueUnavailable):
        jobs.watch(statement)
    assert as_kept(statement).state == State.SUBMITTED
