"""The search page: every statement that a search finds, newest first, in the columns that were chosen."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from querylog.audit import language, saved
from querylog.audit.columns import ALWAYS, COLUMNS, chosen, written
from querylog.audit.errors import NotASearch
from querylog.audit.guard import SEES_SQL, may_audit
from querylog.audit.search import Page, page_of

MOST_IN_MENU = 50
SCRIPTS = ("audit/complete.js", "audit/over_time.js", "audit/beside.js")


@require_GET
@login_required
@may_audit
def statements(request: HttpRequest) -> HttpResponse:
    """Every statement, newest first; `q` searches, `columns` names what is shown, `after` is the key of a page."""
    words, columns = typed_in(request), chosen(request.GET.getlist("columns"))
    context = _offered(request, words, columns)
    try:
        search = language.read(words)
        page = page_of(search, after=request.GET.get("after", ""), in_sql=request.user.has_perm(SEES_SQL))
    except NotASearch as error:
        return render(request, "audit/statements.html", {**context, "sentence": error.sentence}, status=400)
    return render(request, "audit/statements.html", {**context, **_found(search, page, words, columns)})


def typed_in(request: HttpRequest) -> str:
    """What stands in the search line."""
    return request.GET.get("q", "").replace("\0", "").strip()


def _offered(request: HttpRequest, words: str, columns: list[str]) -> dict[str, Any]:
    """What stands around the list, whatever is in it."""
    boxes = [
        {"name": name, "label": label, "on": name in columns, "always": name == ALWAYS}
        for name, label in COLUMNS.items()
    ]
    return {
        "words": words,
        "columns": columns,
        "columns_written": written(columns),
        "boxes": boxes,
        "saved": [(each, saved.address_of(each)) for each in saved.of(request.user)[:MOST_IN_MENU]],
        "later": "after" in request.GET,
        "here": saved.address(words, columns),
        "usual": saved.address(words),
        "everything": saved.address("", columns),
        "scripts": SCRIPTS,
    }


def _found(search: language.Search, page: Page, words: str, columns: list[str]) -> dict[str, Any]:
    without = str(search.without("on"))
    return {
        "page": page,
        "older": saved.asked_for(words, columns, after=page.after) if page.after else "",
        "times": [str(term) for term in search.of("on")],
        "at_any_time": saved.address(without, columns),
        "without_times": without,
        "histogram": saved.address(words, columns, view="audit:histogram"),
    }
