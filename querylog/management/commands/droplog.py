"""Take old months out of the log under the retention rule: their seals stay, and so does who did it."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from querylog import events
from querylog.errors import PorticoError
from querylog.models import Kind, Seal
from querylog.roles import owns_the_log
from querylog.seals.checking import check
from querylog.seals.rows import OF_A_MONTH, months


class Command(BaseCommand):
    """`manage.py droplog --before 2025-11 --by NAME`, as the owner of the tables."""

    help = (
        "Take out the months before this one; only those that are sealed, whole, and older than LOG_RETENTION_MONTHS."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--before", required=True, metavar="MONTH", help="The first month that stays: 2025-11.")
        parser.add_argument("--by", required=True, metavar="NAME", help="Who takes them out; goes on record.")

    def handle(self, *args: Any, before: str, by: str, **options: Any) -> None:
        if not owns_the_log():
            raise CommandError("Only the owner of the tables may take a month out: set DATABASE_OWNER_URL.")
        first_kept = _first_kept()
        if before > first_kept:
            raise CommandError(f"Rows are kept for {settings.LOG_RETENTION_MONTHS} months, so from {first_kept} on.")
        old = [month for month in months() if month < before]
        if not old:
            self.stdout.write(f"The log has no month before {before}.")
            return
        _must_be_whole()
        for month in old:
            rows = _drop(month, by)
            self.stdout.write(f"{month} is taken out: {sum(rows.values()):,} rows. Its seals stay.")


def _first_kept() -> str:
    """The oldest month that the retention rule keeps."""
    if not settings.LOG_RETENTION_MONTHS:
        raise CommandError("Nothing is taken out while LOG_RETENTION_MONTHS is 0. Set it to the months to be kept.")
    today = timezone.localdate()
    month = today.year * 12 + today.month - 1 - settings.LOG_RETENTION_MONTHS
    return f"{date(month // 12, month % 12 + 1, 1):%Y-%m}"


def _must_be_whole() -> None:
    try:
        found = check(place=settings.SEAL_CHECKPOINTS)
    except PorticoError as error:
        raise CommandError(error.sentence) from None
    if found.differences:
        raise CommandError(f"Nothing was taken out, because the log is not whole: {found.differences[0]}")


def _drop(month: str, by: str) -> dict[str, int]:
    """Take out one month and put on record who did, both or neither. Returns how many rows each table had."""
    rows: dict[str, int] = {}
    sealed = Seal.objects.filter(stretch=month).order_by("number")
    with transaction.atomic(), connection.cursor() as cursor:
        for table in OF_A_MONTH:
            cursor.execute(f"SELECT count(*) FROM {_partition(table, month)}")  # noqa: S608 - the name is ours
            rows[table] = int(cursor.fetchone()[0])
        under = {table: sum(seal.roots[table]["rows"] for seal in sealed) for table in OF_A_MONTH}
        if rows != under:
            raise CommandError(f"{month} has rows that are under no seal yet. Run manage.py sealog first.")
        for table in OF_A_MONTH:
            cursor.execute(f"DROP TABLE {_partition(table, month)}")
        last = sealed.last()
        number = last.number if last else None
        events.record(Kind.DROPPED, user_id=None, name=by, month=month, rows=rows, last_seal=number)
    return rows


def _partition(table: str, month: str) -> str:
    return f"querylog_{table}_{month.replace('-', '_')}"
