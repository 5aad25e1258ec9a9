"""The page of saved searches, and what is posted to it: save one, give it another name, delete it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from querylog.audit import saved
from querylog.audit.columns import COLUMNS
from querylog.audit.guard import may_audit
from querylog.errors import PorticoError
from querylog.models import SavedSearch

MOST_OF_OTHERS = 200


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@may_audit
def searches(request: HttpRequest) -> HttpResponse:
    """One's own and those that others share. A POST saves `q` under `name`, and leads to it."""
    if request.method != "POST":
        return _page(request)
    words, columns = request.POST.get("q", "").replace("\0", "").strip(), request.POST.getlist("columns")
    name, shared = request.POST.get("name", ""), "shared" in request.POST
    try:
        kept = saved.save(request.user, name, words, columns=[each for each in columns if each], shared=shared)
    except PorticoError as error:
        typed = {"name": name, "q": words, "columns": ",".join(columns), "shared": shared}
        return _page(request, sentence=error.sentence, typed=typed)
    messages.success(request, f"Saved as “{kept.name}”.")
    return redirect(saved.address_of(kept))


@require_POST
@login_required
@may_audit
def rename(request: HttpRequest, search_id: int) -> HttpResponse:
    """One's own gets another name, and is shared or not."""
    search = get_object_or_404(SavedSearch, pk=search_id, owner=request.user)
    try:
        saved.rename(search, request.POST.get("name", ""), shared="shared" in request.POST)
    except PorticoError as error:
        return _page(request, sentence=error.sentence)
    messages.success(request, f"“{search.name}” is saved so.")
    return redirect("audit:saved")


@require_POST
@login_required
@may_audit
def delete(request: HttpRequest, search_id: int) -> HttpResponse:
    """One's own is gone; links to what it looked for still lead there."""
    search = get_object_or_404(SavedSearch, pk=search_id, owner=request.user)
    search.delete()
    messages.success(request, f"“{search.name}” is deleted.")
    return redirect("audit:saved")


def _page(request: HttpRequest, *, sentence: str = "", typed: dict[str, Any] | None = None) -> HttpResponse:
    own = saved.of(request.user).filter(owner_id=request.user.pk)
    others = saved.of(request.user).exclude(owner_id=request.user.pk)[:MOST_OF_OTHERS]
    context = {
        "own": [_line(each) for each in own],
        "others": [_line(each) for each in others],
        "sentence": sentence,
        "typed": typed,
    }
    return render(request, "audit/saved.html", context, status=400 if sentence else 200)


def _line(search: SavedSearch) -> dict[str, Any]:
    names = [COLUMNS[name] for name in search.columns if name in COLUMNS]
    return {"search": search, "to": saved.address_of(search), "columns": ", ".join(names)}
