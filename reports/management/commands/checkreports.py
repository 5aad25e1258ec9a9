"""Say everything that is wrong with the reports, without a warehouse or a database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.registry import Registry
from reports.schema import LIBRARY


class Command(BaseCommand):
    """`manage.py checkreports`: for a developer before a commit, and for CI."""

    help = "Say everything that is wrong with the report files; needs no warehouse. Ends with 1 if anything is."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=LIBRARY, help="Where the report files are.")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        # Read the library under its own name: a report may have been imported from there already.
        registry = Registry(folder, package="reports.library" if folder == LIBRARY else "")
        broken = registry.broken()
        for message in broken.values():
            self.stdout.write(message)
        sound = len(registry.all())
        if broken:
            raise CommandError(f"{len(broken)} of {sound + len(broken)} report files can't be published.")
        self.stdout.write(f"{sound} {'report is' if sound == 1 else 'reports are'} sound.")
