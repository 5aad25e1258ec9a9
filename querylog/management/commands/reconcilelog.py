"""Compare the log with Snowflake's own history of the portal's service users."""

import argparse
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from querylog import reconcile
from querylog.errors import PorticoError

COULD_NOT = 2  # the exit code; 1 says that the two differ


class Command(BaseCommand):
    """`manage.py reconcilelog`: 0 and a sentence when they agree, 1 and a list when they differ."""

    help = "Compare the log with Snowflake's own history; exit code 1 when one has what the other has not."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--since", type=moment, help="Such as 2026-11-01 or 2026-11-01T08:00, in UTC. Otherwise: a day ago."
        )
        parser.add_argument("--until", type=moment, help="Otherwise: an hour ago, as Snowflake's history is late.")

    def handle(self, *args: Any, since: datetime | None, until: datetime | None, **options: Any) -> None:
        try:
            found = reconcile.run(since or timezone.now() - timedelta(days=1), until)
        except PorticoError as error:
            raise CommandError(f"Nothing was compared. {error.sentence}", returncode=COULD_NOT) from error
        if found.since == found.until:
            raise CommandError(
                "Nothing was compared: Snowflake's history is up to an hour late. Give an earlier --since.",
                returncode=COULD_NOT,
            )
        what = f"{found.compared:,} statements from {_said(found.since)} to {_said(found.until)}"
        if found.agrees:
            self.stdout.write(f"The log and Snowflake agree on {what}.")
            return
        self.stdout.write(f"The log and Snowflake differ in {len(found.gaps):,} places, in {what}:")
        for gap in found.gaps:
            self.stdout.write(f"  {gap.sentence}")
        sys.exit(1)


def moment(text: str) -> datetime:
    """A day or a moment of UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date. Write it as 2026-11-01 or 2026-11-01T08:00.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _said(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
