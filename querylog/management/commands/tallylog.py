"""Make the sums of the log by day anew, which the pages of numbers are read from."""

import argparse
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from querylog.usage import tallies
from querylog.usage.days import due


class Command(BaseCommand):
    """`manage.py tallylog`: the days that are due; with `--since` every day from that one on."""

    help = "Sum up the log by day. The keeper does so every five minutes; after a restore, do it by hand."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--since", type=_day, help="The first day, such as 2026-11-01. Otherwise: what is due.")

    def handle(self, *args: Any, since: date | None, **options: Any) -> None:
        days = tallies.since(since) if since else due()
        for place, day in enumerate(tallies.tally_due(days), start=1):
            self.stdout.write(f"{day}: {place:,} of {len(days):,}")
        self.stdout.write(f"{len(days):,} days are tallied." if days else "No day had to be tallied.")


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day. Write it as 2026-11-01.") from None
    if found > tallies.today():
        raise argparse.ArgumentTypeError(f"{text} is still to come. Choose a day up to today.")
    return found
