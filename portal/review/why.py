"""Why? A page for each person, report and table: the answers of `manage.py whocan`, in the same words."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from portal.access import answers
from portal.access.answers import About, May, MayNot, OfPerson
from portal.access.asked_for import NotThere, table_called
from portal.access.models import TableRule, User
from portal.review.guard import may_review
from portal.review.used import NEVER, Used, Uses, used_by_people
from reports.schema import snapshot

PAGE = 100  # people
MOST_CLOSED = 200  # people who may not, on a page
LARGEST_ID = 2**63 - 1  # in PostgreSQL


@require_GET
@may_review
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """What a person may open and see, and why; with `report`, first of all whether she may open that."""
    found = User.objects.filter(pk=min(person_id, LARGEST_ID)).first()
    if found is None:
        return _not_there(request, "Nobody has this number. The account may have gone: its history is in the audit.")
    of = answers.of_person(found)
    used = used_by_people([found.pk], reports=[each.report.slug for each in of.may])
    asked = answers.known_reports().get(request.GET.get("report", ""))
    context = {
        "of": of,
        "may": _with_use(of.may, used),
        "asked": asked,
        "answer": next((may for may in of.may if asked and may.report.slug == asked.slug), None),
        "why_not": why_not(of, asked) if asked else "",
    }
    return render(request, "review/person.html", context)


@require_GET
@may_review
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Who may open a report, who may not, and why; with `q`, of the people or teams whose name holds it."""
    about = answers.known_reports().get(slug)
    if about is None:
        return _not_there(request, f"No report is called {slug}. Its history is in the audit.")
    of, words = answers.of_report(about, all_of_them=True), _words(request)
    may = [each for each in of.may if _holds(words, each.person, *(one.team for one in each.through))]
    may_not = [each for each in of.may_not if _holds(words, each.person)]
    page = Paginator(may, PAGE).get_page(request.GET.get("page"))
    used = used_by_people([each.person.pk for each in page], reports=[slug])
    context = {
        "of": of,
        "words": words,
        "page": page,
        "may": _with_use(list(page), used),
        "may_not": may_not[:MOST_CLOSED],
        "more_closed": len(may_not) - MOST_CLOSED,
    }
    return render(request, "review/report.html", context)


@require_GET
@may_review
def tables(request: HttpRequest) -> HttpResponse:
    """Every table, and whether it is governed; `name` leads to the one that is called so."""
    name = request.GET.get("name", "").replace("\0", "").strip()
    if name:
        try:
            found, column = table_called(name)
        except NotThere as error:
            return _not_there(request, str(error))
        return redirect(_address_of(found, column))
    governed = dict(TableRule.objects.values_list("table", "governed"))
    listed = [(each, governed.get(each)) for each in sorted(snapshot().tables)]
    return render(request, "review/tables.html", {"tables": listed})


@require_GET
@may_review
def table(request: HttpRequest, name: str) -> HttpResponse:
    """Who sees what of a table, or of its `column`, by which reports; with `q`, of the people whose name holds it."""
    column, words = request.GET.get("column", "").replace("\0", ""), _words(request)
    try:
        found, column = table_called(f"{name}.{column}" if column else name)
    except NotThere as error:
        return _not_there(request, str(error))
    of = answers.of_table(found, column)
    looks = [each for each in of.looks if _holds(words, each.person)]
    page = Paginator(looks, PAGE).get_page(request.GET.get("page"))
    context = {
        "of": of,
        "words": words,
        "page": page,
        "looks": [(each, each.seen.of_column(column) if column else each.seen.words) for each in page],
        "people": len({each.person.pk for each in of.looks}),
        "columns": snapshot().columns(found),
    }
    return render(request, "review/table.html", context)


def why_not(of: OfPerson, report: About) -> str:
    """Why this report is not open to her; empty if it is."""
    if any(each.report.slug == report.slug for each in of.may):
        return ""
    known: MayNot | None = next((each for each in of.may_not if each.report.slug == report.slug), None)
    if known:
        return known.why
    if not of.person.is_active:
        return "the account is switched off"
    if report.closed:
        return f"the report is closed to everybody: {report.closed}"
    if not of.teams:
        return "not in any team, and only a team is granted a report"
    return f"none of the person's teams has a grant of it: {', '.join(each.team.name for each in of.teams)}"


def _with_use(may: Sequence[May], used: Uses) -> list[tuple[May, Used]]:
    return [(each, used.get((each.report.slug, each.person.pk), NEVER)) for each in may]


def _words(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()


def _holds(words: str, person: User, *teams: str) -> bool:
    """Does a name of hers, or of a team through which she comes, hold these words?"""
    names = (person.username, person.shown_name, *teams)
    return not words or any(words.casefold() in each.casefold() for each in names)


def _address_of(table: str, column: str) -> str:
    address = reverse("review:table", args=[table])
    return f"{address}?{urlencode({'column': column})}" if column else address


def _not_there(request: HttpRequest, sentence: str) -> HttpResponse:
    context: dict[str, Any] = {"heading": "There is no such thing", "sentence": sentence}
    return render(request, "review/sentence.html", context, status=404)
