"""Who may open what, and which rows and columns a team sees, as a file that is reviewed like code."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.access import as_code


class Command(BaseCommand):
    """`manage.py policies export > policies.yaml`, then `check` and `apply` with that file."""

    help = "Write what holds to a file, say what a file would change, or make it hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["export", "check", "apply"])
        parser.add_argument("file", nargs="?", type=Path, help="The file to check or to apply.")
        parser.add_argument("--exact", action="store_true", help="check: end with 1 if it would change anything.")

    def handle(self, *args: Any, what: str, file: Path | None, exact: bool, **options: Any) -> None:
        if what == "export":
            self.stdout.write(as_code.export(), ending="")
            return
        wanted = as_code.changes(self._read(file))
        for change in wanted:
            self.stdout.write(str(change))
        if what == "apply":
            as_code.apply(wanted)
            self.stdout.write(f"{len(wanted)} changed." if wanted else "Everything was so already.")
        elif wanted and exact:
            raise CommandError(f"{len(wanted)} would change.")
        else:
            self.stdout.write(f"{len(wanted)} would change." if wanted else "Everything is so already.")

    def _read(self, file: Path | None) -> as_code.Held:
        if file is None:
            raise CommandError("Say which file: manage.py policies check policies.yaml.")
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} can't be read: {error}.") from None
        wanted, problems = as_code.read(text)
        if problems:
            raise CommandError(f"{file} can't be used:\n" + "\n".join(f"  {each}" for each in problems))
        return wanted
