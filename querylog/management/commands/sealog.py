"""Seal the log now, and not only at the next minute."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from querylog import seals
from querylog.errors import PorticoError
from querylog.models import Restore, Seal


class Command(BaseCommand):
    """`manage.py sealog`; after a restore from a dump, once with `--restored --by NAME`."""

    help = "Put every row that is there for good and has no seal yet under one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--restored", action="store_true", help="The database was restored from a dump.")
        parser.add_argument("--by", default="", metavar="NAME", help="Who says so; goes on record.")

    def handle(self, *args: Any, restored: bool, by: str, **options: Any) -> None:
        if restored:
            _go_on_counting(by)
        try:
            made = seals.now()
        except PorticoError as error:
            raise CommandError(error.sentence) from None
        rows = sum(facts["rows"] for seal in made for facts in seal.roots.values() if isinstance(facts, dict))
        if made:
            self.stdout.write(
                f"Sealed {rows:,} rows under {len(made)} seals; the last one is number {made[-1].number}."
            )
        else:
            self.stdout.write("Nothing was new: every row is under a seal.")


def _go_on_counting(by: str) -> None:
    """From now on the database's transactions are counted above those that are sealed."""
    if not by:
        raise CommandError("Say who restored it: --by NAME.")
    last = Seal.objects.order_by("-to_tx").first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT querylog_settled_tx()")
        settled = int(cursor.fetchone()[0])
    if last is None or settled >= last.to_tx:
        raise CommandError("The database counts its transactions above those that are sealed: nothing is to be done.")
    so_far = Restore.objects.order_by("-after_tx").values_list("after_tx", flat=True).first() or 0
    Restore.objects.create(after_tx=so_far + last.to_tx - settled + 1, by=by)
