"""The pages of one person's, one report's and one table's history. Reading them takes the right to."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from querylog.audit import history, readers
from querylog.audit.guard import may_audit
from querylog.audit.history import Entry, History

LARGEST_ID = 2**63 - 1  # of a person, in PostgreSQL


@require_GET
@login_required
@may_audit
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """All that a person asked and did; also when the account has gone."""
    if person_id > LARGEST_ID:
        raise Http404(NOBODY)
    found = history.of_person(person_id, after=_after(request))
    account = get_user_model().objects.filter(pk=person_id).first()
    if account is None and not found.entries and not _after(request):
        raise Http404(NOBODY)
    name = account.get_username() if account else _last_name(found, person_id)
    gone = "" if account else " The account has gone."
    return _page(
        request,
        found,
        heading=name,
        what=f"What {name} asked of Snowflake, opened, downloaded and changed, and what was changed for {name}.{gone}",
        nothing=f"{name} has not asked or done anything yet.",
    )


@require_GET
@login_required
@may_audit
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """All that was asked for a report and done with it; also when its file has gone."""
    return _page(
        request,
        history.of_report(slug, after=_after(request)),
        heading=slug,
        what="What was asked for this report, and who opened it, downloaded from it, or was granted it.",
        nothing=f"Nothing has been asked for a report called {slug}, and nobody has opened it.",
    )


@require_GET
@login_required
@may_audit
def table(request: HttpRequest, name: str) -> HttpResponse:
    """All that was asked of a table, by its name as the SQL writes it."""
    name = name.replace("\0", "").upper()
    return _page(
        request,
        history.of_table(name, after=_after(request)),
        heading=name,
        what="Every statement whose SQL names this table. Each base leads to the slices of its result.",
        nothing=f"No statement names a table {name}.",
    )


@require_GET
@login_required
@may_audit
def column(request: HttpRequest, name: str) -> HttpResponse:
    """Who has ever read this column, and by which statements."""
    name = name.replace("\0", "").upper()
    return _page(
        request,
        readers.of_column(name, after=_after(request)),
        template="audit/column.html",
        readers=readers.readers_of(name),
        unknown=readers.has_unknown_texts(name),
        table=name.rpartition(".")[0],
        heading=name,
        what="Every statement whose output, filters, joins, groups or order depend on this column, and what was done "
        "with the results.",
        nothing=f"No statement reads a column {name}. Write it with its schema and table: LOYALTY.BASKETS.STORE_ID.",
    )


@require_GET
@login_required
@may_audit
def changes(request: HttpRequest) -> HttpResponse:
    """Every change of who may do and see what; `q` searches in it."""
    words = request.GET.get("q", "").replace("\0", "").strip()
    context = {
        "history": history.changes(words, after=_after(request)),
        "words": words,
        "later": "after" in request.GET,
    }
    return render(request, "audit/changes.html", context)


NOBODY = "The log knows nobody with this number."


def _after(request: HttpRequest) -> str:
    return request.GET.get("after", "")


def _last_name(found: History, person_id: int) -> str:
    """What someone was called whose account has gone."""
    names = [_name_in(entry) for entry in found.entries if _whose(entry) == person_id]
    return names[0] if names else f"Person {person_id}"


def _whose(entry: Entry) -> int | None:
    return entry.statement.asked_by_id if entry.statement else entry.event.person_id if entry.event else None


def _name_in(entry: Entry) -> str:
    return entry.statement.asked_by_name if entry.statement else entry.event.person_name if entry.event else ""


def _page(request: HttpRequest, found: History, template: str = "audit/history.html", **words: Any) -> HttpResponse:
    return render(request, template, {"history": found, "later": "after" in request.GET, **words})
