"""`manage.py createpeople`: makes the demo people and says how to sign in as each."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal.access.demo_people import (
    PARTNER,
    PEOPLE,
    Person,
    fill_the_shelf,
    let_in_the_partner,
    make,
    open_reports,
    password_of,
)
from reports import registry


class Command(BaseCommand):
    help = "Makes the demo people, their teams and grants, and prints names and passwords. Needs DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "createpeople makes accounts with printed passwords: set DEMO=1, and never in production."
            )
        with transaction.atomic():
            lines = [self._made(person) for person in (*PEOPLE, PARTNER)]
            open_reports([report.slug for report in registry.all()])
            let_in_the_partner()
            fill_the_shelf()
        self.stdout.write(f"{'name':<6}{'password':<24}who")
        self.stdout.write("\n".join(lines))

    def _made(self, person: Person) -> str:
        password = password_of(person.username)
        shown = password if make(person).check_password(password) else "(changed since)"
        return f"{person.username:<6}{shown:<24}{person.name}, {person.role}"
