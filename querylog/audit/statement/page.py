"""The page of one statement, whole or as a panel beside a list; its comparison with another one; comments on it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_POST

from querylog.audit.guard import may_audit, may_see_sql
from querylog.audit.history import PAGE, Entry, events_of
from querylog.audit.statement import alike, comments, comparing
from querylog.audit.statement.downloads import downloads_from
from querylog.audit.statement.highlight import highlighted, readable
from querylog.audit.statement.meanings import meaning_of
from querylog.audit.statement.origin import origin_of
from querylog.audit.statement.snowsight import profile_of
from querylog.audit.statement.tree import tree_of, whole
from querylog.errors import PorticoError
from querylog.models import Kind, Statement

ELSEWHERE_ON_THE_PAGE = (Kind.DOWNLOADED, Kind.COMMENTED)


@require_GET
@login_required
@may_audit
def statement(request: HttpRequest, statement_id: str) -> HttpResponse:
    """One statement; without the frame of a page where a panel asks for it."""
    found = get_object_or_404(whole(), pk=statement_id)
    panel = request.headers.get("X-Panel") == "1" or request.GET.get("panel") == "1"
    return _shown(request, found, panel=panel)


@require_POST
@login_required
@may_audit
def comment(request: HttpRequest, statement_id: str) -> HttpResponse:
    """Add a comment, and come back to the page."""
    found = get_object_or_404(whole(), pk=statement_id)
    words = request.POST.get("words", "")
    try:
        comments.add(words, found, by=request.user)
    except PorticoError as error:
        status = 400 if isinstance(error, comments.NoComment) else 503
        return _shown(request, found, status=status, sentence=error.sentence, words=words)
    messages.success(request, "Your comment is on record, with your name and the time.")
    return redirect(f"{reverse('audit:statement', args=[found.pk])}#comments")


@require_GET
@login_required
@may_audit
def runs(request: HttpRequest, statement_id: str) -> HttpResponse:
    """Every run of the same text, newest first, and which of them had the same values."""
    found = get_object_or_404(whole(), pk=statement_id)
    listed, after = alike.runs_of_its_text(found, after=request.GET.get("after", ""))
    context = {"statement": found, "runs": listed, "after": after, "later": "after" in request.GET}
    return render(request, "audit/runs.html", context)


@require_GET
@login_required
@may_audit
@may_see_sql
def compare(request: HttpRequest, statement_id: str) -> HttpResponse:
    """To the comparison with the statement that was typed, or back with a sentence."""
    found = get_object_or_404(whole(), pk=statement_id)
    words = request.GET.get("with", "")
    try:
        other = comparing.meant(words)
    except comparing.NotFound as error:
        return _shown(request, found, status=400, not_compared=str(error), other=words)
    return redirect("audit:diff", found.pk, other.pk)


@require_GET
@login_required
@may_audit
@may_see_sql
def diff(request: HttpRequest, statement_id: str, other: str) -> HttpResponse:
    """What differs between two statements; `all` shows equal lines, too."""
    found = get_object_or_404(whole(), pk=statement_id)
    try:
        against = comparing.meant(other)
    except comparing.NotFound as error:
        return _shown(request, found, status=400, not_compared=str(error), other=other)
    values, more = comparing.values_of(found, against)
    context = {
        "left": found,
        "right": against,
        "lines": comparing.lines_of(found, against, all_lines="all" in request.GET),
        "all_lines": "all" in request.GET,
        "same_text": found.sql == against.sql,
        "same_values": found.binds == against.binds,
        "values": values,
        "more": more,
        "facts": comparing.facts_of(found, against),
    }
    return render(request, "audit/diff.html", context)


def _shown(
    request: HttpRequest, found: Statement, *, panel: bool = False, status: int = 200, **more: Any
) -> HttpResponse:
    tree = tree_of(found)
    whole_tree = tree.root.pk == found.pk
    sql = readable(found.sql)
    context = {
        "statement": found,
        "panel": panel,
        "origin": origin_of(found),
        "sql": sql,
        "coloured": highlighted(sql),
        "tree": tree,
        "usage": next(node.bytes for node in tree.nodes if node.here),
        "meaning": meaning_of(found),
        "profile": profile_of(found.query_id),
        "downloads": downloads_from([node.statement.pk for node in tree.nodes] if whole_tree else [found.pk]),
        "entries": _other_events(found),
        "alike": alike.identical_before(found),
        "comments": comments.comments_on(found),
        "longest_comment": comments.LONGEST,
        **more,
    }
    name = "audit/_statement_whole.html" if panel else "audit/statement.html"
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["X-Panel"])
    return response


def _other_events(found: Statement) -> list[Entry]:
    """What was done with it, newest first, without what has a place of its own on the page."""
    events = events_of(found).exclude(kind__in=ELSEWHERE_ON_THE_PAGE)[:PAGE]
    return [Entry(id=each.pk, at=each.at, event=each) for each in events]
