"""What each report costs, as a table in Markdown: `docs/library.md` is written by it, from the demo."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.access.asked_for import NotThere, person_called
from portal.access.guard import NotGranted, viewer_for
from portal.access.models import User
from querylog.errors import PorticoError
from reports import registry
from reports.run.measured import Measured, measured

HEAD = """# The library

The reports that come with Portico, by area, with what one press of Refresh costs with the default filters. This page is
written by `manage.py measurereports --as PERSON --write docs/library.md`; the figures below are from the demo: the
stand-in warehouse, two shared cores. On Snowflake the base times are the warehouse's.

- **lines** of the report's file; **statements** of a press: its queries, and one slice for each visual;
- **base** is the time from Refresh to the end of the last query, **slice** the median time of a visual;
- **rows** are those of the stored results, which slices read."""
COLUMNS = "| report | what it answers | lines | statements | base s | slice ms | rows |"
RULE = "| --- | --- | ---: | ---: | ---: | ---: | ---: |"


class Command(BaseCommand):
    """`manage.py measurereports --as ana`: presses Refresh in every report that she may open, and is on record."""

    help = "Press Refresh in every report that a person may open, and print what each costs as a table in Markdown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--as", dest="person", required=True, metavar="PERSON", help="Who asks: a name or e-mail address."
        )
        parser.add_argument("--write", type=Path, metavar="FILE", help="Write the page there, too.")

    def handle(self, *args: Any, person: str, write: Path | None, **options: Any) -> None:
        try:
            found = list(_all(person_called(person)))
        except NotThere as error:
            raise CommandError(str(error)) from None
        if not found:
            raise CommandError(f"No report is open to {person}: no team of theirs has a grant.")
        page = "\n".join([HEAD, *_tables(found), *_summary(found), ""])
        self.stdout.write(page)
        if write:
            write.write_text(page, encoding="utf-8")


def _all(user: User) -> Iterator[Measured]:
    """Each report that this person may open, one after the other. Raises CommandError for one that does not answer."""
    for report in registry.all():
        try:
            yield measured(report, viewer=viewer_for(user, report.slug))
        except NotGranted:
            continue
        except PorticoError as error:
            raise CommandError(f"{report.slug} does not answer. {error}") from None


def _tables(found: Iterable[Measured]) -> Iterator[str]:
    """A table for each area, the reports by title."""
    by_area: dict[str, list[Measured]] = {}
    for each in sorted(found, key=lambda each: (each.report.area, each.report.title)):
        by_area.setdefault(each.report.area, []).append(each)
    for area, those in by_area.items():
        yield from ["", f"## {area}", "", COLUMNS, RULE, *map(_line, those)]


def _line(each: Measured) -> str:
    file = f"../reports/library/{each.report.slug.replace('-', '_')}.py"
    told = f"[{each.report.title}]({file}) | {each.report.question}"
    figures = f"{each.lines} | {each.statements} | {each.base_seconds:.1f} | {each.slice_seconds * 1000:.0f}"
    return f"| {told} | {figures} | {each.rows:,} |"


def _summary(found: list[Measured]) -> Iterator[str]:
    lines = [each.lines for each in found]
    yield ""
    yield f"{len(found)} reports: {median(lines):.0f} lines at the median, {max(lines)} at most."
