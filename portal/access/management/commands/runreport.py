"""Run a report as someone, from a terminal: what the page would show, or the SQL that it would send."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import Http404

from portal.access.asked_for import NotThere, person_called
from portal.access.guard import NotGranted, NotSignedIn, ReportBroken, viewer_for
from portal.pages.outage import DEAD_DATABASE
from querylog.errors import PorticoError
from reports import Report, registry
from reports.declare import InputError, Kpi, Pivot
from reports.declare.words import did_you_mean
from reports.render.as_text import as_text
from reports.run.answers import answers
from reports.run.plan import planned
from reports.run.press import inputs_of
from reports.run.typed import form_of, pairs
from reports.viewer import Viewer

SET = """NAME=VALUE in place of a default; repeat it for more values. NAME is a parameter, a field, or a field of
another part (came_back.department); department:contains=YOG compares otherwise. VALUE is text, a number, a day, a range
(2026-11-01..2026-11-15, 5..), a preset ("last 28 days"), yes or no; nothing at all takes the default away."""

SEES_SQL = "An admin gives that right to a person or a role on the admin pages."


class Command(BaseCommand):
    """`manage.py runreport lapsed-buyers --as ana --set department=DELI`: as pressed by her, and on record as such."""

    help = "Run a report as a person who may open it, and print what its visuals show."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="The report, such as lapsed-buyers.")
        parser.add_argument(
            "--as", dest="person", required=True, metavar="PERSON", help="Who asks: a name or e-mail address."
        )
        parser.add_argument("--set", dest="typed", action="append", default=[], metavar="NAME=VALUE", help=SET)
        parser.add_argument("--sql", action="store_true", help="Print every statement and its values; send none.")
        parser.add_argument("--visual", default="", metavar="NAME", help="Only this visual.")
        parser.add_argument("--limit", type=int, default=20, metavar="ROWS", help="Rows of each visual; 20.")

    def handle(self, *args: Any, slug: str, person: str, visual: str, sql: bool, limit: int, **options: Any) -> None:
        if limit < 1:
            raise CommandError(f"--limit is {limit}. Use at least 1.")
        try:
            viewer = _viewer(slug, person)
            report = registry.get(slug)
            _known_visual(report, visual)
            if sql and not viewer.shows_sql:
                raise CommandError(f"{person} may not see the SQL of reports. {SEES_SQL}")
            form = form_of(report, pairs(options["typed"]))
            lines = _plan(report, form, visual, limit, viewer) if sql else _rows(report, form, visual, limit, viewer)
            for line in lines:
                self.stdout.write(line)
        except (InputError, PorticoError) as error:
            raise CommandError(viewer.reads(error)) from None
        except DEAD_DATABASE:
            raise CommandError("PostgreSQL can't be reached: check DATABASE_URL and that the server runs.") from None


def _viewer(slug: str, person: str) -> Viewer:
    """The person as the guard lets her in, or a CommandError with its reason."""
    try:
        return viewer_for(person_called(person), slug)
    except NotThere as error:
        raise CommandError(str(error)) from None
    except Http404:
        known = [report.slug for report in registry.all()]
        raise CommandError(f"No report is called {slug}.{did_you_mean(slug, known)}") from None
    except NotSignedIn:
        raise CommandError(f"The account {person} is switched off.") from None
    except NotGranted:
        raise CommandError(f"{slug} is not open to {person}: no team of theirs has a grant.") from None
    except ReportBroken as error:
        raise CommandError(error.details) from None


def _known_visual(report: type[Report], name: str) -> None:
    if name and name not in report.visuals:
        there = f"{did_you_mean(name, report.visuals)} It has {', '.join(report.visuals)}."
        raise CommandError(f"{report.slug} has no visual called {name}.{there}")


def _plan(report: type[Report], form: Any, visual: str, limit: int, viewer: Viewer) -> Iterator[str]:
    """Each statement of a press with its values, and of the visuals those that are wanted."""
    inputs = inputs_of(report, form)
    yield inputs.summary()
    for each in planned(report, inputs, policy=viewer.policy, limit=limit):
        if each.part in report.visuals and visual not in ("", each.part):
            continue
        yield f"\n-- {each.part} ({each.purpose})"
        yield each.sql
        yield from (f"-- ? {place} = {value!r}" for place, value in enumerate(map(str, each.binds), start=1))


def _rows(report: type[Report], form: Any, visual: str, limit: int, viewer: Viewer) -> Iterator[str]:
    """What each visual shows, with the ID of its statement."""
    found = answers(report, form, viewer=viewer, limit=limit)
    yield f"{report.title}, as {viewer.name} of {viewer.team}"
    yield found.summary
    for name, each in report.visuals.items():
        if visual in ("", name):
            yield f"\n{each.title} ({name}, {found.query_ids[name]})"
            drawn = found.figures[name] if isinstance(each, Kpi | Pivot) else None
            yield from as_text(each, found.rows[name], drawn, total=found.totals[name], limit=limit)
