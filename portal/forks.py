"""What may a forked process keep of its parent's database connections? Nothing.

rq's worker forks for each job. Two processes that speak on one connection read each other's answers, and the threads
that look after the pool do not exist in the child.
"""

import os

from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

_the_parents: list[object] = []  # kept, because letting go of a pool would close the parent's connections


def forget_connections() -> None:
    """Start over without the connections that were opened before the fork."""
    pools = DatabaseWrapper._connection_pools  # type: ignore[attr-defined]
    _the_parents.extend(pools.values())
    pools.clear()
    for connection in connections.all(initialized_only=True):
        _the_parents.append(connection.connection)
        connection.connection = None


def start_over_after_fork() -> None:
    os.register_at_fork(after_in_child=forget_connections)
