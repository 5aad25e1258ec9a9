"""What does the log cost? The same statement through the bare connector and through the door, in turns.

`python -m tests.benchmarks.log_cost` runs it alone.
"""

import os
import statistics
import time
from collections.abc import Callable

import tests.services as servers  # first: it gives the settings
from tests.web import portal_running

TIMES = 200
SQL = "select ? as n, current_date() as today"


def log_cost() -> None:
    """Print both times, and their difference."""
    from querylog import door
    from querylog.asker import Asker
    from querylog.models import Purpose
    from tests.querylog.asking import own_connection

    asker = Asker(user_id=None, name="benchmark", team="", report="")
    with own_connection() as snowflake:
        ways: dict[str, Callable[[int], object]] = {
            "through the bare connector": lambda n: snowflake.cursor().execute(SQL, [n]).fetch_arrow_all(True),
            "through the door, with its log": lambda n: door.ask(SQL, [n], asker=asker, purpose=Purpose.SLICE),
        }
        took: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(TIMES):
            for name, ask in ways.items():
                start = time.perf_counter()
                ask(number)
                took[name].append((time.perf_counter() - start) * 1000)
    for name, found in took.items():
        print(f"{name:44} p50 {statistics.median(found):6.1f} ms   p95 {sorted(found)[int(TIMES * 0.95)]:6.1f} ms")
    bare, ours = (statistics.median(found) for found in took.values())
    print(f"{'the log adds':44} p50 {ours - bare:6.1f} ms")


def main() -> None:
    with servers.services, portal_running("portico_log_cost", worker=False) as portal:
        os.environ["DATABASE_URL"] = portal.environment["DATABASE_URL"]
        import django

        django.setup()
        log_cost()


if __name__ == "__main__":
    main()
