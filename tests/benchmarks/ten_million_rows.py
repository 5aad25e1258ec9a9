"""How much memory does it take to read ten million rows through the door?

`python -m tests.benchmarks.ten_million_rows`, or with another number of rows behind it. The memory is that of the
process that reads, above what it has when nothing is read.
"""

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from django.core.management import call_command

import tests.services as servers  # first: it gives the settings
from tests.web import fresh_database

ROWS = 10_000_000
WARM_UP = 100_000
GOAL = 100  # MB above what the process has after a short read
MANY = """
    select b.household_id, b.product_id, b.purchased_on, b.department, b.sales_value
    from BASKETS b cross join (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)) as times(n)
    limit {rows}
"""
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Peak:
    """The most memory that was seen, in MB above the beginning."""

    above: float = 0.0


def main() -> None:
    most = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else ROWS
    with servers.services:
        os.environ["DATABASE_URL"] = fresh_database("portico_bench_rows")
        # The stand-in stores a result before it gives its first row; Snowflake gives it sooner.
        os.environ["NETWORK_TIMEOUT_SECONDS"] = "300"
        django.setup()
        call_command("migrate", verbosity=0)
        read(WARM_UP)
        print(f"{'rows':>12} {'chunks':>7} {'seconds':>8} {'rows/s':>12} {'peak MB above':>14}")
        for rows in sorted({most // 100, most // 10, most}):
            peak = say(rows)
        print(f"\n{peak:.0f} MB for {most:,} rows; the goal is {GOAL}. {'Met' if peak <= GOAL else 'Missed'}.")


def say(rows: int) -> float:
    with watched() as peak:
        chunks, seconds = read(rows)
    print(f"{rows:12,} {chunks:7,} {seconds:8.1f} {rows / seconds:12,.0f} {peak.above:14.1f}", flush=True)
    return peak.above


def read(rows: int) -> tuple[int, float]:
    """How many chunks there were, and how long they took from the first row to the last."""
    from querylog import door
    from querylog.asker import Asker

    asker = Asker(user_id=None, name="benchmark", team="", report="")
    chunks = reached = 0
    with door.stream(MANY.format(rows=rows), asker=asker, purpose=door.Purpose.EXPORT) as stream:
        started = time.monotonic()
        for table in stream:
            chunks, reached = chunks + 1, reached + table.num_rows
    assert reached == rows, f"{reached:,} of {rows:,} rows came"
    return chunks, time.monotonic() - started


@contextmanager
def watched() -> Iterator[Peak]:
    """Look at this process's memory every hundredth of a second."""
    before, peak, over = resident(), Peak(), threading.Event()

    def watch() -> None:
        while not over.wait(0.01):
            peak.above = max(peak.above, resident() - before)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


def resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1e6


if __name__ == "__main__":
    main()
