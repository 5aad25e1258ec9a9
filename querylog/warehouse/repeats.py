"""Has the connector sent something again? It repeats a request that had no good answer, with the same request ID.

Snowflake does not run a statement twice for that. But a session may have ended meanwhile, and "sign in again" then no
longer means that the statement was not looked at: an earlier try may have been taken.
"""

import threading
from collections.abc import Iterator

from snowflake.connector.backoff_policies import exponential_backoff

LONGEST_PAUSE = 4  # seconds; what is repeated when the time for an exchange is nearly over may wait for so long
_here = threading.local()  # a connection asks on the thread that uses it


def so_far() -> int:
    """How often the connector has repeated a request on this thread."""
    return int(getattr(_here, "repeats", 0))


def counted_pauses() -> Iterator[int]:
    """The connector's own pauses between two tries. It takes one for each request, and one more for each repeat."""
    pauses = exponential_backoff(cap=LONGEST_PAUSE)()
    yield next(pauses)
    for pause in pauses:
        _here.repeats = so_far() + 1
        yield pause
