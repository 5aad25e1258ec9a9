"""Begin a report: a file that is sound and runs, drafted from the columns of a table."""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from reports.checks.filters import no_table
from reports.declare.words import spoken
from reports.draft.code import Draft
from reports.draft.guess import Guess
from reports.registry import Registry
from reports.schema import LIBRARY, plain, schema_for

UNNAMED = "Owner to be named"
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST = 100

NEXT = """Written: {file}
1. Open it to your team: {grant}, as an admin.
2. Look: {page} in the demo. Edit the file, save it, load the page again.
   Or without a page: manage.py runreport {slug} --as PERSON
3. Before you commit: manage.py checkreports"""


class Command(BaseCommand):
    """`manage.py newreport churn-by-income --table LOYALTY.BASKETS`: a draft to edit, from the schema's snapshot."""

    help = "Write a report file over a table: filters, one query, figures, a line, bars and a table, ready to run."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="What it is called in addresses, such as churn-by-income.")
        parser.add_argument("--table", required=True, metavar="SCHEMA.TABLE", help="Which table it reads.")
        parser.add_argument("--owner", default=UNNAMED, help="The team that answers for it.")
        parser.add_argument("--area", default="", help="Under which heading it stands; else the schema's name.")
        parser.add_argument("--folder", type=Path, default=LIBRARY, help="Where the report files are.")

    def handle(self, *args: Any, slug: str, table: str, owner: str, area: str, folder: Path, **options: Any) -> None:
        slug = slug.replace("_", "-")
        file = _free_file(slug, folder)
        draft = Draft(
            slug=slug,
            table=plain(table),
            guess=Guess.of(_columns(table, file)),
            owner=owner.strip() or UNNAMED,
            area=area.strip() or spoken(plain(table).split(".")[0]),
        )
        _write(draft, file)
        page, grant = reverse("report", args=[slug]), reverse("admin:access_grant_add")
        self.stdout.write(NEXT.format(file=file, page=page, grant=grant, slug=slug))


def _free_file(slug: str, folder: Path) -> Path:
    """Where the report is to be; CommandError for a name that is none, or that is taken."""
    if not _SLUG.fullmatch(slug) or len(slug) > LONGEST:
        rule = f"Use small letters, digits and single hyphens, {LONGEST} at most, such as churn-by-income."
        raise CommandError(f"{slug!r} can't be the name of a report. {rule}")
    file = folder / f"{slug.replace('-', '_')}.py"
    if file.exists():
        raise CommandError(f"There is a report {slug} already: {file}. Choose another name, or edit that file.")
    return file


def _columns(table: str, file: Path) -> Any:
    """The table's columns in the snapshot; CommandError when there is no snapshot, or no such table in it."""
    schema = schema_for(str(file))
    if not schema.tables:
        raise CommandError("It is not known yet which tables there are. Run manage.py snapshotschema first.")
    if not schema.knows(table):
        sentence = no_table(table, schema)
        raise CommandError(sentence[:1].upper() + sentence[1:])
    return schema.columns(table)


def _write(draft: Draft, file: Path) -> None:
    """The file, if the report in it is sound; else nothing, and a CommandError."""
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(draft.code)
    except OSError as error:
        raise CommandError(f"{file} can't be written: {error.strerror}.") from None
    wrong = Registry(file.parent).broken().get(draft.slug)
    if wrong:
        file.unlink()
        raise CommandError(f"No sound report comes of {draft.table}, so nothing was written. {wrong}")
