"""Pass on the new rows of the log now, or set the stream back."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from querylog.errors import PorticoError
from querylog.siem.passing import pass_on, start_from

START = "start"


class Command(BaseCommand):
    """`manage.py streamlog`: one pass; the keeper makes one every few seconds."""

    help = "Pass on what is new in the log to LOG_STREAM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from",
            dest="day",
            type=_day,
            metavar="DAY|start",
            help="First set it back to this day, such as 2026-11-01, or to the beginning: rows are passed on again.",
        )

    def handle(self, *args: Any, day: datetime | str | None, **options: Any) -> None:
        if not settings.LOG_STREAM:
            raise CommandError("LOG_STREAM is not set: it says where rows are passed on to.")
        try:
            if day is not None:
                start_from(day if isinstance(day, datetime) else None)
            count = pass_on()
        except PorticoError as error:
            raise CommandError(error.sentence) from None
        self.stdout.write(f"{count:,} rows were passed on.")


def _day(text: str) -> datetime | str:
    if text == START:
        return START
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day. Write it as 2026-11-01, or start.") from None
