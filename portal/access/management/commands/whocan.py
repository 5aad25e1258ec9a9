"""Who may open a report, who sees a table, what may a person see, and why."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from portal.access import answers
from portal.access.answers import Look, May, MayNot, OfPerson, OfReport, OfTable
from portal.access.answers_as_json import as_json
from portal.access.asked_for import NotThere, person_called, report_called, table_called
from portal.pages.outage import DEAD_DATABASE

NAME = """A report's slug or title; a table, such as LOYALTY.BASKETS, or a column of it, such as LOYALTY.BASKETS.BRAND;
or the name with which a person signs in."""


class Command(BaseCommand):
    """`manage.py whocan report category-performance`: the same words as on the pages at /access/."""

    help = "Say who may open a report, who sees a table or a column, or what a person may see, with the reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["report", "table", "person"])
        parser.add_argument("name", help=NAME)
        parser.add_argument(
            "--all", action="store_true", dest="all_of_them", help="report: also those who may not, and why."
        )
        parser.add_argument("--json", action="store_true", dest="in_json", help="For scripts.")

    def handle(self, *args: Any, what: str, name: str, all_of_them: bool, in_json: bool, **options: Any) -> None:
        try:
            answer = _answer(what, name, all_of_them)
        except NotThere as error:
            raise CommandError(str(error)) from None
        except DEAD_DATABASE:
            raise CommandError("PostgreSQL can't be reached: check DATABASE_URL and that the server runs.") from None
        if in_json:
            self.stdout.write(json.dumps(as_json(answer), cls=DjangoJSONEncoder, indent=2, ensure_ascii=False))
            return
        for line in _lines(answer):
            self.stdout.write(line)


def _answer(what: str, name: str, all_of_them: bool) -> OfReport | OfTable | OfPerson:
    if what == "report":
        return answers.of_report(report_called(name), all_of_them=all_of_them)
    if what == "person":
        return answers.of_person(person_called(name))
    return answers.of_table(*table_called(name))


def _lines(answer: OfReport | OfTable | OfPerson) -> Iterator[str]:
    match answer:
        case OfReport():
            return _of_report(answer)
        case OfTable():
            return _of_table(answer)
        case OfPerson():
            return _of_person(answer)


def _of_report(answer: OfReport) -> Iterator[str]:
    report = answer.report
    yield f"{report.title} ({report.slug}){_in_brackets(report.marks)}"
    if answer.tables:
        yield f"Reads {', '.join(answer.tables)}."
    yield f"{_people(len(answer.may))} may open it{_when(answer)}."
    for may in answer.may:
        yield f"\n{may.person.username}  {may.person.shown_name}: {_right(may)}"
        yield from _why(may)
    yield from _closed(answer.may_not, of=lambda each: each.person.username)


def _when(answer: OfReport) -> str:
    return " once its file is mended" if answer.report.broken else ""


def _of_table(answer: OfTable) -> Iterator[str]:
    name = f"{answer.table}.{answer.column}" if answer.column else answer.table
    yield f"{name}: {answer.state}"
    yield f"Read by {', '.join(each.slug for each in answer.reports) or 'no report'}."
    if answer.unknown:
        yield f"Not known: what is read through {', '.join(answer.unknown)}. Their SQL is not in the snapshot."
    yield f"{_people(len({look.person for look in answer.looks}))} may see of it what their policies show."
    for look in answer.looks:
        said = look.seen.of_column(answer.column) if answer.column else look.seen.words
        through = f" (by {look.seen.table})" if look.seen.table != answer.table else ""
        yield f"\n{look.person.username}  {look.person.shown_name}: {said}{through}"
        yield from (f"  in {_by(may)}" for may in look.by)


def _of_person(answer: OfPerson) -> Iterator[str]:
    person = answer.person
    yield f"{person.username}  {person.shown_name}{'' if person.is_active else ' [switched off]'}"
    yield "\nTeams"
    yield from (
        f"  {each.team.name}{', lead' if each.lead else ''}, {each.get_came_by_display()}" for each in answer.teams
    )
    yield "\nRights"
    yield from (f"  {right} ({source})" for right, source in answer.rights)
    yield "\nReports"
    for may in answer.may:
        yield f"  {may.report.title} ({may.report.slug}){_in_brackets(may.report.marks)}: {_right(may)}"
        yield from (f"  {line}" for line in _why(may, tables=False))
    yield from _closed(answer.may_not, of=lambda each: each.report.slug)
    yield "\nTables"
    yield from (f"  {_look(look)}" for look in answer.looks)


def _look(look: Look) -> str:
    return f"{look.seen.table}: {look.seen.words}, in {', '.join(may.report.slug for may in look.by)}"


def _why(may: May, *, tables: bool = True) -> Iterator[str]:
    for each in may.through:
        right = "download" if each.can_download else "view"
        by = f" by {each.granted_by}" if each.granted_by else ""
        yield f"  through {each.team}: {right}, {_end(each.until)}, granted{by} on {each.granted_at:%Y-%m-%d}"
    if tables:
        yield from (f"  sees {each.table}: {each.words}" for each in may.sees)


def _closed(may_not: tuple[MayNot, ...], *, of: Any) -> Iterator[str]:
    if may_not:
        yield "\nClosed"
        yield from (f"  {of(each)}: {each.why}" for each in may_not)


def _right(may: May) -> str:
    later = f", then view {_end(may.until)}" if may.until != may.right_until else ""
    return f"{may.right}, {_end(may.right_until)}{later}"


def _by(may: May) -> str:
    return f"{may.report.slug} (through {', '.join(each.team for each in may.through)})"


def _end(until: date | None) -> str:
    return f"until {until}" if until else "no end"


def _people(count: int) -> str:
    return f"{count:,} people" if count != 1 else "1 person"


def _in_brackets(marks: list[str]) -> str:
    return f" [{', '.join(marks)}]" if marks else ""
