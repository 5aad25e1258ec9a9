"""Is a file of the audit's export what the portal handed out, and as the log has it?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from querylog.audit.export.checking import Verified, verify
from querylog.errors import PorticoError
from querylog.seals.keys import public_key

MOST_NAMED = 20


class Command(BaseCommand):
    """`manage.py verifyexport FILE.zip`: ends with 1 when anything of it is not as it should be."""

    help = "Check a file of the audit's export: its digest, its rows, the seals over them, and the record of it."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.zip")
        parser.add_argument("--public-key", default=settings.SEAL_KEY_FILE, metavar="FILE", help="PEM, Ed25519.")
        parser.add_argument("--offline", action="store_true", help="Look at the file alone, and at no log.")

    def handle(self, *args: Any, file: str, public_key: str, offline: bool, **options: Any) -> None:
        try:
            key = _key(public_key) if public_key and not offline else None
            with Path(file).open("rb") as opened:
                found = verify(opened, key=key, offline=offline)
        except PorticoError as error:
            raise CommandError(error.sentence) from None
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror}.") from None
        if found.wrong:
            raise CommandError("\n".join(found.wrong[:MOST_NAMED]))
        self.stdout.write(_told(found, offline=offline, with_key=key is not None))


def _key(file: str) -> Any:
    return public_key(file)


def _told(found: Verified, *, offline: bool, with_key: bool) -> str:
    manifest = found.manifest
    who = f"{found.rows:,} rows, for {manifest.get('by')} at {manifest['at']}, of the search “{manifest.get('search')}”"
    if offline:
        return (
            f"The file is as its manifest says: {who}. Not checked, as no log was asked: whether these rows are in it, "
            "the seals, and whether the portal handed this out."
        )
    seals = sum(stretch["count"] for stretch in manifest["seals"])
    signed = "Their signatures are right." if with_key else "Signatures were not checked: give --public-key."
    return (
        f"The file is what the portal handed out, and the log has every row as it says: {who}. {seals:,} seals cover "
        f"all but {manifest['not_sealed']:,} of them. {signed} Bytes and credits are Snowflake's own figures, under no "
        "seal."
    )
