"""What a worker does: watch long statements to their end. A job carries a row's id and nothing else."""

import time

import django_rq
from redis.exceptions import RedisError

from querylog import door
from querylog.errors import QueueUnavailable
from querylog.models import Statement

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 2.0  # seconds between two looks, growing
LONGEST_WATCH = 26 * 3600  # seconds; Snowflake's own limit is set far below it


def watch(statement: Statement) -> None:
    """Ask a worker to see this statement to its end. Raises QueueUnavailable when the queue can't be told."""
    try:
        django_rq.get_queue("default").enqueue(see_to_its_end, str(statement.pk), job_timeout=LONGEST_WATCH)
    except RedisError as error:
        raise QueueUnavailable from error


def see_to_its_end(statement_id: str) -> str:
    """The job: look until Snowflake says that it is over. Returns how it ended."""
    statement = Statement.objects.select_related("text").get(pk=statement_id)
    pause = FIRST_PAUSE
    while statement.query_id and not door.look(statement).ended:
        time.sleep(pause)
        pause = min(pause * 1.3, LONGEST_PAUSE)
    return statement.state
