"""Is the log whole? Every row of it is read and set against the seals."""

from argparse import ArgumentParser
from datetime import datetime, timezone
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from querylog.errors import PorticoError
from querylog.seals.found import Checked
from querylog.seals.keys import public_key
from querylog.verifying import first_since, verify

MOST_NAMED = 20


class Command(BaseCommand):
    """`manage.py verifylog`: ends with 1 when anything is not as it was sealed."""

    help = "Compute all seals of the log again, and name the first row that was changed, removed or inserted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--since", default="", metavar="DAY|SEAL", help="Only rows under seals of that day or later."
        )
        parser.add_argument("--checkpoints", default=settings.SEAL_CHECKPOINTS, metavar="PLACE", help="A copy of them.")
        parser.add_argument("--public-key", default=settings.SEAL_KEY_FILE, metavar="FILE", help="PEM, Ed25519.")

    def handle(self, *args: Any, since: str, checkpoints: str, public_key: str, **options: Any) -> None:
        try:
            found = verify(
                by="verifylog",
                since=_number(since),
                place=checkpoints,
                key=_key(public_key),
                progress=lambda told: self.stderr.write(told),
            )
        except PorticoError as error:
            raise CommandError(error.sentence) from None
        for sentence in found.dropped:
            self.stdout.write(f"{sentence}.")
        if found.differences:
            raise CommandError(_told(found))
        self.stdout.write(
            f"The log is whole: {found.rows:,} rows under {found.seals:,} seals are as they were sealed; "
            f"{found.unsealed:,} newer rows wait for the next one."
        )


def _key(file: str) -> Any:
    return public_key(file) if file else None


def _number(since: str) -> int:
    """The number of the first seal to look at."""
    if since.isdecimal():
        return int(since)
    if not since:
        return 1
    try:
        day = datetime.fromisoformat(since).replace(tzinfo=timezone.utc)  # noqa: UP017
    except ValueError:
        raise CommandError(f"--since is {since!r}: write a day, such as 2026-11-01, or the number of a seal.") from None
    return first_since(day)


def _told(found: Checked) -> str:
    """The first of what is wrong, and how much there is."""
    first, *others = [str(each) for each in found.differences]
    lines = [f"The log is not whole. {first}", *others[: MOST_NAMED - 1]]
    if len(others) >= MOST_NAMED:
        lines.append(f"… and {len(others) - MOST_NAMED + 1:,} more.")
    return "\n".join(lines)
