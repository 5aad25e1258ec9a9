"""Keep the log: seals, recovery, cancels and comparisons, until it is asked to end."""

import signal
from typing import Any

from django.core.management.base import BaseCommand

from querylog.keeper import Keeper


class Command(BaseCommand):
    """`manage.py keeplog`: one process beside the web and the workers; of several, one works and the others wait."""

    help = "Keep the log, as a process of its own: seal it, bring statements to their ends, compare it with Snowflake."

    def handle(self, *args: Any, **options: Any) -> None:
        keeper = Keeper()
        for ending in (signal.SIGTERM, signal.SIGINT):
            signal.signal(ending, keeper.end)
        keeper.run()
