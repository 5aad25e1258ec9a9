"""Take old months out of the log under the retention rule: their seals stay, and so does who did it."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from querylog import events, retention
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
        kept_from = _first_kept()
        if before > kept_from:
            raise CommandError(f"Rows are kept for {settings.LOG_RETENTION_MONTHS} months, so from {kept_from} on.")
        old = [month for month in months() if month < before]
        if not old:
            self.stdout.write(f"The log has no month before {before}.")
            return
        held = {month: hold for month in old if (hold := retention.hold_over(month))}
        kept = " ".join(retention.stays(month, hold) for month, hold in held.items())
        if len(held) == len(old):
            raise CommandError(f"Nothing was taken out. {kept} It is released on the audit's integrity page.")
        _must_be_whole()
        for month in [each for each in old if each not in held]:
            rows = _drop(month, by)
            self.stdout.write(f"{month} is taken out: {sum(rows.values()):,} rows. Its seals stay.")
        if kept:
            self.stdout.write(kept)


def _first_kept() -> str:
    """The oldest month that the retention rule keeps."""
    if not settings.LOG_RETENTION_MONTHS:
        raise CommandError("Nothing is taken out while LOG_RETENTION_MONTHS is 0. Set it to the months to be kept.")
    return retention.first_kept()


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
        cursor.execute("LOCK TABLE querylog_hold IN SHARE MODE")  # none is made while this goes on
        if hold := retention.hold_over(month):
            raise CommandError(retention.stays(month, hold))
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
