"""Say everything that is wrong with the reports, without a warehouse or a database."""

from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reports import schema
from reports.checks.sarif import sarif
from reports.registry import Registry
from reports.schema import LIBRARY


class Command(BaseCommand):
    """`manage.py checkreports`: for a developer before a commit, and for CI."""

    help = "Say everything that is wrong with the report files; needs no warehouse. Ends with 1 if anything is."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=LIBRARY, help="Where the report files are.")
        parser.add_argument("--schema", type=Path, help="Check against this snapshot in place of the folder's own.")
        parser.add_argument(
            "--sarif", type=Path, metavar="FILE", help="Write the problems there as well, as SARIF 2.1.0."
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        registry = _registry(folder, options.get("schema"))
        broken = registry.broken()
        for message in broken.values():
            self.stdout.write(message)
        if file := options.get("sarif"):
            file.write_text(sarif(registry.problems(), root=settings.BASE_DIR), encoding="utf-8")
        sound = len(registry.all())
        if broken:
            raise CommandError(f"{len(broken)} of {sound + len(broken)} report files can't be published.")
        self.stdout.write(f"{sound} {'report is' if sound == 1 else 'reports are'} sound.")


def _registry(folder: Path, snapshot: Path | None) -> Registry:
    """The folder, read. The library goes by its own name: a report may have been imported from there already."""
    try:
        known = schema.read(snapshot) if snapshot else None
    except (OSError, ValueError) as error:
        raise CommandError(
            f"{snapshot} is not a snapshot: {error}. Name a file that snapshotschema has written."
        ) from None
    registry = Registry(folder, package="reports.library" if folder == LIBRARY and not known else "")
    with schema.supposing(known, folder=folder) if known else nullcontext():
        registry.broken()
    return registry
