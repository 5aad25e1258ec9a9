"""Is this process alive, and can it serve people? For those who run it: /healthz and /readyz."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from redis import Redis, RedisError

OK = "ok"
QUEUE_SECONDS = 1


class Probes:
    """Answers probes before anything else does: they know no host name, no cookie and no TLS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        probe = PROBES.get(request.path_info)
        return probe(request) if probe else self.get_response(request)


def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers. Touches nothing outside it."""
    return HttpResponse("alive\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when people can be served, else 503; each part is named.

    Without the queue pages and short statements still work, so that is told and refuses nobody. Snowflake is not asked:
    a probe every few seconds would keep a warehouse awake.
    """
    database = database_state()
    migrations = migrations_state() if database == OK else "unknown"  # a probe has no time to wait twice
    ready = database == migrations == OK
    parts = {"ready": ready, "database": database, "migrations": migrations, "queue": queue_state()}
    return JsonResponse(parts, status=200 if ready else 503, headers={"Cache-Control": "no-store"})


def database_state() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return "PostgreSQL can't be reached: check DATABASE_URL and that the server runs."
    return OK


def migrations_state() -> str:
    try:
        return OK if _all_applied() else "Migrations are missing: run manage.py migrate."
    except DatabaseError:
        return "unknown"


def queue_state() -> str:
    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=QUEUE_SECONDS, socket_timeout=QUEUE_SECONDS
        ) as queue:
            queue.ping()
    except (RedisError, OSError):
        return "The queue can't be reached: long statements are not watched. Check REDIS_URL and that its server runs."
    return OK


class StillMissing(Exception):
    """Some migrations have not been applied."""


def _all_applied() -> bool:
    try:
        return _applied_for_good()
    except StillMissing:
        return False


@cache
def _applied_for_good() -> bool:
    """True, remembered: what was migrated stays so. Raises otherwise, which is asked anew each time."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise StillMissing
    return True


PROBES = {"/healthz": healthz, "/readyz": readyz}
