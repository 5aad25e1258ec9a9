"""What a worker does: watch long statements to their end. A job carries a row's id and nothing else."""

import time
from typing import Any

import django_rq
from redis.exceptions import RedisError
from rq import Worker
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


class Watch(Job):
    """The one job that there is: another function that stands in the queue, put there by a stranger, does not run."""

    @property
    def func(self) -> Any:
        if self.func_name != f"{__name__}.{see_to_its_end.__name__}":
            raise NotOurJob(f"{self.func_name} is none of the portal's jobs.")
        return see_to_its_end

    # Callbacks are functions by name as well, and ours has none.
    success_callback = failure_callback = stopped_callback = None


class NotOurJob(Exception):
    """Whoever can write to the queue's server could else run any function there is."""


def watch(statement: Statement) -> None:
    """Ask a worker to see this statement to its end. Raises QueueUnavailable when the queue can't be told."""
    try:
        django_rq.get_queue("default").enqueue(see_to_its_end, str(statement.pk), job_timeout=LONGEST_WATCH)
    except RedisError as error:
        raise QueueUnavailable from error


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
