"""What a worker does: watch long statements to their end, and what another floor declares here.

A job carries a row's id and nothing else.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import django_rq
from redis.exceptions import RedisError
from rq import Worker
from rq.exceptions import DeserializationError
from rq.job import Job
from rq.serializers import JSONSerializer

from querylog import door, turns
from querylog.errors import QueueUnavailable
from querylog.models import Statement

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 2.0  # seconds between two looks, growing
LONGEST_WATCH = 26 * 3600  # seconds; Snowflake's own limit is set far below it


class JsonWorker(Worker):
    """A worker that reads jobs as JSON, whatever its command was told: to unpickle is to run what the queue holds."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "serializer": JSONSerializer})

    def execute_job(self, job: Job, queue: Any) -> None:
        """Each job runs in a child of this process: what is loaded here is there at once for it and all that follow."""
        with suppress(NotOurJob, DeserializationError, ImportError):  # which the job itself says, in the child
            _declared(str(job.func_name)).loads()
        super().execute_job(job, queue)


@dataclass(frozen=True, kw_only=True)
class _Declared:
    run: Callable[[str], Any]
    loads: Callable[[], Any]


_DECLARED: dict[str, _Declared] = {}


def declare(*, loads: Callable[[], Any] = lambda: None) -> Callable[[Callable[[str], Any]], Callable[[str], Any]]:
    """Make this function of a row's id a job. `loads` imports what it needs and takes seconds to load."""

    def declared(run: Callable[[str], Any]) -> Callable[[str], Any]:
        _DECLARED[f"{run.__module__}.{run.__name__}"] = _Declared(run=run, loads=loads)
        return run

    return declared


def _declared(name: str) -> _Declared:
    if name not in _DECLARED:
        raise NotOurJob(f"{name} is none of the portal's jobs.")
    return _DECLARED[name]


class Watch(Job):
    """A job that is declared: another function that stands in the queue, put there by a stranger, does not run."""

    @property
    def func(self) -> Any:
        return _declared(str(self.func_name)).run

    # Callbacks are functions by name as well, and ours has none.
    success_callback = failure_callback = stopped_callback = None


class NotOurJob(Exception):
    """Whoever can write to the queue's server could else run any function there is."""


def watch(statement: Statement) -> None:
    """Ask a worker to see this statement to its end. Raises QueueUnavailable when the queue can't be told."""
    enqueue(see_to_its_end, str(statement.pk), at_most=LONGEST_WATCH)


def enqueue(job: Callable[[str], Any], row: str, *, at_most: int) -> None:
    """Ask a worker to do this job, in so many seconds at most. Raises QueueUnavailable when it can't be told."""
    try:
        django_rq.get_queue("default").enqueue(job, row, job_timeout=at_most)
    except RedisError as error:
        raise QueueUnavailable from error


@declare()
def see_to_its_end(statement_id: str) -> str:
    """The job: look until Snowflake says that it is over. Returns how it ended.

    Doing it twice, or by two at once, sends nothing twice: what waits is handed out once, and only by its turn.
    """
    statement = Statement.objects.select_related("text").get(pk=statement_id)
    pause = FIRST_PAUSE
    while not door.look(statement).ended and (statement.query_id or turns.waits(statement)):
        turns.keep(statement.pk)
        time.sleep(pause)
        pause = min(pause * 1.3, LONGEST_PAUSE)
    return statement.state
