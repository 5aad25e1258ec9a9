"""`manage.py syncreports`: the catalog as the report files have it, and what that changed."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.catalog.sync import sync

TOLD = ("new", "changed", "archived", "back", "broken")


class Command(BaseCommand):
    help = "Brings the catalog to what the report files say. Run it at each deploy, after migrate."

    def handle(self, *args: Any, **options: Any) -> None:
        synced = sync()
        for what in TOLD:
            for slug in getattr(synced, what):
                self.stdout.write(f"{what:<9}{slug}")
        self.stdout.write(f"{len(synced.unchanged)} unchanged.")
        if synced.broken:
            self.stdout.write("A broken file's entry stays as it is. `manage.py checkreports` says what is wrong.")
